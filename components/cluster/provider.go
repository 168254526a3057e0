package cluster

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// kubernetes makes the cluster's one provider.
func (b *builder) kubernetes() error {
	e := b.e
	token := pulumi.String("").ToStringOutput()
	if b.plan.Auth == AuthToken {
		token = eks.GetClusterAuthOutput(b.ctx, eks.GetClusterAuthOutputArgs{Name: e.Name}, b.own()).Token()
	}
	region := b.plan.Network.Region
	config := pulumi.All(e.Name, e.Endpoint, e.CertificateAuthority, token).ApplyT(func(v []any) string {
		return Kubeconfig(KubeconfigArgs{
			Name: v[0].(string), Region: region, Endpoint: v[1].(string),
			CertificateAuthority: v[2].(string), Token: v[3].(string),
		})
	}).(pulumi.StringOutput)
	e.Kubeconfig = pulumi.ToSecret(config).(pulumi.StringOutput)
	provider, err := newProvider(b.ctx, b.child("provider"), e.Kubeconfig, e.ARN, b.own(), pulumi.DependsOn(b.admins))
	b.provider = provider
	return err
}

// newProvider makes a provider; identifier says which cluster it is, so that
// a changed kubeconfig of the same cluster never replaces what is in it.
func newProvider(
	ctx *pulumi.Context, name string, kubeconfig pulumi.StringInput, identifier pulumi.StringInput,
	opts ...pulumi.ResourceOption,
) (*kubernetes.Provider, error) {
	return kubernetes.NewProvider(ctx, name, providerArgs(kubeconfig, identifier), opts...)
}

// providerArgs are the settings of a provider; without a kubeconfig it reads
// the one that kubectl would.
func providerArgs(kubeconfig, identifier pulumi.StringInput) *kubernetes.ProviderArgs {
	args := &kubernetes.ProviderArgs{
		ClusterIdentifier:     identifier.ToStringOutput().ToStringPtrOutput(),
		EnableServerSideApply: pulumi.Bool(true),
		// An object cannot outlive its cluster. Without this, what is left in
		// the state of a cluster that was deleted elsewhere could never be
		// removed, for nobody answers. A cluster that is only out of reach
		// loses its objects from the state if they are refreshed or deleted
		// in that moment, not from the cluster: server-side apply takes them
		// back at the next run.
		DeleteUnreachable: pulumi.Bool(true),
	}
	if kubeconfig != nil {
		args.Kubeconfig = kubeconfig.ToStringOutput().ToStringPtrOutput()
	}
	return args
}
