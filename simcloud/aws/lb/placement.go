package lb

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// freeAddresses is how many addresses a subnet must have left.
const freeAddresses = 8

// subnetsOf returns the subnets asked for, in either form.
func subnetsOf(in world.Props) []string {
	return append(slices.Clone(in.StrsAt("subnets[*]")), in.StrsAt("subnetMappings[*].subnetId")...)
}

// placement finds the subnets of the call and refuses those in which the
// service would not put a load balancer.
func placement(c *world.Call, op api.Op) ([]*world.Object, error) {
	var subnets []*world.Object
	zones := map[string]bool{}
	for _, id := range subnetsOf(c.In) {
		s := c.Find(api.Subnet, id)
		if s == nil {
			return nil, op.Refuse("SubnetNotFound", fmt.Sprintf("The subnet ID '%s' does not exist", id), docCreateLB)
		}
		subnets = append(subnets, s)
		if vpc := subnets[0].Props.Str("vpcId"); s.Props.Str("vpcId") != vpc {
			return nil, op.Refuse("InvalidConfigurationRequest", fmt.Sprintf("All subnets must belong to the same VPC: '%s'", vpc), docCreateLB)
		}
		zone := s.Props.Str("availabilityZone")
		if zones[zone] {
			return nil, op.Refuse("InvalidConfigurationRequest", "A load balancer cannot be attached to multiple subnets in the same Availability Zone", docCreateLB)
		}
		zones[zone] = true
	}
	slices.SortFunc(subnets, func(a, b *world.Object) int { return strings.Compare(a.ID, b.ID) })
	if len(subnets) == 0 {
		return nil, op.Refuse("ValidationError", "At least one subnet must be specified", docCreateLB)
	}
	if c.Out.Str("loadBalancerType") == application && len(subnets) < 2 {
		return nil, op.Refuse("ValidationError", "At least two subnets in two different Availability Zones must be specified", docALBSubnets)
	}
	vpc := subnets[0].Props.Str("vpcId")
	if !c.Out.Bool("internal") && c.Out.Str("loadBalancerType") != "gateway" && c.By(api.InternetGateway, "vpcId", vpc) == nil {
		return nil, op.Refuse("InvalidSubnet", fmt.Sprintf("VPC %s has no internet gateway", vpc), docCreateLB)
	}
	for _, s := range subnets {
		if interfaceIn(c, s.ID) == nil && ec2.FreeAddresses(c, s) < freeAddresses {
			return nil, op.Refuse("InvalidSubnet", fmt.Sprintf("Not enough IP space available in %s. ELB requires at least %d free IP addresses in each subnet.", s.ID, freeAddresses), docALBSubnets)
		}
	}
	return subnets, checkAddresses(c, op)
}

// securityGroups returns the groups of a load balancer: those asked for, or
// the VPC's default group for an application load balancer without any.
func securityGroups(c *world.Call, op api.Op, kind, vpc string) ([]string, error) {
	groups := c.In.Strs("securityGroups")
	for _, id := range groups {
		g := c.Find(api.SecurityGroup, id)
		if g == nil {
			g = c.Find(api.DefaultGroup, id)
		}
		if g == nil {
			return nil, op.Refuse("InvalidSecurityGroup", fmt.Sprintf("The security group '%s' does not exist", id), docCreateLB)
		}
		if g.Props.Str("vpcId") != vpc {
			return nil, op.Refuse("InvalidConfigurationRequest", "One or more security groups are invalid", docCreateLB)
		}
	}
	if len(groups) == 0 && kind == application {
		if v := c.Find(api.VPC, vpc); v != nil && v.Props.Str("defaultSecurityGroupId") != "" {
			groups = []string{v.Props.Str("defaultSecurityGroupId")}
		}
	}
	slices.Sort(groups)
	return groups, nil
}

// checkAddresses refuses Elastic IP addresses that are not there or serve
// something else.
func checkAddresses(c *world.Call, op api.Op) error {
	for _, m := range c.In.Maps("subnetMappings") {
		id := m.Str("allocationId")
		if id == "" || interfaceIn(c, m.Str("subnetId")) != nil {
			continue
		}
		address := c.Find(api.EIP, id)
		if address == nil {
			return op.Refuse("AllocationIdNotFound", fmt.Sprintf("The allocation ID '%s' does not exist", id), docCreateLB)
		}
		if address.Props.Str("associationId") != "" {
			return op.Refuse("ResourceInUse", fmt.Sprintf("The allocation ID '%s' is in use", id), docCreateLB)
		}
	}
	return nil
}

// attach puts the load balancer's network interface into a subnet. A nil owner
// means the load balancer being created.
func attach(c *world.Call, owner, subnet *world.Object, groups []string) {
	kind := "interface"
	if c.Out.Str("loadBalancerType") == network {
		kind = "network_load_balancer"
	}
	eni := ec2.MakeInterface(c, owner, subnet, kind, "ELB "+c.Out.Str("arnSuffix"), groups, subnet.ID)
	eni.Props["requesterManaged"] = true
	mapping := world.Props{}
	for _, m := range c.In.Maps("subnetMappings") {
		if m.Str("subnetId") == subnet.ID {
			mapping = m
		}
	}
	if ip := mapping.Str("privateIpv4Address"); ip != "" {
		eni.Props["privateIp"], eni.Props["privateIps"] = ip, []any{ip}
	}
	if address := c.Find(api.EIP, mapping.Str("allocationId")); address != nil {
		ec2.AssociateAddress(c, address, eni)
	} else if !c.Out.Bool("internal") && c.Out.Str("loadBalancerType") != "gateway" {
		eni.Props["association"] = map[string]any{"publicIp": ec2.PublicIP(c, eni.ID), "ipOwnerId": "amazon-elb"}
	}
}

// release frees the Elastic IP addresses of network interfaces that go.
func release(c *world.Call, enis []*world.Object) {
	for _, eni := range enis {
		if a := c.Find(api.EIP, eni.Props.Map("association").Str("allocationId")); a != nil {
			ec2.DisassociateAddress(c, a)
		}
	}
}

// Interfaces returns the network interfaces of a load balancer, sorted by
// subnet.
func Interfaces(c *world.Call, balancer *world.Object) []*world.Object {
	var out []*world.Object
	for _, eni := range c.Everywhere(api.NetworkInterface) {
		if eni.Owner == balancer.Key() {
			out = append(out, eni)
		}
	}
	slices.SortFunc(out, func(a, b *world.Object) int {
		return strings.Compare(a.Props.Str("subnetId"), b.Props.Str("subnetId"))
	})
	return out
}

// interfaceIn returns the interface that the load balancer at work has in a
// subnet already, or nil.
func interfaceIn(c *world.Call, subnetID string) *world.Object {
	if c.Object == nil {
		return nil
	}
	for _, eni := range Interfaces(c, c.Object) {
		if eni.Props.Str("subnetId") == subnetID {
			return eni
		}
	}
	return nil
}

// place sets the outputs that say where the load balancer lies.
func place(c *world.Call, subnets []*world.Object) {
	var ids, mappings []any
	for _, s := range subnets {
		ids = append(ids, s.ID)
		m := map[string]any{"subnetId": s.ID, "allocationId": "", "privateIpv4Address": "", "ipv6Address": "", "outpostId": ""}
		for _, in := range c.In.Maps("subnetMappings") {
			if in.Str("subnetId") == s.ID {
				for k, v := range in {
					m[k] = v
				}
			}
		}
		mappings = append(mappings, m)
	}
	c.Out["subnets"], c.Out["subnetMappings"] = ids, mappings
}

// updateBalancer moves the load balancer to other subnets and security groups
// and keeps the attributes complete.
func updateBalancer(c *world.Call) error {
	was := c.Object.Props
	for _, name := range []string{"name", "arn", "arnSuffix", "dnsName", "zoneId", "vpcId", "state"} {
		c.Out[name] = was[name]
	}
	kind := c.Out.Str("loadBalancerType")
	op := operation(fmt.Sprintf("setting ELBv2 Load Balancer (%s) subnets", c.ID), "SetSubnets")
	subnets, err := placement(c, op)
	if err != nil {
		return err
	}
	groups, err := securityGroups(c, operation(fmt.Sprintf("setting ELBv2 Load Balancer (%s) security groups", c.ID), "SetSecurityGroups"), kind, was.Str("vpcId"))
	if err != nil {
		return err
	}
	if err := checkLogs(c, c.ID); err != nil {
		return err
	}
	c.Out["securityGroups"] = list(groups)
	attributes(c.Out, kind)
	stay := map[string]bool{}
	for _, s := range subnets {
		stay[s.ID] = true
		if interfaceIn(c, s.ID) == nil {
			attach(c, c.Object, s, groups)
		}
	}
	for _, eni := range Interfaces(c, c.Object) {
		if !stay[eni.Props.Str("subnetId")] {
			release(c, []*world.Object{eni})
			c.Remove(eni)
			continue
		}
		eni.Props["securityGroups"] = list(groups)
	}
	place(c, subnets)
	return nil
}
