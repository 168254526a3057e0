package life_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/policy"
	"github.com/drydock-iac/drydock/stacks/local"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/program"
	"github.com/drydock-iac/drydock/test/simtest"
)

func TestARebuiltEnvironmentIsTheSame(t *testing.T) {
	for _, name := range program.Environments {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := environment(t, name)
			settings, err := program.Settings(name)
			require.NoError(t, err)
			settings.Protect = false // or it would not go
			s.Program = func(ctx *pulumi.Context) error { return platform.Run(ctx, settings) }

			first := s.Up().NoError(t)
			stood, kinds := graphOf(first), inventory(s)
			s.Destroy().NoError(t)
			if name != local.Name { // whose cluster stays
				s.NothingLeft(t)
			}
			second := s.Up().NoError(t)
			assert.NotEqual(t, generated(first), generated(second), "it was really made anew")
			stands := graphOf(second)
			assert.Equal(t, slices.Sorted(maps.Keys(stood)), slices.Sorted(maps.Keys(stands)), "the same resources")
			for urn, node := range stood {
				assert.Equal(t, node, stands[urn], urn)
			}
			assert.Equal(t, kinds, inventory(s), "as many things of each kind, those too that services made")
			s.Up().Unchanged(t)
		})
	}
}

// inventory counts what there is by kind.
func inventory(s *simtest.Stack) map[string]int {
	count := map[string]int{}
	for _, item := range s.Cloud.Inventory() {
		count[item.Kind]++
	}
	return count
}

// node is a resource of the graph: all that the program decides about it.
type node struct {
	Type, Parent, Provider, DeletedWith string
	Custom, Protect, Retain             bool
	Dependencies, Aliases               []string
	// Because lists on what each property depends.
	Because map[string][]string
	// Inputs, and of the stack its outputs, with what was generated replaced
	// by the resource and property that it came from.
	Inputs string
}

// graphOf is the graph of a state.
func graphOf(r *simtest.Result) map[string]node {
	names := generated(r)
	out := map[string]node{}
	for _, res := range r.State.Resources {
		in := res.Inputs
		if res.Type == resource.RootStackType {
			in = res.Outputs
		}
		n := node{
			Type: string(res.Type), Parent: string(res.Parent), Provider: withoutID(res.Provider), DeletedWith: string(res.DeletedWith),
			Custom: res.Custom, Protect: res.Protect, Retain: res.RetainOnDelete,
			Dependencies: sortedURNs(res.Dependencies), Aliases: sortedURNs(res.Aliases),
			Because: map[string][]string{}, Inputs: neutral(in, names),
		}
		for property, urns := range res.PropertyDependencies {
			n.Because[string(property)] = sortedURNs(urns)
		}
		out[string(res.URN)] = n
	}
	return out
}

// withoutID is a reference to a provider without the provider's id.
func withoutID(ref string) string {
	if i := strings.LastIndex(ref, "::"); i >= 0 {
		return ref[:i]
	}
	return ref
}

func sortedURNs(urns []resource.URN) []string {
	out := []string{}
	for _, urn := range urns {
		out = append(out, string(urn))
	}
	slices.Sort(out)
	return out
}

// shortest is the length below which a text is too common to be taken for
// one that was generated.
const shortest = 8

// autoNamed is the form of the names that providers make where the program
// gives none; they stand among the inputs.
var autoNamed = regexp.MustCompile(`^[\w-]+-[0-9a-f]{7}$`)

// generated are the texts that providers made, ids first of all, each with the
// name of the first resource and property that has it.
func generated(r *simtest.Result) map[string]string {
	names := map[string]string{}
	states := slices.Clone(r.State.Resources)
	slices.SortFunc(states, func(a, b *resource.State) int { return cmp.Compare(a.URN, b.URN) })
	given := map[string]bool{}
	for _, res := range states {
		leaves("", policy.Values(res.Inputs), func(_, text string) {
			if res.Type != resource.RootStackType && !autoNamed.MatchString(text) {
				given[string(res.URN)+text] = true
			}
		})
	}
	for _, res := range states {
		name := func(path, text string) {
			if len(text) >= shortest && names[text] == "" && !given[string(res.URN)+text] {
				names[text] = fmt.Sprintf("<%s%s>", res.URN.Name(), path)
			}
		}
		if res.Custom {
			name(".id", string(res.ID))
			leaves("", policy.Values(res.Inputs), name)
			leaves("", policy.Values(res.Outputs), name)
		}
	}
	return names
}

// leaves calls visit with every text within a value, in order.
func leaves(path string, v any, visit func(path, text string)) {
	switch v := v.(type) {
	case string:
		visit(path, v)
	case []any:
		for i, e := range v {
			leaves(fmt.Sprintf("%s[%d]", path, i), e, visit)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			leaves(path+"."+k, v[k], visit)
		}
	}
}

// neutral are properties as text, unpacked, with names in place of what was
// generated, the longest first.
func neutral(in resource.PropertyMap, names map[string]string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(unpack(policy.Values(in))); err != nil {
		return err.Error()
	}
	texts := slices.SortedFunc(maps.Keys(names), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	var pairs []string
	for _, text := range texts {
		pairs = append(pairs, text, names[text])
		if quoted, _ := json.Marshal(text); string(quoted) != `"`+text+`"` { // as it stands in the JSON
			pairs = append(pairs, strings.Trim(string(quoted), `"`), names[text])
		}
	}
	return strings.NewReplacer(pairs...).Replace(b.String())
}

// unpack replaces texts in base64, such as user data, by what they hold.
func unpack(v any) any {
	switch v := v.(type) {
	case string:
		raw, err := base64.StdEncoding.DecodeString(v)
		if err != nil || len(v) < shortest {
			return v
		}
		if z, err := gzip.NewReader(bytes.NewReader(raw)); err == nil {
			if raw, err = io.ReadAll(z); err != nil {
				return v
			}
		}
		if utf8.Valid(raw) {
			return string(raw)
		}
	case []any:
		for i, e := range v {
			v[i] = unpack(e)
		}
	case map[string]any:
		for k, e := range v {
			v[k] = unpack(e)
		}
	}
	return v
}
