// Package faults_test goes through what only the cloud can know: quotas, names
// that are taken, things that are missing, in use or changed by another hand.
// Each fault stops a deployment in the service's own words; once its cause is
// repaired, as a user would, the same program goes on to the end.
package faults_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// fault is one row: what is wrong, what the service says, what mends it.
type fault struct {
	name string
	// given prepares the account before the stack exists. What it makes is
	// still there after the stack is destroyed.
	given func(*drill)
	// program is what is deployed; nil is dev. It is asked after given.
	program func(*drill) pulumi.RunFunc
	// stage goes before the operation that fails.
	stage func(*drill)
	// operation that fails; nil is up.
	operation func(*simtest.Stack) *simtest.Result
	// code is the service's own, "" where the provider alone complains.
	code string
	// message is what a user reads.
	message string
	// repair is what a user does.
	repair func(*drill)
}

// drill is one run of a row.
type drill struct {
	*hand
	*simtest.Stack
	// network is one that given made, other a second one.
	network, other *estate
	// id and filled are for what a row must remember.
	id     string
	filled []string
	rest   []made
}

// made is something that another hand made.
type made struct{ kind, id string }

// impatient is how long a wait in vain lasts by the clock on the wall, where a
// row expects one: long enough for a slow machine to get round to what others
// wait for.
const impatient = 300 * time.Millisecond

func (f fault) run(t *testing.T) {
	cloud, err := simcloud.New(simcloud.EstablishedAccount())
	require.NoError(t, err)
	d := &drill{hand: newHand(t, cloud)}
	if f.given != nil {
		f.given(d)
	}
	program := environment(nil)
	if f.program != nil {
		program = f.program(d)
	}
	d.Stack = simtest.New(t, program, simtest.On(cloud), simtest.Named("drydock", "dev"))
	operation := (*simtest.Stack).Up
	if f.operation != nil {
		operation = f.operation
	}
	if f.stage != nil {
		f.stage(d)
	}
	cloud.World().SetPatience(impatient)
	said(t, operation(d.Stack), f.code, f.message)
	cloud.World().SetPatience(world.DefaultPatience)

	f.repair(d)
	d.Up().NoError(t)
	d.Up().Unchanged(t)
	d.Destroy().NoError(t)
	d.NothingLeft(t)
}

// said fails the test unless the operation failed with the service's code and
// message, and told the user so.
func said(t *testing.T, r *simtest.Result, code, message string) {
	t.Helper()
	r.Failed(t, message)
	if code == "" {
		assert.False(t, slices.ContainsFunc(r.Cloud, func(e world.Event) bool { return e.Code != "" && strings.Contains(e.Err, message) }),
			"a service said it, with a code")
		return
	}
	refused := slices.ContainsFunc(r.Cloud, func(e world.Event) bool { return e.Code == code && strings.Contains(e.Err, message) })
	told := slices.ContainsFunc(r.Diagnostics, func(d string) bool {
		return strings.Contains(d, "api error "+code+": ") && strings.Contains(d, message)
	})
	if !refused && !told {
		t.Errorf("no refusal has code %s and says %q:\n%s", code, message, strings.Join(r.Diagnostics, "\n"))
	}
}

// tables are the rows by subject.
func tables() map[string][]fault {
	return map[string][]fault{
		"quotas": quotas(), "taken": taken(), "missing": missing(), "adopted": adopted(), "versions": versions(),
		"kubernetes": insideCluster(), "injected": injected(), "in use": inUse(),
	}
}

func TestFaultsThatOnlyTheCloudCanKnow(t *testing.T) {
	count := 0
	for subject, rows := range tables() {
		count += len(rows)
		t.Run(subject, func(t *testing.T) {
			t.Parallel()
			for _, f := range rows {
				t.Run(f.name, func(t *testing.T) {
					t.Parallel()
					f.run(t)
				})
			}
		})
	}
	assert.GreaterOrEqual(t, count, 50)
	t.Logf("%d faults", count)
}
