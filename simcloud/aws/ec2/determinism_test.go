package ec2_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestTheSameSeedGivesTheSameWorld(t *testing.T) {
	dump := func(seed string) string {
		l := newLab(t, seed)
		l.network("net")
		var b bytes.Buffer
		require.NoError(t, l.World.Save(&b))
		return b.String()
	}
	assert.Equal(t, dump("one"), dump("one"))
	assert.NotEqual(t, dump("one"), dump("two"))
}

func TestTheOrderOfCreationDoesNotChangeIDs(t *testing.T) {
	subnets := []struct{ name, cidr string }{{"a", "10.9.0.0/24"}, {"b", "10.9.1.0/24"}, {"c", "10.9.2.0/24"}}
	ids := func(order ...int) map[string]string {
		l := newLab(t, "seed")
		vpc := l.bare("net")
		out := map[string]string{}
		for _, i := range order {
			s := subnets[i]
			out[s.name] = l.make(api.Subnet, s.name, world.Props{"vpcId": vpc, "cidrBlock": s.cidr})
			eni := l.make(api.NetworkInterface, s.name, world.Props{"subnetId": out[s.name]})
			out[s.name+" interface"] = eni + " " + l.out(api.NetworkInterface, eni).Str("privateIp")
			eip := l.make(api.EIP, s.name, world.Props{})
			out[s.name+" address"] = eip + " " + l.out(api.EIP, eip).Str("publicIp")
		}
		return out
	}
	assert.Equal(t, ids(0, 1, 2), ids(2, 0, 1))
}

func TestAWorldSurvivesItsFile(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	var saved bytes.Buffer
	require.NoError(t, l.World.Save(&saved))
	again := newLab(t, "other")
	require.NoError(t, again.World.Load(bytes.NewReader(saved.Bytes())))
	assert.Equal(t, "DependencyViolation", world.CodeOf(again.Delete(api.InternetGateway, "net", n.igw)))
	require.NoError(t, again.Delete(api.NATGateway, "net", n.nat))
	assert.NoError(t, again.Delete(api.EIP, "net", n.eip))
}
