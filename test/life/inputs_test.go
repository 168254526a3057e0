package life_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/engine"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/test/simtest"
)

// fixture is what a component under test may refer to: two of each.
type fixture struct {
	here, there network.Placement
	zone, other *dns.Zone
	lab, twin   cluster.Cluster
	done        pulumi.Resource
	// ctx makes what only a few components refer to.
	ctx *pulumi.Context
}

// row changes one field of a component's arguments.
type row[A any] struct {
	// from prepares the base where the field has no meaning in the usual one.
	from func(*A, *fixture)
	to   func(*A, *fixture)
	// refused is what a change says that is only checked: the field decides
	// what is legal and reaches no resource.
	refused string
	// idle says why the field has no effect in this place.
	idle string
}

// everyInput demands that each field of A has a row, and that each row changes
// a registered resource, or what build returns besides. A field without effect
// would be a setting that lies.
func everyInput[A any](
	t *testing.T, base func(*fixture) A, build func(*pulumi.Context, *A, *fixture) (string, error), rows map[string]row[A],
) {
	t.Helper()
	inputs(t, false, base, build, rows)
}

// everyInputOnceUp is everyInput for what stands already as in the base: values
// that only the cloud makes are known then, and what is derived from them.
func everyInputOnceUp[A any](
	t *testing.T, base func(*fixture) A, build func(*pulumi.Context, *A, *fixture) (string, error), rows map[string]row[A],
) {
	t.Helper()
	inputs(t, true, base, build, rows)
}

func inputs[A any](
	t *testing.T, up bool, base func(*fixture) A, build func(*pulumi.Context, *A, *fixture) (string, error), rows map[string]row[A],
) {
	t.Helper()
	t.Parallel()
	assert.Equal(t, fields(reflect.TypeFor[A](), ""), slices.Sorted(maps.Keys(rows)), "the fields, and the rows")
	s := simtest.New(t, nil, simtest.On(twins(t)))
	plan := func(changes ...func(*A, *fixture)) (string, error) {
		var extra string
		s.Program = func(ctx *pulumi.Context) error {
			f, err := newFixture(ctx)
			if err != nil {
				return err
			}
			a := base(f)
			for _, change := range changes {
				if change != nil {
					change(&a, f)
				}
			}
			extra, err = build(ctx, &a, f)
			return err
		}
		r := s.Preview()
		if r.Err != nil {
			return strings.Join(r.Diagnostics, "\n"), r.Err
		}
		return extra + registered(t, r), nil
	}
	usual, err := plan()
	require.NoError(t, err, usual)
	if up {
		s.Up().NoError(t)
		usual, err = plan()
		require.NoError(t, err, usual)
	}
	again, err := plan()
	require.NoError(t, err)
	require.Equal(t, usual, again, "the same arguments give the same plan")
	for _, field := range slices.Sorted(maps.Keys(rows)) {
		row := rows[field]
		before := usual
		if row.from != nil {
			before, err = plan(row.from)
			require.NoError(t, err, "%s: %s", field, before)
		}
		after, err := plan(row.from, row.to)
		switch {
		case row.refused != "":
			assert.Error(t, err, field)
			assert.Contains(t, after, row.refused, field)
		case row.idle != "":
			assert.Equal(t, before, after, field)
		case assert.NoError(t, err, "%s: %s", field, after):
			assert.False(t, before == after, "%s: the change changes nothing", field)
		}
	}
}

// fields are the paths of all fields of a struct, those of nested structs of
// the library in their place.
func fields(t reflect.Type, prefix string) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		inner := f.Type
		for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Map || inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && strings.Contains(inner.PkgPath(), "drydock/components/") && !reference(inner) {
			out = append(out, fields(inner, prefix+f.Name+".")...)
			continue
		}
		out = append(out, prefix+f.Name)
	}
	slices.Sort(out)
	return out
}

// reference reports whether a struct stands for something that was made.
func reference(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[network.Placement](), reflect.TypeFor[dns.Zone](), reflect.TypeFor[cluster.Cluster](),
		reflect.TypeFor[identity.Role](), reflect.TypeFor[storage.Bucket](),
		reflect.TypeFor[addons.CertManager](), reflect.TypeFor[addons.CertificateArchive](), reflect.TypeFor[addons.ExternalSecrets]():
		return true
	}
	return false
}

// registered is everything that a preview would register, components left
// out, as text.
func registered(t *testing.T, r *simtest.Result) string {
	t.Helper()
	all := map[string]any{}
	for _, e := range r.Events {
		if e.Type != engine.ResourcePreEvent {
			continue
		}
		p := e.Payload().(engine.ResourcePreEventPayload)
		if p.Metadata.New == nil || isComponent(p.Metadata.URN) {
			continue
		}
		s := p.Metadata.New.State
		inputs, err := plugin.MarshalProperties(s.Inputs, plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true})
		require.NoError(t, err)
		all[string(s.URN)] = map[string]any{
			"inputs": inputs.AsMap(), "after": slices.Sorted(slices.Values(s.Dependencies)), "with": s.DeletedWith, "provider": s.Provider,
			"protect": s.Protect, "ignore": s.IgnoreChanges, "of": inOrder(s.PropertyDependencies),
		}
	}
	text, err := json.MarshalIndent(all, "", " ")
	require.NoError(t, err)
	return string(text)
}

// inOrder sorts copies: the engine's lists may share memory with each other.
func inOrder(dependencies map[resource.PropertyKey][]resource.URN) map[resource.PropertyKey][]resource.URN {
	sorted := map[resource.PropertyKey][]resource.URN{}
	for property, list := range dependencies {
		sorted[property] = slices.Sorted(slices.Values(list))
	}
	return sorted
}

func placement(name, id string) (network.Placement, error) {
	args := &network.AdoptArgs{Region: region, CIDR: "10.0.0.0/16", VPCID: pulumi.String("vpc-" + id), IPv6: true}
	for i, cidr := range []string{"10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24", "10.0.4.0/24", "10.0.5.0/24"} {
		kind, zone := []network.Kind{network.Public, network.Private, network.Isolated}[i/2], "ab"[i%2:i%2+1]
		args.Subnets = append(args.Subnets, network.AdoptedSubnet{
			Kind: kind, Zone: zone, CIDR: cidr, ID: pulumi.String("subnet-" + id + string(kind) + zone),
		})
	}
	return network.Adopt(name, args)
}

func newFixture(ctx *pulumi.Context) (f *fixture, err error) {
	f = &fixture{ctx: ctx}
	if f.here, err = placement("here", "1"); err != nil {
		return nil, err
	}
	if f.there, err = placement("there", "2"); err != nil {
		return nil, err
	}
	f.zone, err = dns.AdoptZone(ctx, "zone", &dns.AdoptZoneArgs{Domain: domain, ID: pulumi.String("Z1")})
	if err != nil {
		return nil, err
	}
	f.other, err = dns.AdoptZone(ctx, "other", &dns.AdoptZoneArgs{Domain: domain, ID: pulumi.String("Z2")})
	if err != nil {
		return nil, err
	}
	if f.lab, err = joined(ctx, "lab"); err != nil {
		return nil, err
	}
	if f.twin, err = joined(ctx, "twin"); err != nil {
		return nil, err
	}
	f.done, err = identity.NewRole(ctx, "done", &identity.RoleArgs{Trust: identity.TrustService("ec2")})
	return f, err
}

// joined is an existing cluster in AWS.
func joined(ctx *pulumi.Context, name string) (cluster.Cluster, error) {
	x, err := cluster.NewExisting(ctx, name, joinedArgs(name))
	if err != nil {
		return cluster.Cluster{}, err
	}
	return x.Cluster(), nil
}

func joinedArgs(name string) *cluster.ExistingArgs {
	return &cluster.ExistingArgs{
		Version: "1.35", Region: region, Kubeconfig: pulumi.String(kubernetes.Kubeconfig(server(name))),
		NodeSecurityGroup: pulumi.String("sg-" + name),
		NodeGroups: []cluster.NodeGroupRef{
			{Name: "base", AutoScalingGroup: pulumi.String("asg-" + name).ToStringOutput()},
		},
		Identity: &cluster.Identity{
			ClusterName: pulumi.String(name), Partition: identity.PartitionAWS,
			OIDC: identity.OIDC{
				ARN:    pulumi.String("arn:aws:iam::111122223333:oidc-provider/" + name),
				Issuer: pulumi.String("https://oidc.example.com/" + name),
			},
		},
	}
}
