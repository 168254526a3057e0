package ec2

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// openPolicy is the policy of an endpoint without one of its own.
const openPolicy = `{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}`

func endpointType() *world.Type {
	const noun, call = "EC2 VPC Endpoint", "CreateVpcEndpoint"
	return tagging(&world.Type{
		Token:    api.VPCEndpoint,
		Replace:  []string{"resourceConfigurationArn", "serviceName", "serviceNetworkArn", "serviceRegion", "vpcEndpointType", "vpcId"},
		Defaults: world.Props{"vpcEndpointType": "Gateway", "ipAddressType": "ipv4"},
		Refs: []world.Ref{
			vpcRef(noun, call), subnetRef("subnetIds[*]", noun, call), groupRef("securityGroupIds[*]", noun, call),
			reference("routeTableIds[*]", api.RouteTable, noun, call, "InvalidRouteTableId.NotFound", "routeTable ID"),
		},
		Takes:  world.Times{Create: 6 * time.Second, Update: 6 * time.Second, Delete: 6 * time.Second},
		Check:  checkEndpoint,
		Create: createEndpoint,
		Update: updateEndpoint,
		Delete: func(c *world.Call) error {
			if c.Object.Props.Str("vpcEndpointType") != "Gateway" {
				c.Takes(70 * time.Second)
			}
			return nil
		},
	}, noun, call)
}

func checkEndpoint(c *world.Check) {
	oneOf(c, c.In, "", "vpcEndpointType", "Interface", "Gateway", "GatewayLoadBalancer", "Resource", "ServiceNetwork")
	oneOf(c, c.In, "", "ipAddressType", "ipv4", "dualstack", "ipv6")
	conflicts(c, "serviceName", "resourceConfigurationArn", "serviceNetworkArn")
	conflicts(c, "resourceConfigurationArn", "serviceNetworkArn")
	anARN(c, "resourceConfigurationArn")
	anARN(c, "serviceNetworkArn")
	oneOf(c, c.In.Map("dnsOptions"), "dnsOptions.", "dnsRecordIpType", "ipv4", "dualstack", "ipv6", "service-defined")
}

func createEndpoint(c *world.Call) error {
	service := c.In.Str("serviceName")
	op := api.Op{Doing: fmt.Sprintf("creating EC2 VPC Endpoint (%s)", service), Service: "EC2", Name: "CreateVpcEndpoint"}
	kind := c.Out.Str("vpcEndpointType")
	if kind == "Gateway" || kind == "Interface" {
		types := endpointTypes(c.In.StrOr("serviceRegion", c.Scope), service)
		if len(types) == 0 {
			return op.Refuse("InvalidServiceName", fmt.Sprintf("The Vpc Endpoint Service '%s' does not exist", service), docServices)
		}
		if !slices.Contains(types, kind) {
			return op.Refuse("InvalidParameter", fmt.Sprintf("Endpoint type (%s) does not match available service types ([%s]).",
				kind, strings.Join(types, ", ")), docServices)
		}
	}
	if err := endpointQuota(c, op, kind); err != nil {
		return err
	}
	c.ID = c.NewID("vpce")
	set(c.Out, world.Props{
		"arn": api.ARN(c, "ec2", "vpc-endpoint/"+c.ID), "ownerId": api.Account, "state": "available", "requesterManaged": false,
		"policy": c.In.StrOr("policy", openPolicy), "serviceRegion": c.In.StrOr("serviceRegion", c.Scope),
		"subnetConfigurations": []any{}, "cidrBlocks": []any{}, "prefixListId": "", "dnsEntries": []any{}, "networkInterfaceIds": []any{},
		"privateDnsEnabled": c.In.Bool("privateDnsEnabled"), "dnsOptions": map[string]any{"dnsRecordIpType": c.In.Map("dnsOptions").StrOr("dnsRecordIpType", "ipv4")},
	})
	if kind == "Gateway" {
		c.Out["prefixListId"] = prefixList(service)
		return gatewayEndpoint(c, op)
	}
	c.Takes(120 * time.Second)
	return interfaceEndpoint(c, op)
}

// prefixList is the id of the AWS-managed prefix list of a service, which the
// gateway endpoints of all VPCs in a region share. The simulation does not
// know its entries.
func prefixList(service string) string {
	h := sha256.Sum256([]byte("prefix-list|" + service))
	return "pl-" + hex.EncodeToString(h[:])[:8]
}

func endpointQuota(c *world.Call, op api.Op, kind string) error {
	limit, here := c.Quota(QuotaInterfaceEndpoints, defaultInterfaceEndpoints), 0
	if kind == "Gateway" {
		limit = c.Quota(QuotaGatewayEndpoints, defaultGatewayEndpoints)
	}
	for _, o := range c.Where(api.VPCEndpoint, "vpcEndpointType", kind) {
		if kind == "Gateway" || o.Props.Str("vpcId") == c.In.Str("vpcId") {
			here++
		}
	}
	if here >= limit {
		return op.Refuse("VpcEndpointLimitExceeded", "The maximum number of VPC endpoints has been reached.", docQuotas)
	}
	return nil
}

func gatewayEndpoint(c *world.Call, op api.Op) error {
	for _, bad := range []struct{ name, words string }{
		{"subnetIds", "Subnet IDs are"}, {"securityGroupIds", "Security Group IDs are"},
	} {
		if given(c.In, bad.name) {
			return op.Refuse("InvalidParameter", bad.words+" only supported for Interface type VPC Endpoints.", docEndpoints)
		}
	}
	for _, id := range c.In.Strs("routeTableIds") {
		table := c.Find(api.RouteTable, id)
		if table.Props.Str("vpcId") != c.In.Str("vpcId") {
			return op.Refuse("InvalidRouteTableId.NotFound", notFound("routeTable ID", id), docErrors)
		}
		for _, o := range with(c, api.VPCEndpoint, "routeTableIds", id) {
			if o.ID != c.ID && o.Props.Str("prefixListId") == c.Out.Str("prefixListId") {
				return op.Refuse("RouteAlreadyExists", fmt.Sprintf("route table %s already has a route with destination-prefix-list-id %s",
					id, c.Out.Str("prefixListId")), docRoutes)
			}
		}
	}
	set(c.Out, world.Props{"routeTableIds": c.In.List("routeTableIds"), "subnetIds": []any{}, "securityGroupIds": []any{}})
	return nil
}

func interfaceEndpoint(c *world.Call, op api.Op) error {
	if given(c.In, "routeTableIds") {
		return op.Refuse("InvalidParameter", "Route table IDs are only supported for Gateway type VPC Endpoint.", docEndpoints)
	}
	vpc := c.Find(api.VPC, c.In.Str("vpcId"))
	if err := privateDNS(c, op, vpc); err != nil {
		return err
	}
	groups := c.In.Strs("securityGroupIds")
	if len(groups) == 0 {
		groups = []string{vpc.Props.Str("defaultSecurityGroupId")}
	}
	subnets, err := endpointSubnets(c, op, groups)
	if err != nil {
		return err
	}
	var ids []string
	var configurations []any
	kept := map[string]string{}
	for _, eni := range c.Where(api.NetworkInterface, "vpcEndpointId", c.ID) {
		id := eni.Props.Str("subnetId")
		if !slices.ContainsFunc(subnets, func(s *world.Object) bool { return s.ID == id }) {
			c.Remove(eni)
			continue
		}
		eni.Props["securityGroups"] = list(groups)
		kept[id] = eni.ID
	}
	for _, s := range subnets {
		eni := c.Find(api.NetworkInterface, kept[s.ID])
		if eni == nil {
			eni = MakeInterface(c, c.Object, s, "vpc_endpoint", "VPC Endpoint Interface "+c.ID, groups, c.ID)
		}
		if eni == nil {
			return op.Refuse("InsufficientFreeAddressesInSubnet", fmt.Sprintf("There are not enough free addresses in subnet '%s'.", s.ID), docSubnets)
		}
		eni.Props["vpcEndpointId"] = c.ID
		ids = append(ids, eni.ID)
		configurations = append(configurations, map[string]any{"subnetId": s.ID, "ipv4": eni.Props.Str("privateIp")})
	}
	set(c.Out, world.Props{
		"networkInterfaceIds": list(ids), "securityGroupIds": list(groups), "subnetIds": c.In.List("subnetIds"), "routeTableIds": []any{},
		"dnsEntries": endpointNames(c, c.In.Str("serviceName"), subnets), "subnetConfigurations": configurations,
	})
	return nil
}

func privateDNS(c *world.Call, op api.Op, vpc *world.Object) error {
	if !c.In.Bool("privateDnsEnabled") {
		return nil
	}
	if !vpc.Props.Bool("enableDnsSupport") || !vpc.Props.Bool("enableDnsHostnames") {
		return op.Refuse("InvalidParameter", "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for "+vpc.ID,
			docEndpoints)
	}
	for _, o := range c.Where(api.VPCEndpoint, "vpcId", vpc.ID) {
		if o.ID != c.ID && o.Props.Bool("privateDnsEnabled") && o.Props.Str("serviceName") == c.In.Str("serviceName") {
			return op.Refuse("InvalidParameter", fmt.Sprintf("private-dns-enabled cannot be set because there is already a conflicting DNS domain for %s in the VPC %s",
				serviceDomain(c.Scope, c.In.Str("serviceName")), vpc.ID), docEndpoints)
		}
	}
	return nil
}

// endpointSubnets are the subnets asked for: at most one in each zone, in the
// VPC of the endpoint and of its groups.
func endpointSubnets(c *world.Call, op api.Op, groups []string) ([]*world.Object, error) {
	var out []*world.Object
	zones := map[string]bool{}
	for _, id := range c.In.Strs("subnetIds") {
		s := c.Find(api.Subnet, id)
		if s.Props.Str("vpcId") != c.In.Str("vpcId") {
			return nil, op.Refuse("InvalidSubnetId.NotFound", notFound("subnet ID", id), docErrors)
		}
		if zones[s.Props.Str("availabilityZone")] {
			return nil, op.Refuse("DuplicateSubnetsInSameZone", fmt.Sprintf("Found another VPC endpoint subnet in the availability zone of %s. "+
				"VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.", id), docEndpoints)
		}
		zones[s.Props.Str("availabilityZone")] = true
		if err := groupsFit(c, op, s, groups); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// endpointNames are the names of an endpoint: the regional one, one in each zone, and
// with private DNS the service's own.
func endpointNames(c *world.Call, service string, subnets []*world.Object) []any {
	short := strings.TrimPrefix(service, "com.amazonaws."+c.Scope+".")
	label := c.ID + "-" + hash8(c.ID)
	zone := "Z" + strings.ToUpper(hash8("zone "+c.Scope)) + "VPCE"
	entry := func(name, zone string) map[string]any { return map[string]any{"dnsName": name, "hostedZoneId": zone} }
	tail := "." + short + "." + c.Scope + ".vpce.amazonaws.com"
	out := []any{entry(label+tail, zone)}
	for _, s := range subnets {
		out = append(out, entry(label+"-"+s.Props.Str("availabilityZone")+tail, zone))
	}
	if c.In.Bool("privateDnsEnabled") {
		out = append(out, entry(serviceDomain(c.Scope, service), "Z"+strings.ToUpper(hash8("private "+c.ID))+"PRIV"))
	}
	return out
}

func hash8(of string) string {
	h := sha256.Sum256([]byte(of))
	return hex.EncodeToString(h[:])[:8]
}

func updateEndpoint(c *world.Call) error {
	op := doing(c, "EC2 VPC Endpoint", "", "ModifyVpcEndpoint")
	c.Out["policy"] = c.In.StrOr("policy", openPolicy)
	c.Out["privateDnsEnabled"] = c.In.Bool("privateDnsEnabled")
	if c.Out.Str("vpcEndpointType") == "Gateway" {
		return gatewayEndpoint(c, op)
	}
	c.Takes(60 * time.Second)
	return interfaceEndpoint(c, op)
}
