package faults_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// newDrill is a drill without a row.
func newDrill(t *testing.T, program pulumi.RunFunc, opts ...simtest.Option) *drill {
	t.Helper()
	cloud, err := simcloud.New(simcloud.EstablishedAccount())
	require.NoError(t, err)
	opts = append(opts, simtest.On(cloud), simtest.Named("drydock", "dev"))
	return &drill{hand: newHand(t, cloud), Stack: simtest.New(t, program, opts...)}
}

// creations counts how many resources dev creates.
func creations(t *testing.T) int {
	t.Helper()
	return len(slices.DeleteFunc(newDrill(t, environment(nil)).Up().NoError(t).Cloud, func(e world.Event) bool { return e.Op != world.OpCreate }))
}

// TestAnInterruptedUpIsFinishedByTheNext interrupts the engine, as Ctrl-C
// does, at every fifth creation of dev.
func TestAnInterruptedUpIsFinishedByTheNext(t *testing.T) {
	t.Parallel()
	total := creations(t)
	require.Greater(t, total, 50)
	for after := 1; after < total; after += 5 {
		t.Run(fmt.Sprintf("after %d of %d", after, total), func(t *testing.T) {
			t.Parallel()
			d := newDrill(t, environment(nil))
			interrupt := make(chan struct{})
			d.cloud.Inject(world.Fault{Op: world.OpCreate, Skip: after - 1, Effect: world.Hook, Do: func() { close(interrupt) }})
			d.cloud.World().SetPatience(impatient)
			stopped := d.UpUntil(interrupt)
			made := count(stopped.Cloud, world.OpCreate)
			require.GreaterOrEqual(t, made, after, "what was under way is finished")
			d.cloud.World().SetPatience(world.DefaultPatience)

			up := d.Up().NoError(t)
			assert.Equal(t, total-made, count(up.Cloud, world.OpCreate), "what was made is known and made once")
			assert.Empty(t, up.Steps(deploy.OpDelete))
			d.Destroy().NoError(t)
			d.NothingLeft(t)
		})
	}
}

// count counts the operations that succeeded.
func count(events []world.Event, op world.Op) int {
	n := 0
	for _, e := range events {
		if e.Op == op && e.Err == "" {
			n++
		}
	}
	return n
}
