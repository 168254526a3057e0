package rke2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
)

// leaving is server 1 of three, whose group is about to end it.
func leaving(t *testing.T, faults ...string) *machine {
	t.Helper()
	s := newSite(t)
	s.put("nodes", "node/i-0\nnode/i-1\nnode/i-2\n")
	for _, f := range faults {
		s.put(f, "")
	}
	m := s.server(1, "i-1")
	m.script = "leave.sh"
	m.set("target", "Terminated")
	return m
}

func TestAServerLeavesBeforeItsGroupEndsIt(t *testing.T) {
	t.Parallel()
	m := leaving(t)
	m.works("leave")
	assert.Equal(t, []string{
		"i-1 kubectl drain node/i-1 --ignore-daemonsets --delete-emptydir-data --force --timeout 60s",
		"i-1 kubectl delete node/i-1 --wait=false",
		"i-1 completes group-1",
	}, m.log())
}

func TestAServerThatStaysDoesNotLeave(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"InService", ""} {
		m := leaving(t)
		m.set("target", state)
		last, ok := m.run()
		assert.True(t, ok)
		assert.Empty(t, last)
		assert.Empty(t, m.log())
	}
}

func TestWhoCannotLeaveDoesNotHoldItsGroupUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		nodes, fault string
		want         []string
	}{
		"the last one":    {"node/i-1\n", "", []string{"i-1 completes group-1"}},
		"one already out": {"node/i-0\nnode/i-2\n", "", []string{"i-1 completes group-1"}},
		"without quorum":  {"node/i-0\nnode/i-1\nnode/i-2\n", "no-api", []string{"i-1 completes group-1"}},
		"pods that stay":  {"node/i-0\nnode/i-1\n", "no-drain", []string{"i-1 kubectl delete node/i-1 --wait=false", "i-1 completes group-1"}},
		"a member that stays": {"node/i-0\nnode/i-1\n", "stuck", []string{
			"i-1 kubectl drain node/i-1 --ignore-daemonsets --delete-emptydir-data --force --timeout 60s",
			"i-1 kubectl delete node/i-1 --wait=false", "i-1 completes group-1",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := leaving(t)
			m.put("nodes", c.nodes)
			if c.fault != "" {
				m.put(c.fault, "")
			}
			m.works("leave")
			assert.Equal(t, c.want, m.log())
			assert.LessOrEqual(t, m.clock(), rke2.LeaveSeconds)
		})
	}
}

func TestTheGroupWaitsLongerThanAServerNeedsToLeave(t *testing.T) {
	const request = 30 // seconds at most for each of the three other requests
	assert.Less(t, rke2.DrainSeconds+rke2.LeaveSeconds+3*request, rke2.HookSeconds)
}

func TestAGroupThatCannotBeToldIsNamed(t *testing.T) {
	t.Parallel()
	m := leaving(t, "no-api")
	m.put("throttle-autoscaling", "9")
	m.fails("the group cannot be told that it may go on")
}
