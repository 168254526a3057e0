package platform

import (
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/components/storage"
)

// Run is the program of an environment: it reads the stack's configuration,
// checks everything, deploys the platform and exports what people need of it.
func Run(ctx *pulumi.Context, settings Settings) error {
	config, configErr := ReadConfig(ctx, settings)
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

// Platform is a deployed environment. What an environment does not have is nil.
type Platform struct {
	// Only in AWS.
	VPC         *network.VPC
	Zone        *dns.Zone
	Certificate *dns.Certificate
	Balancer    *network.LoadBalancer
	// One of these made or took the cluster.
	EKS      *cluster.EKS
	RKE      *cluster.RKE
	Existing *cluster.Existing
	// Snapshots are those of RKE.
	Snapshots *storage.Bucket

	// Cluster that everything below is in.
	Cluster cluster.Cluster
	// Metrics measure the pods of an existing cluster.
	Metrics *addons.MetricsServer
	Ingress *addons.Traefik
	// Certificates issue Issued where TLS does not end at the balancer.
	Certificates *addons.CertManager
	Issued       *addons.IssuedCertificate
	App          *skeleton.Skeleton

	plan *Plan
	// delegated is what must be there before a name can be proven.
	delegated []pulumi.Resource
}

// step makes one part of the platform.
type step func(*pulumi.Context) error

// Deploy registers the platform that was planned.
func Deploy(ctx *pulumi.Context, plan *Plan) (*Platform, error) {
	p := &Platform{plan: plan}
	steps := []step{p.network, p.names, p.cluster, p.edge, p.ingress, p.certificates, p.app, p.address}
	if !plan.Settings.inAWS() {
		steps = []step{p.adopt, p.metrics, p.ingress, p.certificates, p.app}
	}
	for _, make := range steps {
		if err := make(ctx); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// export says what people need. Environments in AWS all have the same outputs.
func (p *Platform) export(ctx *pulumi.Context) {
	ctx.Export("url", pulumi.String(p.plan.url()))
	ctx.Export("domain", pulumi.String(p.plan.Config.Domain))
	ctx.Export("cluster", p.clusterName())
	if !p.plan.Settings.inAWS() {
		return
	}
	ctx.Export("nameServers", p.Zone.NameServers)
	ctx.Export("kubernetesVersion", pulumi.String(p.Cluster.Version))
	ctx.Export("kubeconfig", p.Cluster.Kubeconfig)
	ctx.Export("vpcId", p.VPC.ID)
	ctx.Export("natAddresses", p.VPC.NATAddresses)
	ctx.Export("loadBalancer", p.Balancer.DNSName)
}

func (p *Platform) clusterName() pulumi.StringOutput {
	if p.EKS != nil {
		return p.EKS.Name
	}
	return pulumi.String(p.Cluster.Name).ToStringOutput()
}
