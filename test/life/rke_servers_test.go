package life_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/cluster"
)

// The number of servers changes while the cluster answers: each new one joins,
// each one that goes leaves etcd before its group ends it.
func TestServersComeAndGoWithoutLosingQuorum(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to int }{{1, 3}, {3, 5}, {5, 3}, {3, 1}, {5, 1}, {1, 5}} {
		t.Run(fmt.Sprintf("%d to %d", c.from, c.to), func(t *testing.T) {
			t.Parallel()
			d := newDrill(t, rkeWith(c.from, withAgents))
			stay := d.fares().Members[:min(c.from, c.to)]
			d.Program = onRKE(rkeWith(c.to, withAgents), served)
			did := steps(d.Up().NoError(t))
			sign := map[bool]string{true: "+", false: "-"}[c.to > c.from]
			for ordinal := min(c.from, c.to); ordinal < max(c.from, c.to); ordinal++ {
				assert.Contains(t, did, fmt.Sprintf("%s Group dock-server-%d", sign, ordinal))
				assert.Contains(t, did, fmt.Sprintf("%s LaunchTemplate dock-template-server-%d", sign, ordinal))
			}
			assert.NotContains(t, did, "~ Group dock-server-0", "who stays is not touched")
			d.well(c.to)
			assert.Subset(t, d.fares().Members, stay)
			d.Refresh().NoError(t)
			d.Up().Unchanged(t)
		})
	}
}

// Without the word that a server says before it goes, its member stays and
// counts.
func TestAServerThatIsKilledStaysAMemberUntilItIsReplaced(t *testing.T) {
	t.Parallel()
	d := newDrill(t, rkeWith(3, func(a *cluster.RKEArgs) { withAgents(a) }))
	old, _ := d.kill("2")
	assert.Contains(t, d.fares().Members, old)
	assert.Len(t, d.fares().Members, 3)
	d.heal()
	d.well(3)
	assert.NotContains(t, d.fares().Members, old)
}
