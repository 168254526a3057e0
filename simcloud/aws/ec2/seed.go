package ec2

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Seed returns what a new account has in a region: the default DHCP options
// and the default VPC 172.31.0.0/16 with its main route table, internet
// gateway, default security group and network ACL, and a public /20 subnet in
// each zone. Source:
// https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
func Seed(region string) []*world.Object {
	id := func(prefix string) string { return seedID(region, prefix) }
	dhcp := &world.Object{Kind: DHCPOptions, ID: id("dopt"), Scope: region, Props: world.Props{
		"arn": arnIn(region, "dhcp-options/"+id("dopt")), "ownerId": api.Account, "default": true,
		"domainName": domainOf(region), "domainNameServers": []any{"AmazonProvidedDNS"}, "tags": map[string]any{},
	}}
	parts := vpcParts(region, id("vpc"), id)
	vpc := &world.Object{Kind: api.VPC, ID: id("vpc"), Scope: region, Props: vpcProps(region, id("vpc"), parts, dhcp.ID)}
	set(vpc.Props, world.Props{
		"cidrBlock": "172.31.0.0/16", "default": true, "enableDnsSupport": true, "enableDnsHostnames": true,
		"enableNetworkAddressUsageMetrics": false, "instanceTenancy": "default", "assignGeneratedIpv6CidrBlock": false,
		"ipv6CidrBlock": "", "ipv6AssociationId": "", "ipv6CidrBlockNetworkBorderGroup": "", "tags": map[string]any{},
	})
	gateway := &world.Object{Kind: api.InternetGateway, ID: id("igw"), Scope: region, Props: world.Props{
		"arn": arnIn(region, "internet-gateway/"+id("igw")), "ownerId": api.Account, "vpcId": vpc.ID, "tags": map[string]any{},
	}}
	parts[0].Props["routes"] = []any{map[string]any{"cidrBlock": "0.0.0.0/0", "gatewayId": gateway.ID}}
	out := []*world.Object{dhcp, vpc, gateway}
	for _, part := range parts {
		part.Owner = vpc.Key()
		out = append(out, part)
	}
	for i, zone := range api.Zones(region) {
		subnet := id("subnet-" + zone)
		out = append(out, &world.Object{Kind: api.Subnet, ID: subnet, Scope: region, Props: subnetProps(region, subnet, zone)})
		set(out[len(out)-1].Props, subnetDefaults)
		set(out[len(out)-1].Props, world.Props{
			"vpcId": vpc.ID, "cidrBlock": fmt.Sprintf("172.31.%d.0/20", 16*i), "default": true, "mapPublicIpOnLaunch": true,
			"tags": map[string]any{},
		})
	}
	return out
}

// seedID is an id that follows from the region alone: what was there before
// any program has no call to draw from.
func seedID(region, prefix string) string {
	h := sha256.Sum256([]byte("account|" + region + "|" + prefix))
	if len(prefix) > len("subnet-") && prefix[:7] == "subnet-" {
		prefix = "subnet"
	}
	return prefix + "-0" + hex.EncodeToString(h[:])[:16]
}

func domainOf(region string) string {
	if region == "us-east-1" {
		return "ec2.internal"
	}
	return region + ".compute.internal"
}
