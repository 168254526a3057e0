package ec2_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// refusal is one thing that the service says no to. Braces in message stand for
// the ids of the network: {vpc}, {igw}, {public}, {private}, {rtb}, {eip}, {nat}, {sg}, {other}.
type refusal struct {
	name, code, message string
	do                  func(l *lab, n network, other string) error
}

func creating(token string, in func(n network, other string) world.Props) func(*lab, network, string) error {
	return func(l *lab, n network, other string) error {
		_, _, err := l.Try(token, "refused", in(n, other))
		return err
	}
}

func subnetOf(cidr, zone string) func(*lab, network, string) error {
	return creating(api.Subnet, func(n network, _ string) world.Props {
		return world.Props{"vpcId": n.vpc, "cidrBlock": cidr, "availabilityZone": zone}
	})
}

func ingress(in world.Props) func(*lab, network, string) error {
	return creating(api.IngressRule, func(n network, _ string) world.Props {
		in := in.Clone()
		in["securityGroupId"] = n.group
		return in
	})
}

func routeTo(destination, target, id string) func(*lab, network, string) error {
	return creating(api.Route, func(n network, _ string) world.Props {
		return world.Props{"routeTableId": n.publicTable, "destinationCidrBlock": destination, target: fill(id, n, "")}
	})
}

func machine(change world.Props) func(*lab, network, string) error {
	return creating(api.Instance, func(n network, other string) world.Props {
		in := world.Props{"ami": image, "instanceType": "t3.micro", "subnetId": n.public}
		for k, v := range change {
			in[k] = v
		}
		return in
	})
}

func fill(text string, n network, other string) string {
	return strings.NewReplacer("{vpc}", n.vpc, "{igw}", n.igw, "{public}", n.public, "{private}", n.private, "{rtb}", n.publicTable,
		"{eip}", n.eip, "{nat}", n.nat, "{sg}", n.group, "{other}", other).Replace(text)
}

func interfaceEndpoint(change world.Props) func(*lab, network, string) error {
	return creating(api.VPCEndpoint, func(n network, _ string) world.Props {
		in := world.Props{
			"vpcId": n.vpc, "serviceName": "com.amazonaws.eu-central-1.ecr.api", "vpcEndpointType": "Interface",
			"subnetIds": []any{n.private}, "securityGroupIds": []any{n.group}, "privateDnsEnabled": true,
		}
		for k, v := range change {
			if v == nil {
				delete(in, k)
				continue
			}
			in[k] = v
		}
		return in
	})
}

func TestTheServiceRefusesInItsOwnWords(t *testing.T) {
	for _, r := range slices.Concat(networkRefusals, groupRefusals, machineRefusals) {
		t.Run(r.name, func(t *testing.T) {
			l := newLab(t, "seed")
			n, other := l.network("net"), l.bare("other")
			err := r.do(l, n, other)
			var refused *world.Error
			require.ErrorAs(t, err, &refused)
			words := fill(r.message, n, other)
			if strings.Contains(refused.Message, "following set") { // the set contains braces
				words = r.message
			}
			assert.Equal(t, r.code+": "+words, refused.Code+": "+refused.Message)
			assert.Regexp(t, `^https://docs\.aws\.amazon\.com/`, refused.Doc)
			assert.NotEmpty(t, refused.Operation)
			assert.NotEmpty(t, refused.Doing)
		})
	}
}

func TestAnObjectOfAnotherNetworkIsNoTarget(t *testing.T) {
	l := newLab(t, "seed")
	n, other := l.network("net"), l.bare("other")
	far := l.make(api.InternetGateway, "far", world.Props{"vpcId": other})
	_, _, err := l.Try(api.Route, "far", world.Props{"routeTableId": n.publicTable, "destinationCidrBlock": "1.2.3.0/24", "gatewayId": far})
	var refused *world.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "InvalidParameterValue", refused.Code)
	assert.Equal(t, fmt.Sprintf("route table %s and network gateway %s belong to different networks", n.publicTable, far), refused.Message)
}
