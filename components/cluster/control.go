package cluster

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
)

// logTypes are all that the control plane writes:
// https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
func logTypes() []string {
	return []string{"api", "audit", "authenticator", "controllerManager", "scheduler"}
}

// logGroup makes the group that EKS writes to, by the name that it expects.
// EKS would make it without retention if it were not there.
func (b *builder) logGroup() error {
	name := b.child("logs")
	logs, err := cloudwatch.NewLogGroup(b.ctx, name, &cloudwatch.LogGroupArgs{
		Name:            pulumi.String("/aws/eks/" + b.plan.Name + "/cluster"),
		RetentionInDays: pulumi.Int(b.plan.LogRetention),
		Tags:            b.tags(name),
	}, b.own())
	b.logs = logs
	return err
}

// encryption makes the key for Secrets, with an alias that says what it is.
func (b *builder) encryption() error {
	name := b.child("key")
	key, err := clusterKey(b.ctx, name, b.child("alias"), "alias/eks/"+b.plan.Name, &kms.KeyArgs{
		Description:          pulumi.String("Secrets of the Kubernetes cluster " + b.plan.Name),
		DeletionWindowInDays: pulumi.Int(b.plan.KeyDeletionDays), Tags: b.tags(name),
	}, b.own(), pulumi.Protect(b.plan.Protect))
	if err != nil {
		return err
	}
	b.key, b.e.KeyARN = key, key.Arn
	return nil
}

// clusterKey makes a key that is renewed every year, and its alias.
func clusterKey(
	ctx *pulumi.Context, name, aliasName, alias string, args *kms.KeyArgs, own, protect pulumi.ResourceOption,
) (*kms.Key, error) {
	args.EnableKeyRotation = pulumi.Bool(true)
	key, err := kms.NewKey(ctx, name, args, own, protect)
	if err != nil {
		return nil, err
	}
	_, err = kms.NewAlias(ctx, aliasName, &kms.AliasArgs{Name: pulumi.String(alias), TargetKeyId: key.KeyId}, own)
	return key, err
}

func (b *builder) controlPlane() error {
	role, err := identity.NewRole(b.ctx, b.child("control"), &identity.RoleArgs{
		Trust:           identity.TrustService("eks"),
		Partition:       b.partition(),
		ManagedPolicies: []string{"AmazonEKSClusterPolicy"},
		Tags:            b.plan.Tags,
	}, b.own())
	if err != nil {
		return err
	}
	// The role's policies must outlive the control plane: it takes its network
	// interfaces out of the subnets with them when it is deleted.
	after := append(role.Policies(), b.logs, b.swept)
	control, err := eks.NewCluster(b.ctx, b.child("cluster"), b.clusterArgs(role), b.own(), pulumi.DependsOn(after), pulumi.Protect(b.plan.Protect),
		pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "30m", Update: "60m", Delete: "20m"}))
	if err != nil {
		return err
	}
	b.control = control
	e := b.e
	e.Name, e.ARN, e.Endpoint = control.Name, control.Arn, control.Endpoint
	e.CertificateAuthority = control.CertificateAuthority.Data().Elem()
	e.OIDCIssuer = control.Identities.ApplyT(issuerOf).(pulumi.StringOutput)
	return nil
}

// issuerOf is the URL of the cluster's one OIDC issuer. It is empty for a
// cluster that is not there, which the engine shows a program that it runs
// only to refresh (pulumi refresh --run-program).
func issuerOf(identities []eks.ClusterIdentity) string {
	for _, identity := range identities {
		for _, oidc := range identity.Oidcs {
			if oidc.Issuer != nil {
				return *oidc.Issuer
			}
		}
	}
	return ""
}

func (b *builder) clusterArgs(role *identity.Role) *eks.ClusterArgs {
	pl := b.plan
	args := &eks.ClusterArgs{
		Name:    pulumi.String(pl.Name),
		Version: pulumi.String(pl.Version),
		RoleArn: role.ARN,
		AccessConfig: &eks.ClusterAccessConfigArgs{
			AuthenticationMode:                      pulumi.String("API"),
			BootstrapClusterCreatorAdminPermissions: pulumi.Bool(pl.BootstrapCreator),
		},
		// The add-ons are resources of this component; EKS's own unmanaged
		// copies of them would stand in their way.
		BootstrapSelfManagedAddons: pulumi.Bool(false),
		EnabledClusterLogTypes:     pulumi.ToStringArray(logTypes()),
		EncryptionConfig: &eks.ClusterEncryptionConfigArgs{
			Provider:  &eks.ClusterEncryptionConfigProviderArgs{KeyArn: b.key.Arn},
			Resources: pulumi.ToStringArray([]string{"secrets"}),
		},
		UpgradePolicy: &eks.ClusterUpgradePolicyArgs{SupportType: pulumi.String(pl.supportType)},
		VpcConfig: &eks.ClusterVpcConfigArgs{
			SubnetIds:             network.IDs(pl.subnets),
			EndpointPrivateAccess: pulumi.Bool(true),
			EndpointPublicAccess:  pulumi.Bool(pl.Endpoint.Public),
		},
		Tags: b.tags(b.child("cluster")),
	}
	if pl.Endpoint.Public {
		args.VpcConfig.(*eks.ClusterVpcConfigArgs).PublicAccessCidrs = pulumi.ToStringArray(pl.Endpoint.PublicCIDRs)
	}
	if pl.ServiceCIDR != "" {
		args.KubernetesNetworkConfig = &eks.ClusterKubernetesNetworkConfigArgs{
			ServiceIpv4Cidr: pulumi.String(pl.ServiceCIDR),
		}
	}
	return args
}

// oidc makes the provider that lets IAM trust tokens of the cluster. IAM
// verifies the issuer by its own list of authorities, so no thumbprint is
// given: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
func (b *builder) oidc() error {
	name := b.child("oidc")
	provider, err := iam.NewOpenIdConnectProvider(b.ctx, name, &iam.OpenIdConnectProviderArgs{
		Url:           b.e.OIDCIssuer,
		ClientIdLists: pulumi.ToStringArray([]string{"sts.amazonaws.com"}),
		Tags:          b.tags(name),
	}, b.own())
	if err != nil {
		return err
	}
	b.e.OIDCProviderARN = provider.Arn
	return nil
}
