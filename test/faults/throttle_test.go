package faults_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// TestThrottlingCostsOnlyVirtualTime: the provider's client tries again.
func TestThrottlingCostsOnlyVirtualTime(t *testing.T) {
	t.Parallel()
	took := func(throttled bool) time.Duration {
		d := newDrill(t, environment(nil))
		if throttled {
			d.cloud.Inject(world.Fault{Op: world.OpCreate, Kind: api.VPC, Effect: world.Throttle, Times: 5})
		}
		up := d.Up().NoError(t)
		d.Up().Unchanged(t)
		i := slices.IndexFunc(up.Cloud, func(e world.Event) bool { return e.Kind == api.VPC })
		return up.Cloud[i].Took
	}
	assert.Equal(t, (1+2+4+8+16)*time.Second, took(true)-took(false), "five retries, each after twice the pause")
}

// TestARandomTenthOfRefusalsIsOvercomeByTryingAgain: each Up gets further, and
// nothing is made twice.
func TestARandomTenthOfRefusalsIsOvercomeByTryingAgain(t *testing.T) {
	t.Parallel()
	d := newDrill(t, environment(nil))
	d.cloud.World().SetPatience(impatient)
	d.cloud.Inject(world.Fault{Kind: "aws:*", Effect: world.Refuse, Times: -1, Percent: 10})
	tries := 1
	for ; d.Up().Err != nil; tries++ {
		if tries > 40 {
			t.Fatal("no end in sight")
		}
	}
	assert.Greater(t, tries, 1)
	d.cloud.World().ClearFaults()
	d.cloud.World().SetPatience(world.DefaultPatience)
	d.Up().Unchanged(t)
	d.Destroy().NoError(t)
	d.NothingLeft(t)
}
