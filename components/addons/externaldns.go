package addons

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/versions"
)

// TypeExternalDNS is the type token of ExternalDNS. Changing it needs an
// alias.
const TypeExternalDNS = "drydock:addons:ExternalDNS"

// Policy says what ExternalDNS may do to records.
type Policy string

// The policies.
const (
	// UpsertOnly makes and changes records and deletes none: a mistake in the
	// cluster cannot take a name away. Records of what is gone stay, and a
	// zone with them in it cannot be deleted unless ForceDestroy is set. The
	// default.
	UpsertOnly Policy = "upsert-only"
	// Sync deletes the records of what is gone, too, as long as it runs.
	Sync Policy = "sync"
	// CreateOnly makes records and never touches them again.
	CreateOnly Policy = "create-only"
)

// Defaults of ExternalDNSArgs.
const (
	DefaultDNSNamespace = "external-dns"
	dnsAccount          = "external-dns"
)

// ExternalDNSArgs are the settings of ExternalDNS.
type ExternalDNSArgs struct {
	// Cluster to install into. Required.
	Cluster cluster.Cluster
	// Zone that it writes to, and the only one that its role can change.
	// Required.
	Zone *dns.Zone
	// Namespace, made by the component. Empty means DefaultDNSNamespace.
	Namespace string
	// Owner marks the records as this instance's, by a TXT record beside
	// each; two instances on one zone need two. Empty means the name of the
	// cluster. Changing it gives up the records that exist.
	Owner string
	// Policy is UpsertOnly when empty.
	Policy Policy
	// Sources of names: "ingress", "service", "gateway-httproute". None means
	// "ingress".
	Sources []string
	// Workload is how it gets its role.
	Workload Workload
}

// ExternalDNS writes the names of ingresses into a zone.
type ExternalDNS struct {
	pulumi.ResourceState

	// Namespace that it runs in.
	Namespace string `pulumi:"namespace"`
	// RoleARN is its role in AWS.
	RoleARN pulumi.StringOutput `pulumi:"roleArn"`
	// ChartVersion that is installed.
	ChartVersion string `pulumi:"chartVersion"`

	ready []pulumi.Resource
}

func (a ExternalDNSArgs) withDefaults() ExternalDNSArgs {
	if a.Namespace == "" {
		a.Namespace = DefaultDNSNamespace
	}
	if a.Owner == "" {
		a.Owner = a.Cluster.Name
	}
	if a.Policy == "" {
		a.Policy = UpsertOnly
	}
	if a.Sources = slices.Clone(a.Sources); len(a.Sources) == 0 {
		a.Sources = []string{"ingress"}
	}
	return a
}

// CheckExternalDNS returns what is wrong with the arguments, without
// installing anything.
func CheckExternalDNS(name string, args *ExternalDNSArgs) error {
	_, err := planExternalDNS(name, args)
	return err
}

func planExternalDNS(name string, args *ExternalDNSArgs) (ExternalDNSArgs, error) {
	if args == nil {
		args = &ExternalDNSArgs{}
	}
	a := args.withDefaults()
	p := component.NewProblems("external dns", name)
	checkCluster(p, a.Cluster)
	switch {
	case a.Zone == nil:
		p.Add("Zone", nil, "not given", "pass the zone that it may change")
	case a.Zone.Private:
		p.Add("Zone", a.Zone.Domain, "private, and the names of a platform are public", "pass the public zone")
	}
	checkNamespace(p, a.Namespace)
	if !slices.Contains([]Policy{UpsertOnly, Sync, CreateOnly}, a.Policy) {
		p.Add("Policy", a.Policy, "not a policy", `choose "upsert-only", "sync" or "create-only"`)
	}
	known := []string{"ingress", "service", "gateway-httproute", "gateway-grpcroute"}
	for _, s := range a.Sources {
		if !slices.Contains(known, s) {
			p.Add("Sources", s, "not a source", `choose among "ingress", "service", "gateway-httproute" and "gateway-grpcroute"`)
		}
	}
	checkWorkload(p, name, a.Cluster, a.Workload)
	checkRegion(p, a.Cluster)
	return a, p.Err()
}

// NewExternalDNS installs ExternalDNS from its chart. The error, if the
// arguments are wrong, has one line for each problem, and nothing is
// registered.
func NewExternalDNS(ctx *pulumi.Context, name string, args *ExternalDNSArgs, opts ...pulumi.ResourceOption) (*ExternalDNS, error) {
	a, err := planExternalDNS(name, args)
	if err != nil {
		return nil, err
	}
	chart := versions.ExternalDNS()
	e := &ExternalDNS{Namespace: a.Namespace, ChartVersion: chart.Version}
	inputs := pulumi.Map{
		"cluster": pulumi.String(a.Cluster.Name), "domain": pulumi.String(a.Zone.Domain),
		"owner": pulumi.String(a.Owner), "policy": pulumi.String(string(a.Policy)),
	}
	i, err := begin(ctx, TypeExternalDNS, name, a.Cluster, inputs, e, opts)
	if err != nil {
		return nil, err
	}
	values := a.Values()
	put(values, []any{pulumi.Sprintf("--zone-id-filter=%s", a.Zone.ID)}, "extraArgs")
	role, release, err := i.operator(chart, a.Namespace, dnsAccount, values, a.Workload, permissions{
		policies: map[string]identity.Source{"zone": mayWriteRecords(partition(a.Cluster), a.Zone.ID)},
	})
	if err != nil {
		return nil, err
	}
	e.RoleARN, e.ready = role.ARN, []pulumi.Resource{release}
	return e, component.Publish(ctx, e)
}

// Ready is what must be there before names of ingresses appear.
func (e *ExternalDNS) Ready() []pulumi.Resource { return slices.Clone(e.ready) }

// Values are the chart's values for the settings, without the id of the zone
// and the role, which are known later.
func (a ExternalDNSArgs) Values() map[string]any {
	a = a.withDefaults()
	sources := make([]any, len(a.Sources))
	for n, s := range a.Sources {
		sources[n] = s
	}
	values := map[string]any{
		"provider": map[string]any{"name": "aws"}, "policy": string(a.Policy), "registry": "txt", "txtOwnerId": a.Owner,
		"sources": sources, "serviceAccount": map[string]any{"name": dnsAccount}, "logFormat": "json",
		"env":       []any{map[string]any{"name": "AWS_DEFAULT_REGION", "value": a.Cluster.Region}},
		"resources": small("64Mi"),
	}
	if a.Zone != nil {
		values["domainFilters"] = []any{a.Zone.Domain}
	}
	return values
}
