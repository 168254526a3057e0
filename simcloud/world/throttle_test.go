package world_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestThrottlingAddsToADurationThatTheRulesSet(t *testing.T) {
	slow := &world.Type{
		Token: "yard:index:Slow", Schema: &world.Schema{}, Takes: world.Times{Create: time.Minute},
		Create: func(c *world.Call) error {
			c.Takes(time.Hour)
			return nil
		},
	}
	w := world.New("a", &world.Provider{Name: "yard", Types: map[string]*world.Type{slow.Token: slow}})
	s, err := w.Session("yard")
	require.NoError(t, err)
	w.Inject(world.Fault{Effect: world.Throttle, Times: 3})
	_, _, err = s.Create(urn(slow.Token, "s"), slow.Token, nil, false)
	require.NoError(t, err)
	assert.Equal(t, time.Hour+7*time.Second, w.Events()[0].Took, "1 + 2 + 4 seconds of retries")
}
