package platform

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/skeleton"
)

// localhost is the machine that an existing cluster's node port is mapped on.
const localhost = "localhost"

// existing is a cluster that somebody may throw away any time. What was in it
// is then forgotten.
func (p *Plan) existing() *cluster.ExistingArgs {
	return &cluster.ExistingArgs{
		Name: p.Config.Context, Version: p.Settings.Cluster.Version, Kubeconfig: p.Config.Kubeconfig, Context: p.Config.Context,
		DeleteUnreachable: true,
	}
}

// metrics are for a cluster whose kubelets have certificates that nobody
// signed, as those of kind do.
func (p *Plan) metrics(in cluster.Cluster) *addons.MetricsServerArgs {
	return &addons.MetricsServerArgs{Cluster: in, InsecureKubelets: true}
}

func (p *Plan) traefik(in cluster.Cluster) *addons.TraefikArgs {
	a := &addons.TraefikArgs{Cluster: in, NodePort: IngressPort, Replicas: p.Settings.Ingress.Replicas}
	if p.Settings.TLS == ACM {
		return a
	}
	a.TLSPort, a.Certificate = IngressTLSPort, p.child("certificate")
	if p.Settings.inAWS() {
		a.TrustedProxies = p.proxies()
	} else {
		a.Address = pulumi.String(localhost)
	}
	return a
}

func (p *Plan) certManager(in cluster.Cluster, zone *dns.Zone) *addons.CertManagerArgs {
	a := &addons.CertManagerArgs{Cluster: in, PrivateCA: p.Settings.TLS == PrivateCA}
	if p.Settings.TLS.acme() {
		a.ACME, a.Workload = &addons.ACME{Email: p.Config.Email, Zone: zone}, p.workload()
	}
	return a
}

// workload is how add-ons get their roles: as their cluster has it.
func (p *Plan) workload() addons.Workload {
	return addons.Workload{Tags: p.Settings.tags("certificate")}
}

// issued is the certificate of the edge, in the namespace of the ingress that
// serves it.
func (p *Plan) issued(by *addons.CertManager, after ...pulumi.Resource) *addons.IssuedCertificateArgs {
	return &addons.IssuedCertificateArgs{
		CertManager: by, Issuer: addons.Issuer(p.Settings.TLS), Namespace: addons.DefaultNamespace,
		Names: []string{p.host()}, After: after,
	}
}

// adopted is the archive of the certificate.
func (p *Plan) adopted() *addons.AdoptCertificateArchiveArgs {
	made := ArchiveOf(p.Settings).Made()
	tags := made.Tags
	tags["Name"] = ArchiveOf(p.Settings).secret()
	return &addons.AdoptCertificateArchiveArgs{
		Prefix: made.Prefix, Issuer: made.Issuer, ARN: pulumi.String(p.Config.Archive), Tags: tags,
	}
}

func (p *Plan) secrets(in cluster.Cluster, archive *addons.CertificateArchive) *addons.ExternalSecretsArgs {
	return &addons.ExternalSecretsArgs{
		Cluster: in, Archives: []*addons.CertificateArchive{archive}, Namespaces: []string{addons.DefaultNamespace},
		Workload: p.workload(),
	}
}

// skeleton does not wait for the ingress: its pods can start meanwhile, and
// its route waits for the address that the ingress gives it.
func (p *Plan) skeleton(in cluster.Cluster) *skeleton.Args {
	return &skeleton.Args{
		Cluster:  in,
		Image:    p.Config.Image,
		Host:     p.host(),
		Route:    skeleton.Ingress{Class: addons.DefaultClass, AwaitAddress: true},
		Replicas: skeleton.Replicas{Min: p.Settings.Skeleton.Min, Max: p.Settings.Skeleton.Max},
	}
}
