package ec2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestADefaultGroupHasOneMaster(t *testing.T) {
	l := newLab(t, "seed")
	vpc := l.bare("net")
	group := l.make(api.DefaultGroup, "one", world.Props{"vpcId": vpc})
	_, _, err := l.Try(api.DefaultGroup, "two", world.Props{"vpcId": vpc})
	assert.EqualError(t, err, "creating Default Security Group: "+group+" is managed by "+worldtest.URN(api.DefaultGroup, "one")+" already")
	_, err = l.Update(api.DefaultGroup, "one", group, world.Props{"vpcId": vpc, "ingress": []any{
		map[string]any{"protocol": "tcp", "fromPort": 443.0, "toPort": 443.0, "cidrBlocks": []any{"10.0.0.0/8"}},
	}})
	require.NoError(t, err)
	l.View(func(c *world.Call) {
		assert.True(t, ec2.GroupsPermit(c, []string{group}, "ingress", "tcp", 443, ec2.Peer{Address: "10.1.2.3"}))
		assert.False(t, ec2.GroupsPermit(c, []string{group}, "ingress", "tcp", 80, ec2.Peer{Address: "10.1.2.3"}))
	})
}

func TestNetworkACLsPassSubnetsAround(t *testing.T) {
	l := newLab(t, "seed")
	n, other := l.network("net"), l.bare("other")
	standard := l.out(api.VPC, n.vpc).Str("defaultNetworkAclId")
	of := func(subnet string) (id string) {
		l.View(func(c *world.Call) { id = ec2.NetworkACLOf(c, subnet).ID })
		return id
	}
	assert.Equal(t, standard, of(n.private))
	one := l.make(api.NetworkACL, "one", world.Props{"vpcId": n.vpc, "subnetIds": []any{n.private}})
	two := l.make(api.NetworkACL, "two", world.Props{"vpcId": n.vpc, "subnetIds": []any{n.private}})
	assert.Equal(t, two, of(n.private))
	assert.Empty(t, l.out(api.NetworkACL, one).Strs("subnetIds"))
	tie := l.make(api.NetworkACLAssoc, "tie", world.Props{"networkAclId": one, "subnetId": n.public})
	assert.Equal(t, one, of(n.public))
	require.NoError(t, l.Delete(api.NetworkACL, "one", one))
	assert.Equal(t, standard, of(n.public), "the subnet falls back to the default")
	assert.NoError(t, l.Delete(api.NetworkACLAssoc, "tie", tie), "gone already")
	require.NoError(t, l.Delete(api.NetworkACL, "two", two))
	assert.Equal(t, standard, of(n.private))

	_, _, err := l.Try(api.NetworkACL, "far", world.Props{"vpcId": other, "subnetIds": []any{n.private}})
	assert.ErrorContains(t, err, "belong to different networks")
	entry := map[string]any{"ruleNo": 1.0, "protocol": "-1", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 0.0, "toPort": 0.0}
	_, _, err = l.Try(api.NetworkACL, "double", world.Props{"vpcId": n.vpc, "egress": []any{entry, entry}})
	assert.ErrorContains(t, err, "NetworkAclEntryAlreadyExists: The network acl entry identified by 1 already exists.")
}

func TestASubnetHasOneNetworkACLAtATime(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	of := func() (id string) {
		l.View(func(c *world.Call) { id = ec2.NetworkACLOf(c, n.private).ID })
		return id
	}
	listed := l.make(api.NetworkACL, "listed", world.Props{"vpcId": n.vpc, "subnetIds": []any{n.private}})
	one := l.make(api.NetworkACL, "one", world.Props{"vpcId": n.vpc})
	two := l.make(api.NetworkACL, "two", world.Props{"vpcId": n.vpc})
	first := l.make(api.NetworkACLAssoc, "first", world.Props{"networkAclId": one, "subnetId": n.private})
	assert.Equal(t, one, of())
	assert.Empty(t, l.out(api.NetworkACL, listed).Strs("subnetIds"))
	second := l.make(api.NetworkACLAssoc, "second", world.Props{"networkAclId": two, "subnetId": n.private})
	assert.Equal(t, two, of())
	assert.Nil(t, l.Read(api.NetworkACLAssoc, "first", first), "the association before is over")
	require.NoError(t, l.Delete(api.NetworkACLAssoc, "first", first))
	assert.Equal(t, two, of(), "its end takes nothing from the one after it")
	require.NoError(t, l.Delete(api.NetworkACLAssoc, "second", second))
	assert.Equal(t, l.out(api.VPC, n.vpc).Str("defaultNetworkAclId"), of())

	_, _, err := l.Try(api.NetworkACL, "ports", world.Props{"vpcId": n.vpc, "ingress": []any{
		map[string]any{"ruleNo": 1.0, "protocol": "all", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 0.0, "toPort": 65535.0},
	}})
	assert.EqualError(t, err, `creating EC2 Network ACL: to_port (65535) and from_port (0) must both be 0 to use the 'all' "-1" protocol!`)
}

func TestAFlowLogNeedsARoleThatTrustsIt(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	role := &world.Object{Kind: api.Role, ID: "flow", Props: world.Props{
		"arn": "arn:aws:iam::111122223333:role/flow", "assumeRolePolicy": `{"Statement":[{"Principal":{"Service":"ec2.amazonaws.com"}}]}`,
	}}
	l.World.Seed(role)
	in := world.Props{
		"vpcId": n.vpc, "trafficType": "ALL", "iamRoleArn": "arn:aws:iam::111122223333:role/flow",
		"logDestination": "arn:aws:logs:eu-central-1:111122223333:log-group:/vpc/flow:*",
	}
	_, _, err := l.Try(api.FlowLog, "flow", in)
	assert.ErrorContains(t, err, "InvalidParameter: Unable to assume given IAM role")
	role.Props["assumeRolePolicy"] = `{"Statement":[{"Principal":{"Service":"vpc-flow-logs.amazonaws.com"}}]}`
	id := l.make(api.FlowLog, "flow", in)
	out := l.out(api.FlowLog, id)
	assert.Equal(t, "/vpc/flow", out.Str("logGroupName"))
	assert.Equal(t, "arn:aws:ec2:eu-central-1:111122223333:vpc-flow-log/"+id, out.Str("arn"))
	_, _, err = l.Try(api.FlowLog, "again", in)
	assert.Equal(t, "FlowLogAlreadyExists", world.CodeOf(err))
}

func TestAnInterfaceOfAProgramServesAnInstance(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	eni := l.make(api.NetworkInterface, "own", world.Props{"subnetId": n.public, "privateIps": []any{"10.0.0.50"}, "sourceDestCheck": false, "securityGroups": []any{n.group}})
	_, _, err := l.Try(api.NetworkInterface, "same", world.Props{"subnetId": n.public, "privateIps": []any{"10.0.0.50"}})
	assert.ErrorContains(t, err, "InvalidIPAddress.InUse: The specified address is already in use.")
	in := world.Props{"ami": image, "instanceType": "t4g.nano", "networkInterfaces": []any{map[string]any{"deviceIndex": 0.0, "networkInterfaceId": eni}}}
	box := l.make(api.Instance, "nat", in)
	out := l.out(api.Instance, box)
	assert.Equal(t, "10.0.0.50", out.Str("privateIp"))
	assert.Equal(t, false, out["sourceDestCheck"])
	_, _, err = l.Try(api.Instance, "second", in)
	assert.ErrorContains(t, err, "InvalidNetworkInterface.InUse: Interface: ["+eni+"] in use.")
	assert.ErrorContains(t, l.Delete(api.NetworkInterface, "own", eni), "InvalidParameterValue: Network interface '"+eni+"' is currently in use.")
	require.NoError(t, l.Delete(api.Instance, "nat", box))
	assert.NoError(t, l.Delete(api.NetworkInterface, "own", eni), "it outlives the instance")
}

func TestAKeptVolumeOutlivesItsInstance(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	box := l.make(api.Instance, "box", world.Props{
		"ami": image, "instanceType": "t3.micro", "subnetId": n.private, "rootBlockDevice": map[string]any{"deleteOnTermination": false},
		"ebsBlockDevices": []any{map[string]any{"deviceName": "/dev/sdb", "volumeSize": 100.0, "volumeType": "gp2"}},
	})
	out := l.out(api.Instance, box)
	root := out.Map("rootBlockDevice").Str("volumeId")
	data := l.out(api.Volume, out.Maps("ebsBlockDevices")[0].Str("volumeId"))
	assert.Equal(t, []any{100.0, 300.0}, []any{data["size"], data["iops"]})
	require.NoError(t, l.Delete(api.Instance, "box", box))
	assert.Equal(t, 1, l.Kinds(api.Volume))
	assert.NoError(t, l.Delete(api.Volume, "root", root))
}

func TestAKeyPairHasItsFingerprint(t *testing.T) {
	l := newLab(t, "seed")
	id := l.make(ec2.KeyPair, "ops", world.Props{"keyName": "ops", "publicKey": "ssh-rsa aGVsbG8= me"})
	out := l.out(ec2.KeyPair, id)
	assert.Equal(t, "5d:41:40:2a:bc:4b:2a:76:b9:71:9d:91:10:17:c5:92", out.Str("fingerprint"))
	assert.Equal(t, "rsa", out.Str("keyType"))
	_, _, err := l.Try(ec2.KeyPair, "again", world.Props{"keyName": "ops", "publicKey": "ssh-rsa aGVsbG8= me"})
	assert.Equal(t, "InvalidKeyPair.Duplicate", world.CodeOf(err))
}
