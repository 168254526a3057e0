package eks_test

import (
	"testing"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/stretchr/testify/require"
)

func TestAVersionEndsWithItsExtendedSupport(t *testing.T) {
	b := newBench(t)
	b.Make(api.Cluster, "old", with(cluster(), obj{"name": "old", "version": "1.31"}))
	b.World.Advance(25 * 24 * time.Hour) // from 1 to 26 November 2026
	_, _, err := b.Try(api.Cluster, "new", with(cluster(), obj{"name": "new", "version": "1.31"}))
	require.Equal(t, "InvalidParameterException", world.CodeOf(err))
	_, err = b.Update(api.Cluster, "old", "old", with(cluster(), obj{"name": "old", "version": "1.32"}))
	require.NoError(t, err, "a cluster that has it can move on")
}
