package platform

import (
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/skeleton"
)

// Run is the program of an environment: it reads the stack's configuration,
// checks everything, deploys the platform and exports what people need of it.
func Run(ctx *pulumi.Context, settings Settings) error {
	config, configErr := ReadConfig(ctx)
	plan := newPlan(settings, config)
	if err := errors.Join(configErr, plan.check()); err != nil {
		return err
	}
	p, err := Deploy(ctx, plan)
	if err != nil {
		return err
	}
	p.export(ctx)
	return nil
}

// Platform is a deployed environment.
type Platform struct {
	VPC         *network.VPC
	Zone        *dns.Zone
	Certificate *dns.Certificate
	EKS         *cluster.EKS
	Balancer    *network.LoadBalancer
	Ingress     *addons.Traefik
	App         *skeleton.Skeleton

	plan *Plan
}

// Deploy registers the platform that was planned.
func Deploy(ctx *pulumi.Context, plan *Plan) (*Platform, error) {
	p := &Platform{plan: plan}
	for _, step := range []func(*pulumi.Context) error{
		p.network, p.names, p.cluster, p.edge, p.ingress, p.app, p.address,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *Platform) network(ctx *pulumi.Context) (err error) {
	p.VPC, err = network.NewVPC(ctx, p.plan.name(), p.plan.vpc())
	return err
}

// names makes the zone, its delegation and the certificate of the app.
func (p *Platform) names(ctx *pulumi.Context) (err error) {
	if p.Zone, err = dns.NewZone(ctx, p.plan.name(), p.plan.zone(), p.plan.stateful()...); err != nil {
		return err
	}
	var after []pulumi.ResourceOption
	if p.plan.Config.ParentZone != "" {
		delegation, err := p.delegate(ctx)
		if err != nil {
			return err
		}
		// ACM looks the validation record up from the root down.
		after = append(after, pulumi.DependsOn([]pulumi.Resource{delegation}))
	}
	p.Certificate, err = dns.NewCertificate(ctx, p.plan.child("app"), p.plan.certificate(p.Zone), after...)
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

func (p *Platform) cluster(ctx *pulumi.Context) (err error) {
	p.EKS, err = cluster.NewEKS(ctx, p.plan.name(), p.plan.eks(p.VPC.Placement()))
	return err
}

// edge makes the balancer and the nodes its targets.
func (p *Platform) edge(ctx *pulumi.Context) (err error) {
	name := p.plan.child("edge")
	p.Balancer, err = network.NewLoadBalancer(ctx, name, p.plan.balancer(p.VPC.Placement(), p.Certificate.ARN))
	if err != nil {
		return err
	}
	target := p.Balancer.TargetGroups[httpsKey]
	_, err = cluster.NewAttachment(ctx, name, &cluster.AttachmentArgs{
		Cluster: p.EKS.Cluster(), TargetGroup: target.ARN, Port: target.Port, From: p.Balancer.SecurityGroupID,
		Tags: p.plan.Settings.tags("edge"),
	})
	return err
}

func (p *Platform) ingress(ctx *pulumi.Context) (err error) {
	args := p.plan.traefik(p.EKS.Cluster())
	args.Address = p.Balancer.DNSName
	p.Ingress, err = addons.NewTraefik(ctx, p.plan.child("ingress"), args)
	return err
}

func (p *Platform) app(ctx *pulumi.Context) (err error) {
	p.App, err = skeleton.New(ctx, p.plan.child("app"), p.plan.skeleton(p.EKS.Cluster()))
	return err
}

// address points the app's name at the balancer.
func (p *Platform) address(ctx *pulumi.Context) error {
	_, err := dns.NewRecord(ctx, p.plan.child("app"), &dns.RecordArgs{
		Zone: p.Zone, Name: p.plan.host(), Alias: dns.Alias{DNSName: p.Balancer.DNSName, ZoneID: p.Balancer.ZoneID},
	})
	return err
}

func (p *Platform) export(ctx *pulumi.Context) {
	ctx.Export("url", pulumi.String("https://"+p.plan.host()))
	ctx.Export("domain", pulumi.String(p.plan.Config.Domain))
	ctx.Export("nameServers", p.Zone.NameServers)
	ctx.Export("cluster", p.EKS.Name)
	ctx.Export("kubernetesVersion", pulumi.String(p.EKS.Version))
	ctx.Export("kubeconfig", p.EKS.Kubeconfig)
	ctx.Export("vpcId", p.VPC.ID)
	ctx.Export("natAddresses", p.VPC.NATAddresses)
	ctx.Export("loadBalancer", p.Balancer.DNSName)
}
