package ec2

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func natGatewayType() *world.Type {
	return tagging(&world.Type{
		Token:    api.NATGateway,
		Replace:  []string{"allocationId", "connectivityType", "privateIp", "secondaryPrivateIpAddressCount", "subnetId"},
		Defaults: world.Props{"connectivityType": "public"},
		Refs: []world.Ref{
			subnetRef("subnetId", "EC2 NAT Gateway", "CreateNatGateway"),
			reference("allocationId", api.EIP, "EC2 NAT Gateway", "CreateNatGateway", "InvalidAllocationID.NotFound", "allocation ID"),
			reference("secondaryAllocationIds[*]", api.EIP, "EC2 NAT Gateway", "CreateNatGateway", "InvalidAllocationID.NotFound", "allocation ID"),
		},
		Takes:  world.Times{Create: 105 * time.Second, Update: time.Second, Delete: 60 * time.Second},
		Check:  checkNAT,
		Create: createNAT,
		Update: updateNAT,
		Delete: deleteNAT,
	}, "EC2 NAT Gateway", "CreateNatGateway")
}

func checkNAT(c *world.Check) {
	oneOf(c, c.In, "", "connectivityType", "private", "public")
	conflicts(c, "secondaryPrivateIpAddressCount", "secondaryPrivateIpAddresses")
	if kind := c.In.Str("connectivityType"); kind == "private" {
		for _, name := range []string{"allocationId", "secondaryAllocationIds"} {
			if given(c.In, name) {
				c.Fail(name, fmt.Sprintf("%s is not supported with connectivity_type = %q", snake(name), kind))
			}
		}
	}
}

func createNAT(c *world.Call) error {
	op := doing(c, "EC2 NAT Gateway", "CreateNatGateway", "")
	subnet := c.Find(api.Subnet, c.In.Str("subnetId"))
	zone := subnet.Props.Str("availabilityZone")
	limit, there := c.Quota(QuotaNATGateways, defaultNATGateways), 0
	for _, o := range c.All(api.NATGateway) {
		if s := c.Find(api.Subnet, o.Props.Str("subnetId")); s != nil && s.Props.Str("availabilityZone") == zone {
			there++
		}
	}
	if there >= limit {
		return op.Refuse("NatGatewayLimitExceeded", fmt.Sprintf("Performing this operation would exceed the limit of %d NAT gateways", limit), docQuotas)
	}
	private := c.In.Str("connectivityType") == "private"
	if !private && c.In.Str("allocationId") == "" {
		return op.Refuse("MissingParameter", "The request must contain the parameter AllocationId", docNATBasics)
	}
	if a := c.In.Str("privateIp"); a != "" {
		if err := addressFits(c, op, subnet, a, fmt.Sprintf("Address %s is in use.", a)); err != nil {
			return err
		}
	}
	c.ID = c.NewID("nat")
	// The call itself succeeds from here on; the gateway then goes into the
	// state "failed", and the provider's waiter reports why.
	failed := api.Op{
		Doing:   fmt.Sprintf("waiting for EC2 NAT Gateway (%s) create: unexpected state 'failed', wanted target 'available'. last error", c.ID),
		Service: "EC2", Name: "CreateNatGateway",
	}
	vpc := subnet.Props.Str("vpcId")
	var addresses []*world.Object
	if !private {
		if len(c.Where(api.InternetGateway, "vpcId", vpc)) == 0 {
			return failed.Refuse("Gateway.NotAttached", fmt.Sprintf("Network %s has no Internet gateway attached", vpc), docNAT)
		}
		for _, id := range append([]string{c.In.Str("allocationId")}, c.In.Strs("secondaryAllocationIds")...) {
			eip := c.Find(api.EIP, id)
			if eip.Props.Str("associationId") != "" {
				return failed.Refuse("Resource.AlreadyAssociated", fmt.Sprintf("Elastic IP address [%s] is already associated", id), docNAT)
			}
			addresses = append(addresses, eip)
		}
	}
	eni := MakeInterface(c, nil, subnet, "nat_gateway", "Interface for NAT Gateway "+c.ID, nil, c.ID)
	if eni == nil {
		return failed.Refuse("InsufficientFreeAddressesInSubnet", "Subnet has insufficient free addresses to create this NAT gateway", docNAT)
	}
	if want := c.In.Str("privateIp"); want != "" {
		moveTo(c, eni, want)
	}
	eni.Props["sourceDestCheck"] = false
	set(c.Out, world.Props{
		"state": "available", "vpcId": vpc, "networkInterfaceId": eni.ID, "privateIp": eni.Props.Str("privateIp"),
		"publicIp": "", "associationId": "", "secondaryPrivateIpAddressCount": 0, "secondaryPrivateIpAddresses": []any{},
		"secondaryAllocationIds": c.In.List("secondaryAllocationIds"),
	})
	for i := range addresses {
		eip := addresses[len(addresses)-1-i] // the first one last, so that it is the interface's own
		AssociateAddress(c, eip, eni)
		c.Out["publicIp"] = eip.Props.Str("publicIp")
		c.Out["associationId"] = eip.Props.Str("associationId")
	}
	return nil
}

// deleteNAT lets the addresses go; the interface goes with the gateway.
func deleteNAT(c *world.Call) error {
	for _, eip := range c.Where(api.EIP, "networkInterface", c.Object.Props.Str("networkInterfaceId")) {
		DisassociateAddress(c, eip)
	}
	return nil
}

// updateNAT exchanges the secondary addresses.
func updateNAT(c *world.Call) error {
	old, wanted := c.Object.Props.Strs("secondaryAllocationIds"), c.In.Strs("secondaryAllocationIds")
	for _, id := range wanted {
		if eip := c.Find(api.EIP, id); !contains(old, id) && eip.Props.Str("associationId") != "" {
			return doing(c, "EC2 NAT Gateway", "", "AssociateNatGatewayAddress").Refuse("Resource.AlreadyAssociated",
				fmt.Sprintf("Elastic IP address [%s] is already associated", id), docNAT)
		}
	}
	eni := c.Find(api.NetworkInterface, c.Object.Props.Str("networkInterfaceId"))
	association := eni.Props["association"]
	for _, id := range old {
		if eip := c.Find(api.EIP, id); eip != nil && !contains(wanted, id) {
			DisassociateAddress(c, eip)
		}
	}
	for _, id := range wanted {
		if !contains(old, id) {
			AssociateAddress(c, c.Find(api.EIP, id), eni)
			c.Takes(30 * time.Second)
		}
	}
	if association != nil {
		eni.Props["association"] = association // the primary address's
	}
	c.Out["secondaryAllocationIds"] = list(wanted)
	return nil
}
