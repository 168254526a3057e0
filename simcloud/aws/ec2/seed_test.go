package ec2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestANewAccountHasADefaultNetwork(t *testing.T) {
	l := newLab(t, "seed")
	ids := map[string]bool{}
	for _, o := range ec2.Seed(region) {
		l.World.Seed(o)
		ids[o.Key()] = true
	}
	assert.Len(t, ids, 1+1+1+3+3, "DHCP options, VPC, gateway, its three parts, three subnets")
	box := l.make(api.Instance, "anywhere", world.Props{"ami": image, "instanceType": "t3.micro"})
	out := l.out(api.Instance, box)
	assert.Regexp(t, `^172\.31\.`, out.Str("privateIp"))
	assert.NotEmpty(t, out.Str("publicIp"), "default subnets give public addresses")
	l.View(func(c *world.Call) {
		target, ok := ec2.RouteFor(c, out.Str("subnetId"), "8.8.8.8")
		assert.Regexp(t, `^igw-0[0-9a-f]{16}$`, target)
		assert.True(t, ok)
	})
	group := l.make(api.SecurityGroup, "web", world.Props{})
	assert.Equal(t, "default", l.out(api.SecurityGroup, out.Strs("vpcSecurityGroupIds")[0]).Str("name"))
	assert.NotEmpty(t, l.out(api.SecurityGroup, group).Str("vpcId"))
	for i := range 4 {
		l.make(api.VPC, string(rune('a'+i)), world.Props{"cidrBlock": "10.0.0.0/16"})
	}
	_, _, err := l.Try(api.VPC, "more", world.Props{"cidrBlock": "10.0.0.0/16"})
	assert.Equal(t, "VpcLimitExceeded", world.CodeOf(err), "the default VPC counts")
}

func TestLookUpsAnswerForTheRegion(t *testing.T) {
	l := newLab(t, "seed")
	ask := func(token string, in world.Props) world.Props {
		t.Helper()
		out, err := l.Session.Invoke(token, in)
		require.NoError(t, err)
		return out
	}
	const zones = "aws:index/getAvailabilityZones:getAvailabilityZones"
	out := ask(zones, world.Props{"state": "available"})
	assert.Equal(t, []string{"eu-central-1a", "eu-central-1b", "eu-central-1c"}, out.Strs("names"))
	assert.Equal(t, []string{"euc1-az1", "euc1-az2", "euc1-az3"}, out.Strs("zoneIds"))
	assert.Equal(t, []string{"eu-central-1a", "eu-central-1c"}, ask(zones, world.Props{"excludeNames": []any{"eu-central-1b"}}).Strs("names"))
	assert.Empty(t, ask(zones, world.Props{"filters": []any{map[string]any{"name": "opt-in-status", "values": []any{"opted-in"}}}}).Strs("names"))
	_, err := l.Session.Invoke(zones, world.Props{"filters": []any{map[string]any{"name": "zone", "values": []any{"x"}}}})
	assert.Equal(t, "InvalidParameterValue", world.CodeOf(err))

	assert.Equal(t, api.Account, ask("aws:index/getCallerIdentity:getCallerIdentity", nil).Str("accountId"))
	assert.Equal(t, "aws", ask("aws:index/getPartition:getPartition", nil).Str("partition"))
	assert.Equal(t, "Europe (Frankfurt)", ask("aws:index/getRegion:getRegion", nil).Str("description"))
	_, err = l.Session.Invoke("aws:index/getRegion:getRegion", world.Props{"name": "mars-1"})
	assert.EqualError(t, err, `region not found for name "mars-1"`)
}
