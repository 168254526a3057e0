package platform

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/skeleton"
)

// adopt takes the cluster that exists.
func (p *Platform) adopt(ctx *pulumi.Context) (err error) {
	if p.Existing, err = cluster.NewExisting(ctx, p.plan.name(), p.plan.existing()); err != nil {
		return err
	}
	p.Cluster = p.Existing.Cluster()
	return nil
}

// metrics measures pods where nothing does yet.
func (p *Platform) metrics(ctx *pulumi.Context) (err error) {
	if p.plan.Config.OwnMetrics {
		return nil
	}
	p.Metrics, err = addons.NewMetricsServer(ctx, p.plan.child("metrics"), p.plan.metrics(p.Cluster))
	return err
}

func (p *Platform) ingress(ctx *pulumi.Context) (err error) {
	args := p.plan.traefik(p.Cluster)
	if p.Balancer != nil {
		args.Address = p.Balancer.DNSName
	}
	p.Ingress, err = addons.NewTraefik(ctx, p.plan.child("ingress"), args)
	return err
}

// certificates gets the certificate that the ingress serves, where the
// balancer does not serve one. It comes after the ingress, in whose namespace
// it is, and the ingress takes it up when it is there.
func (p *Platform) certificates(ctx *pulumi.Context) (err error) {
	if p.plan.Settings.TLS == ACM {
		return nil
	}
	p.Certificates, err = addons.NewCertManager(ctx, p.plan.child("certificates"), p.plan.certManager(p.Cluster, p.Zone))
	if err != nil {
		return err
	}
	args := p.plan.issued(p.Certificates, append(p.Ingress.Ready(), p.delegated...)...)
	if p.plan.Settings.TLS == LetsEncrypt {
		args.Archive, err = addons.AdoptCertificateArchive(ctx, ArchiveOf(p.plan.Settings).Name, p.plan.adopted())
		if err != nil {
			return err
		}
		args.Store, err = addons.NewExternalSecrets(ctx, p.plan.child("secrets"), p.plan.secrets(p.Cluster, args.Archive))
		if err != nil {
			return err
		}
	}
	p.Issued, err = addons.NewIssuedCertificate(ctx, p.plan.child("certificate"), args)
	return err
}

func (p *Platform) app(ctx *pulumi.Context) (err error) {
	p.App, err = skeleton.New(ctx, p.plan.child("app"), p.plan.skeleton(p.Cluster))
	return err
}
