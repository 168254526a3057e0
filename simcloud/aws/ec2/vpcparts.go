package ec2

import (
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// vpcParts are what EC2 makes along with every VPC: its main route table, its
// default security group, which lets its members reach each other and
// everything else, and its default network ACL, which lets everything pass.
// Source: https://docs.aws.amazon.com/vpc/latest/userguide/how-it-works.html
func vpcParts(region, vpc string, id func(prefix string) string) []*world.Object {
	table, group, acl := id("rtb"), id("sg"), id("acl")
	return []*world.Object{
		{Kind: api.RouteTable, ID: table, Scope: region, Props: world.Props{
			"arn": arnIn(region, "route-table/"+table), "ownerId": api.Account, "vpcId": vpc, "main": true,
			"routes": []any{}, "propagatingVgws": []any{}, "tags": map[string]any{},
		}},
		{Kind: api.SecurityGroup, ID: group, Scope: region, Props: world.Props{
			"arn": arnIn(region, "security-group/"+group), "ownerId": api.Account, "vpcId": vpc, "default": true,
			"name": defaultName, "description": "default VPC security group", "tags": map[string]any{},
			"ingress": []any{anyTraffic("self", true)}, "egress": []any{anyTraffic("cidrBlocks", []any{"0.0.0.0/0"})},
		}},
		{Kind: api.NetworkACL, ID: acl, Scope: region, Props: world.Props{
			"arn": arnIn(region, "network-acl/"+acl), "ownerId": api.Account, "vpcId": vpc, "default": true,
			"subnetIds": []any{}, "ingress": []any{anyEntry()}, "egress": []any{anyEntry()}, "tags": map[string]any{},
		}},
	}
}

const defaultName = "default"

func anyTraffic(peer string, value any) map[string]any {
	return map[string]any{"protocol": "-1", "fromPort": 0.0, "toPort": 0.0, peer: value}
}

func anyEntry() map[string]any {
	return map[string]any{"ruleNo": 100.0, "protocol": "-1", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 0.0, "toPort": 0.0}
}

func vpcProps(region, id string, parts []*world.Object, dhcp string) world.Props {
	return world.Props{
		"arn": arnIn(region, "vpc/"+id), "ownerId": api.Account, "dhcpOptionsId": dhcp,
		"mainRouteTableId": parts[0].ID, "defaultRouteTableId": parts[0].ID,
		"defaultSecurityGroupId": parts[1].ID, "defaultNetworkAclId": parts[2].ID,
	}
}

func arnIn(region, resource string) string {
	return fmt.Sprintf("arn:aws:ec2:%s:%s:%s", region, api.Account, resource)
}
