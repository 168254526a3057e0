package compute_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
)

// made is a resource as it was registered.
type made struct {
	token, name, parent string
	inputs              map[string]any
	waits               []string
}

// recorder accepts whatever is registered and remembers it. It shows wiring
// only: it refuses nothing.
type recorder struct {
	mu   sync.Mutex
	made []made
}

func (r *recorder) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func (r *recorder) NewResource(a pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.made = append(r.made, made{
		token: a.TypeToken, name: a.Name, inputs: a.Inputs.Mappable(), parent: a.RegisterRPC.GetParent(), waits: a.RegisterRPC.GetDependencies(),
	})
	out := a.Inputs.Copy()
	out["arn"] = resource.NewStringProperty("arn:aws:x:::" + a.Name)
	switch a.TypeToken {
	case "aws:ec2/launchTemplate:LaunchTemplate":
		out["latestVersion"] = resource.NewNumberProperty(7)
	case "aws:iam/role:Role", "aws:autoscaling/group:Group":
		out["name"] = resource.NewStringProperty(a.Name)
	case "tls:index/privateKey:PrivateKey":
		out["publicKeyOpenssh"] = resource.NewStringProperty("ssh-ed25519 AAAA")
		out["privateKeyOpenssh"] = resource.NewStringProperty("private half")
	}
	return a.Name + ":id", out, nil
}

func run(t *testing.T, program pulumi.RunFunc) *recorder {
	t.Helper()
	r := &recorder{}
	require.NoError(t, pulumi.RunErr(program, pulumi.WithMocks("project", "stack", r)))
	return r
}

// names are the names of the resources of a type, sorted.
func (r *recorder) names(kind string) []string {
	var out []string
	for _, m := range r.made {
		if strings.HasSuffix(m.token, ":"+kind) && !strings.HasPrefix(m.token, "drydock:") {
			out = append(out, m.name)
		}
	}
	slices.Sort(out)
	return out
}

// one is the resource of a type with a name.
func (r *recorder) one(t *testing.T, kind, name string) made {
	t.Helper()
	for _, m := range r.made {
		if strings.HasSuffix(m.token, ":"+kind) && m.name == name && !strings.HasPrefix(m.token, "drydock:") {
			return m
		}
	}
	require.Failf(t, "not made", "%s %q: only %v", kind, name, r.names(kind))
	return made{}
}

func (m made) waitsFor(name string) bool {
	return slices.ContainsFunc(m.waits, func(urn string) bool { return strings.HasSuffix(urn, "::"+name) })
}

// existing is a network to stand in, with public, private and isolated
// subnets in the zones a and b.
func existing(t testing.TB) network.Placement {
	t.Helper()
	args := &network.AdoptArgs{Region: "eu-central-1", VPCID: pulumi.String("vpc-1"), CIDR: "10.20.0.0/16"}
	for i, kind := range []network.Kind{network.Public, network.Private, network.Isolated} {
		for j, zone := range []string{"a", "b"} {
			args.Subnets = append(args.Subnets, network.AdoptedSubnet{
				Kind: kind, Zone: zone, CIDR: "10.20." + string(rune('0'+2*i+j)) + ".0/24", ID: pulumi.String("subnet-" + string(kind) + "-" + zone),
			})
		}
	}
	p, err := network.Adopt("old", args)
	require.NoError(t, err)
	return p
}
