package life_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/stacks/local"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/program"
	"github.com/drydock-iac/drydock/test/simtest"
)

// settings is the configuration of every environment here.
const settings = `{
	"domain": "env.drydock.example",
	"admins": ["` + deployer + `"],
	"apiAccess": ["203.0.113.0/24"],
	"image": "` + image + `"
}`

func environment(t testing.TB, name string) *simtest.Stack {
	t.Helper()
	if name == local.Name {
		return onMachine(t)
	}
	return simtest.New(t, program.Run, simtest.On(established(t)), simtest.Named("drydock", name),
		simtest.Config("drydock:platform", settings))
}

// onMachine is the environment local, in a cluster of a developer's own.
func onMachine(t testing.TB) *simtest.Stack {
	t.Helper()
	cloud, err := simcloud.New(simcloud.Workstation("kind-drydock", map[string]int{"443": platform.IngressTLSPort}))
	require.NoError(t, err)
	return simtest.New(t, program.Run, simtest.On(cloud), simtest.Named("drydock", local.Name), simtest.Config("aws:region", ""),
		simtest.Config("drydock:platform", `{"context": "kind-drydock", "domain": "drydock.localhost", "image": "`+image+`"}`))
}

func TestRulesThatEveryEnvironmentKeeps(t *testing.T) {
	for _, name := range program.Environments {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := environment(t, name)
			r := s.Up().NoError(t) // which fails on a warning, too
			for rule, check := range map[string]func(*testing.T, *simtest.Result){
				"every resource descends from a component":           descends,
				"every name starts with the name of its component":   namedAfterComponent,
				"every declared output of a component is there":      outputsAreThere,
				"whatever can have tags says whose it is":            tagged,
				"no name in the state changes without being noticed": frozen,
			} {
				t.Run(rule, func(t *testing.T) { check(t, r) })
			}
			if name == local.Name {
				return // It has no network of its own.
			}
			t.Run("the network is sound", func(t *testing.T) { sound(t, s) })
		})
	}
}

// ancestors are the components above a resource, the nearest first.
func ancestors(r *simtest.Result, res *resource.State) []resource.URN {
	parents := map[resource.URN]resource.URN{}
	for _, other := range r.State.Resources {
		parents[other.URN] = other.Parent
	}
	var up []resource.URN
	for at := res.Parent; at != "" && at.Type() != resource.RootStackType; at = parents[at] {
		up = append(up, at)
	}
	return up
}

func descends(t *testing.T, r *simtest.Result) {
	for _, res := range r.State.Resources {
		if !res.Custom || strings.HasPrefix(string(res.Type), "pulumi:providers:") && strings.HasPrefix(res.URN.Name(), "default") {
			continue
		}
		up := ancestors(r, res)
		if assert.NotEmpty(t, up, res.URN) {
			assert.True(t, isComponent(up[0]), "%s: its parent is no component", res.URN)
		}
	}
}

func namedAfterComponent(t *testing.T, r *simtest.Result) {
	for _, res := range r.State.Resources {
		for _, parent := range ancestors(r, res) {
			assert.True(t, strings.HasPrefix(res.URN.Name(), parent.Name()+"-"), "%s: not named after %q", res.URN, parent.Name())
		}
	}
}

var update = flag.Bool("update", false, "rewrite the recorded names, and fail")

// frozen compares the URNs with the recorded ones: they are what a state
// refers to, so a change needs an alias.
func frozen(t *testing.T, r *simtest.Result) {
	var urns []string
	for _, res := range r.State.Resources {
		urns = append(urns, string(res.URN))
	}
	slices.Sort(urns)
	got := strings.Join(urns, "\n") + "\n"
	path := filepath.Join("testdata", string(r.State.Resources[0].URN.Stack())+".urns")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		t.Fatalf("%s rewritten: run again without -update, and say in the change what becomes of existing states", path)
	}
	recorded, err := os.ReadFile(path)
	require.NoError(t, err, "record them with: go test ./life -run Rules -update")
	assert.Equal(t, string(recorded), got, "names in the state have changed, which replaces what has them: "+
		"add aliases, then: go test ./life -run Rules -update")
}

// aws is a resource of the account rather than a provider or an object in a
// cluster.
func aws(res *resource.State) bool { return strings.HasPrefix(string(res.Type), "aws:") }

func tagged(t *testing.T, r *simtest.Result) {
	for _, res := range r.State.Resources {
		if _, can := res.Outputs["tagsAll"]; !aws(res) || !can {
			continue
		}
		tags := res.Outputs["tagsAll"].ObjectValue()
		for _, key := range []resource.PropertyKey{"environment", "owner", "component", "Name"} {
			assert.True(t, tags[key].IsString() && tags[key].StringValue() != "", "%s: no tag %q", res.URN, key)
		}
	}
}
