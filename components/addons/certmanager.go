package addons

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/internal/versions"
)

// TypeCertManager is the type token of CertManager. Changing it needs an
// alias.
const TypeCertManager = "drydock:addons:CertManager"

// CertManager issues certificates in a cluster and renews them.
type CertManager struct {
	pulumi.ResourceState

	// Namespace that it runs in.
	Namespace string `pulumi:"namespace"`
	// RoleARN is its role in AWS, if it has Let's Encrypt issuers.
	RoleARN pulumi.StringOutput `pulumi:"roleArn,optional"`
	// ChartVersion that is installed.
	ChartVersion string `pulumi:"chartVersion"`

	cluster cluster.Cluster
	release pulumi.Resource
	issuers map[Issuer]pulumi.Resource
	// domain is what Let's Encrypt issuers can prove.
	domain string
}

// NewCertManager installs cert-manager with its definitions from its chart,
// and the issuers that are asked for. The error, if the arguments are wrong,
// has one line for each problem, and nothing is registered.
//
// The definitions stay when the component goes, as Helm leaves them: taking
// them away would take every certificate with them.
func NewCertManager(ctx *pulumi.Context, name string, args *CertManagerArgs, opts ...pulumi.ResourceOption) (*CertManager, error) {
	a, err := planCertManager(name, args)
	if err != nil {
		return nil, err
	}
	chart := versions.CertManager()
	c := &CertManager{
		Namespace: a.Namespace, ChartVersion: chart.Version, cluster: a.Cluster, issuers: map[Issuer]pulumi.Resource{},
	}
	i, err := begin(ctx, TypeCertManager, name, a.Cluster, a.inputs(), c, opts)
	if err != nil {
		return nil, err
	}
	namespace, err := i.namespace(a.Namespace)
	if err != nil {
		return nil, err
	}
	values, after := a.Values(), []pulumi.Resource{namespace}
	if a.ACME != nil {
		role, err := i.role(a.Workload, a.Namespace, certAccount, permissions{policies: map[string]identity.Source{
			"zone": mayProve(partition(a.Cluster), a.ACME.Zone.ID),
		}})
		if err != nil {
			return nil, err
		}
		annotate(values, role, "serviceAccount")
		after = append(after, role.Ready()...)
		c.RoleARN = role.ARN
	}
	if c.release, err = i.release(chart, a.Namespace, values, after...); err != nil {
		return nil, err
	}
	if err := c.makeIssuers(i, a); err != nil {
		return nil, err
	}
	return c, component.Publish(ctx, c)
}

// Ready is what must be there before objects of cert-manager's kinds are made:
// the definitions, the webhook that checks them (the chart's own job waits for
// it) and the issuers.
func (c *CertManager) Ready() []pulumi.Resource {
	all := []pulumi.Resource{c.release}
	for _, name := range c.Issuers() {
		all = append(all, c.issuers[name])
	}
	return all
}

// Issuers are those that the component made, sorted.
func (c *CertManager) Issuers() []Issuer {
	var all []Issuer
	for name := range c.issuers {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func (c *CertManager) makeIssuers(i installer, a CertManagerArgs) error {
	if a.ACME != nil {
		c.domain = a.ACME.Zone.Domain
		for _, issuer := range []Issuer{Staging, Production} {
			object, err := i.object(string(issuer), a.acmeIssuer(issuer), c.release)
			if err != nil {
				return err
			}
			c.issuers[issuer] = object
		}
	}
	if !a.PrivateCA {
		return nil
	}
	after := c.release
	for _, step := range []struct {
		role     string
		manifest kube.Manifest
	}{
		{"root", clusterIssuer(rootIssuer, map[string]any{"selfSigned": map[string]any{}})},
		{"root-certificate", a.rootCertificate()},
		{string(PrivateCA), clusterIssuer(string(PrivateCA), map[string]any{"ca": map[string]any{"secretName": rootSecret}})},
	} {
		object, err := i.object(step.role, step.manifest, after)
		if err != nil {
			return err
		}
		after = object
	}
	c.issuers[PrivateCA] = after
	return nil
}
