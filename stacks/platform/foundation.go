package platform

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/storage"
)

// network makes the VPC.
func (p *Platform) network(ctx *pulumi.Context) (err error) {
	p.VPC, err = network.NewVPC(ctx, p.plan.name(), p.plan.vpc())
	return err
}

// names makes the zone, its delegation and, for ACM, the certificate of the
// app.
func (p *Platform) names(ctx *pulumi.Context) (err error) {
	if p.Zone, err = dns.NewZone(ctx, p.plan.name(), p.plan.zone(), p.plan.stateful()...); err != nil {
		return err
	}
	if p.plan.Config.ParentZone != "" {
		delegation, err := p.delegate(ctx)
		if err != nil {
			return err
		}
		// Whoever issues a certificate looks the name up from the root down.
		p.delegated = delegation.Ready()
	}
	if p.plan.Settings.TLS != ACM {
		return nil
	}
	p.Certificate, err = dns.NewCertificate(ctx, p.plan.child("app"), p.plan.certificate(p.Zone), pulumi.DependsOn(p.delegated))
	return err
}

// delegate tells the parent's zone which name servers answer for the domain.
func (p *Platform) delegate(ctx *pulumi.Context) (*dns.Record, error) {
	parent, err := dns.AdoptZone(ctx, p.plan.child("parent"), &dns.AdoptZoneArgs{
		ID: pulumi.String(p.plan.Config.ParentZone), Domain: p.plan.parentDomain(),
	})
	if err != nil {
		return nil, err
	}
	return dns.NewRecord(ctx, p.plan.child("delegation"), &dns.RecordArgs{
		Zone: parent, Name: p.plan.Config.Domain, Type: dns.NS, Values: p.Zone.NameServers,
	})
}

// cluster makes the cluster with its nodes.
func (p *Platform) cluster(ctx *pulumi.Context) (err error) {
	if p.plan.Settings.Cluster.Kind == EKS {
		if p.EKS, err = cluster.NewEKS(ctx, p.plan.name(), p.plan.eks(p.VPC.Placement())); err != nil {
			return err
		}
		p.Cluster = p.EKS.Cluster()
		return nil
	}
	p.Snapshots, err = storage.NewBucket(ctx, p.plan.child("snapshots"), p.plan.snapshots(), p.plan.stateful()...)
	if err != nil {
		return err
	}
	if p.RKE, err = cluster.NewRKE(ctx, p.plan.name(), p.plan.rke(p.VPC.Placement(), p.Snapshots)); err != nil {
		return err
	}
	p.Cluster = p.RKE.Cluster()
	return nil
}

// edge makes the balancer and the nodes its targets.
func (p *Platform) edge(ctx *pulumi.Context) (err error) {
	name := p.plan.child("edge")
	var certificate pulumi.StringInput
	if p.Certificate != nil {
		certificate = p.Certificate.ARN
	}
	p.Balancer, err = network.NewLoadBalancer(ctx, name, p.plan.balancer(p.VPC.Placement(), certificate))
	if err != nil {
		return err
	}
	target := p.Balancer.TargetGroups[httpsKey]
	_, err = cluster.NewAttachment(ctx, name, &cluster.AttachmentArgs{
		Cluster: p.Cluster, TargetGroup: target.ARN, Port: target.Port, HealthPort: target.HealthPort,
		From: p.Balancer.SecurityGroupID, Tags: p.plan.Settings.tags("edge"),
	})
	return err
}

// address points the app's name at the balancer.
func (p *Platform) address(ctx *pulumi.Context) error {
	_, err := dns.NewRecord(ctx, p.plan.child("app"), &dns.RecordArgs{
		Zone: p.Zone, Name: p.plan.host(), Alias: dns.Alias{DNSName: p.Balancer.DNSName, ZoneID: p.Balancer.ZoneID},
	})
	return err
}
