package simcloud_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
)

func TestWhatIsNotThereHasNoLoad(t *testing.T) {
	c, err := simcloud.New()
	require.NoError(t, err)
	changes := 0
	c.OnChange(func() { changes++ })
	require.EqualError(t, c.Load("dev", "app/app", 1), `simcloud: cluster "dev": does not exist`)
	require.EqualError(t, c.Load("dev", "app/app", -1), `simcloud: load -1 of app/app: not a number of cores`)
	require.Equal(t, 2, changes, "the controllers have caught up")
	require.NoError(t, c.Settle())
}
