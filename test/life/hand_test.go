package life_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// object is what a resource of a program is in the cloud.
func object(t *testing.T, cloud *simcloud.Cloud, kind, name string) world.Object {
	t.Helper()
	for _, o := range cloud.World().Objects() {
		if o.Kind == kind && strings.HasSuffix(o.URN, "::"+name) {
			return o
		}
	}
	require.Failf(t, "not there", "%s %q", kind, name)
	return world.Object{}
}

// there reports whether a resource of a program is in the cloud.
func there(cloud *simcloud.Cloud, kind, name string) bool {
	for _, o := range cloud.World().Objects() {
		if o.Kind == kind && strings.HasSuffix(o.URN, "::"+name) {
			return true
		}
	}
	return false
}

// removed deletes what a resource is in the cloud, as somebody in the console
// does who knows nothing of the program.
func removed(t *testing.T, cloud *simcloud.Cloud, kind, name string) {
	t.Helper()
	o := object(t, cloud, kind, name)
	session, err := cloud.World().Session("aws")
	require.NoError(t, err)
	session.Configure(world.Props{"region": region})
	require.NoError(t, session.Delete(o.URN, kind, o.ID, nil))
}

// changed sets a property of what a resource is in the cloud, in the same way.
func changed(t *testing.T, cloud *simcloud.Cloud, kind, name, property string, value any) {
	t.Helper()
	o := object(t, cloud, kind, name)
	require.NoError(t, cloud.World().Mutate(o.Scope, "by hand", func(c *world.Call) error {
		c.Change(c.Find(kind, o.ID), property, value)
		return nil
	}))
}

// nothingRegistered demands that a program with wrong arguments fails before
// the engine hears of a resource.
func nothingRegistered(t *testing.T, program pulumi.RunFunc) {
	t.Helper()
	s := simtest.New(t, program, simtest.On(established(t)))
	for _, r := range []*simtest.Result{s.Preview(), s.Up()} {
		require.Error(t, r.Err)
		assert.Empty(t, steps(r))
		if r.State == nil {
			continue
		}
		for _, res := range r.State.Resources {
			assert.Equal(t, resource.RootStackType, res.Type, res.URN)
		}
	}
	s.NothingLeft(t)
}
