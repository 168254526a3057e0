// Package life_test takes every component through its whole life on the real
// engine and the simulated cloud, checks what holds of whatever stands, and
// opens the state that an earlier release left.
package life_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/display"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// change is another program for the same stack, and all that it may do.
type change struct {
	name string
	to   pulumi.RunFunc
	// does lists every step but those of components, which only record
	// decisions: "+ Subnet core-public-c" is made, "~" updated, "-" deleted;
	// a replacement is all three of "+-", "+" and "-".
	does []string
}

// live takes a program up, through changes and down, and demands of each
// stage that it is quiet: no warning, no difference when nothing changed,
// nothing left in the end.
func live(t *testing.T, program pulumi.RunFunc, changes ...change) {
	t.Helper()
	liveOn(t, established(t), program, changes...)
}

func liveOn(t *testing.T, cloud *simcloud.Cloud, program pulumi.RunFunc, changes ...change) {
	t.Helper()
	through(t, simtest.New(t, program, simtest.On(cloud)), changes...).NothingLeft(t)
}

// through is live without the last look at what is left.
func through(t *testing.T, s *simtest.Stack, changes ...change) *simtest.Stack {
	t.Helper()
	promise := s.Preview().NoError(t)
	s.NothingLeft(t)
	up := s.Up().NoError(t)
	assert.Equal(t, promise.Changes[deploy.OpCreate], up.Changes[deploy.OpCreate], "the preview promised as much")
	settle(t, s)
	s.Up().Unchanged(t)
	for _, c := range changes {
		s.Program = c.to
		promised := steps(s.Preview().NoError(t))
		did := steps(s.Up().NoError(t))
		assert.Equal(t, want(c.does), did, "%s: it did: %#v", c.name, did)
		// A preview knows less, and may promise an update that turns out to
		// be none, but nothing happens that it did not promise.
		assert.Subset(t, promised, did, "%s: what the preview promised, and what it did", c.name)
		settle(t, s)
	}
	s.Destroy().NoError(t)
	return s
}

// settle demands that nothing differs, neither from the program nor from the
// cloud.
func settle(t *testing.T, s *simtest.Stack) {
	t.Helper()
	s.Up().Unchanged(t)
	s.Refresh().Unchanged(t)
}

func want(lines []string) []string {
	out := append([]string{}, lines...)
	slices.Sort(out)
	return out
}

var signs = map[display.StepOp]string{
	deploy.OpCreate: "+", deploy.OpUpdate: "~", deploy.OpDelete: "-", deploy.OpReplace: "+-",
	deploy.OpCreateReplacement: "+", deploy.OpDeleteReplaced: "-",
	deploy.OpRead: "read", deploy.OpImport: "import", deploy.OpDiscardReplaced: "discard",
}

// steps are what an operation did to resources, sorted; components are left
// out.
func steps(r *simtest.Result) []string {
	out := []string{}
	for _, op := range slices.Sorted(maps.Keys(signs)) {
		for _, text := range r.Steps(op) {
			urn := resource.URN(text)
			if isComponent(urn) {
				continue
			}
			out = append(out, fmt.Sprintf("%s %s %s", signs[op], urn.Type().Name(), urn.Name()))
		}
	}
	slices.Sort(out)
	return out
}

func isComponent(urn resource.URN) bool {
	return strings.HasPrefix(string(urn.Type()), "drydock:") || urn.Type() == resource.RootStackType
}

// established is a cloud whose account has the quotas of a grown-up one.
// In it are two roles for people.
func established(t testing.TB) *simcloud.Cloud {
	t.Helper()
	cloud, err := simcloud.New(simcloud.EstablishedAccount())
	require.NoError(t, err)
	for _, name := range []string{"team", "view"} {
		cloud.World().Seed(&world.Object{
			Kind: api.Role, ID: name, Props: world.Props{"name": name, "arn": person(name)},
		})
	}
	return cloud
}

// person is the ARN of a role that people assume.
func person(name string) string { return "arn:aws:iam::111122223333:role/" + name }

// tags are those that a caller gives every component here.
func tags() map[string]string { return map[string]string{"team": "dock"} }
