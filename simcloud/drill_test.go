package simcloud_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestWhatIsNotThereCannotBeLost(t *testing.T) {
	c, err := simcloud.New()
	require.NoError(t, err)
	require.EqualError(t, c.Lose("i-9"), `simcloud: instance "i-9": does not exist`)
	for _, zone := range []string{"", "eu-central-1", "eu-central-1z", "mars-1a"} {
		_, err = c.LoseZone(zone)
		require.EqualError(t, err, `simcloud: availability zone "`+zone+`": does not exist`)
	}
	all, err := c.Replace("eu-central-1")
	require.NoError(t, err)
	assert.Empty(t, all)
}

func TestTheSeedDecidesTheIdentifiers(t *testing.T) {
	named := func(opts ...simcloud.Option) (id pulumi.ID) {
		c, err := simcloud.New(opts...)
		require.NoError(t, err)
		require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
			var pet pulumi.CustomResourceState
			if err := ctx.RegisterResource("random:index/randomPet:RandomPet", "pet", nil, &pet); err != nil {
				return err
			}
			pet.ID().ApplyT(func(got pulumi.ID) pulumi.ID { id = got; return got })
			return nil
		}, pulumi.WithMocks("project", "stack", c.Mocks(simcloud.Config{}))))
		return id
	}
	assert.NotEmpty(t, named())
	assert.Equal(t, named(), named(simcloud.Seed(simcloud.DefaultSeed)))
	assert.NotEqual(t, named(simcloud.Seed("one")), named(simcloud.Seed("two")))
}

func TestALostZoneEndsItsMachinesAndComesBackEmpty(t *testing.T) {
	c, err := simcloud.New()
	require.NoError(t, err)
	changes := 0
	c.OnChange(func() { changes++ })
	for id, zone := range map[string]string{"i-1": "eu-central-1a", "i-2": "eu-central-1b", "i-3": "eu-central-1a"} {
		c.World().Seed(&world.Object{Kind: api.Instance, ID: id, Scope: "eu-central-1", Props: world.Props{"availabilityZone": zone, "state": "running"}})
	}
	pod := &world.Object{Kind: "kubernetes:core/v1:Pod", ID: "app/app-0", Scope: "eks:eu-central-1/dev", Props: world.Props{"instance": "i-3"}}
	c.World().Seed(pod)
	ended, err := c.LoseZone("eu-central-1a")
	require.NoError(t, err)
	assert.Equal(t, []string{"i-1", "i-3"}, ended)
	assert.Equal(t, 1, changes)
	lost := func(zone string) (is bool) {
		c.World().View("eu-central-1", func(call *world.Call) { _, is = ec2.ZoneLostFor(call, zone) })
		return is
	}
	assert.True(t, lost("eu-central-1a"))
	assert.False(t, lost("eu-central-1b"))
	assert.Equal(t, "2026-11-01T00:00:00Z", pod.Props.Str(ec2.LostProperty))
	c.RestoreZone("eu-central-1a")
	assert.False(t, lost("eu-central-1a"))
	for _, i := range c.Inventory() {
		if i.Kind == api.Instance {
			assert.Equal(t, "i-2", i.ID)
		}
	}
}
