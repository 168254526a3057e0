package network_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
)

// made is a resource as it was registered.
type made struct {
	token, name string
	parent      string
	inputs      map[string]any
	waits       []string
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
		token: a.TypeToken, name: a.Name, inputs: a.Inputs.Mappable(),
		parent: a.RegisterRPC.GetParent(), waits: a.RegisterRPC.GetDependencies(),
	})
	out := a.Inputs.Copy()
	out["arn"] = resource.NewStringProperty("arn:" + a.Name)
	if a.TypeToken == "aws:ec2/vpc:Vpc" {
		out["ipv6CidrBlock"] = resource.NewStringProperty("2001:db8:0:ab00::/56")
	}
	if a.TypeToken == "aws:ec2/eip:Eip" {
		out["publicIp"] = resource.NewStringProperty("ip-" + a.Name)
	}
	return a.Name + ":id", out, nil
}

// run runs a program against a recorder.
func run(t *testing.T, program pulumi.RunFunc) *recorder {
	t.Helper()
	r := &recorder{}
	require.NoError(t, pulumi.RunErr(program, pulumi.WithMocks("project", "stack", r)))
	return r
}

// of returns the resources of a type, named by the end of its token, sorted;
// components are left out.
func (r *recorder) of(kind string) []made {
	var out []made
	for _, m := range r.made {
		if strings.HasSuffix(m.token, ":"+kind) && !strings.HasPrefix(m.token, "drydock:") {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b made) int { return strings.Compare(a.name, b.name) })
	return out
}

func (r *recorder) names(kind string) []string {
	var out []string
	for _, m := range r.of(kind) {
		out = append(out, m.name)
	}
	return out
}

// one returns the inputs of the one resource of a type with a name.
func (r *recorder) one(t *testing.T, kind, name string) made {
	t.Helper()
	for _, m := range r.of(kind) {
		if m.name == name {
			return m
		}
	}
	require.Failf(t, "not made", "%s %q: only %v", kind, name, r.names(kind))
	return made{}
}

// waitsFor reports whether a resource was registered after another.
func (m made) waitsFor(kind, name string) bool {
	return slices.ContainsFunc(m.waits, func(urn string) bool { return strings.HasSuffix(urn, ":"+kind+"::"+name) })
}
