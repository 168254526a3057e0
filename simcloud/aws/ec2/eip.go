package ec2

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func addressType() *world.Type {
	return tagging(&world.Type{
		Token:    api.EIP,
		Replace:  []string{"address", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool", "vpc"},
		Defaults: world.Props{"domain": "vpc", "vpc": true},
		Refs: []world.Ref{
			reference("instance", api.Instance, "EC2 EIP", "AssociateAddress", "InvalidInstanceID.NotFound", "instance ID"),
			reference("networkInterface", api.NetworkInterface, "EC2 EIP", "AssociateAddress", "InvalidNetworkInterfaceID.NotFound", "networkInterface ID"),
		},
		Takes:  world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check:  func(c *world.Check) { oneOf(c, c.In, "", "domain", "vpc", "standard") },
		Create: createAddress,
		Update: updateAddress,
		Delete: deleteAddress,
	}, "EC2 EIP", "AllocateAddress")
}

func createAddress(c *world.Call) error {
	op := doing(c, "EC2 EIP", "AllocateAddress", "")
	if len(c.All(api.EIP)) >= c.Quota(QuotaAddresses, defaultAddresses) {
		return op.Refuse("AddressLimitExceeded", "The maximum number of addresses has been reached.", docQuotas)
	}
	c.ID = c.NewID("eipalloc")
	public := PublicIP(c, c.ID)
	set(c.Out, world.Props{
		"allocationId": c.ID, "arn": api.ARN(c, "ec2", "elastic-ip/"+c.ID), "publicIp": public, "publicDns": publicName(c, public),
		"networkBorderGroup": c.Scope, "publicIpv4Pool": "amazon", "domain": "vpc", "ptrRecord": "", "carrierIp": "", "customerOwnedIp": "",
	})
	return join(c, c.Out)
}

// join associates the address with what the inputs name, if anything.
func join(c *world.Call, out world.Props) error {
	eni := c.Find(api.NetworkInterface, c.In.Str("networkInterface"))
	if machine := c.Find(api.Instance, c.In.Str("instance")); eni == nil && machine != nil {
		eni = c.Find(api.NetworkInterface, machine.Props.Str("primaryNetworkInterfaceId"))
	}
	if eni == nil {
		leave(c, out)
		return nil
	}
	vpc := eni.Props.Str("vpcId")
	if len(c.Where(api.InternetGateway, "vpcId", vpc)) == 0 {
		op := api.Op{Doing: fmt.Sprintf("associating EC2 EIP (%s)", c.ID), Service: "EC2", Name: "AssociateAddress"}
		return op.Refuse("Gateway.NotAttached", fmt.Sprintf("Network %s is not attached to any internet gateway", vpc), docAssociate)
	}
	associate(c, c.ID, out, eni)
	return nil
}

// AssociateAddress maps an Elastic IP address to a network interface, as NAT
// gateways and load balancers do. Callers look for associationId in the
// address's properties first.
func AssociateAddress(c *world.Call, address, eni *world.Object) {
	associate(c, address.ID, address.Props, eni)
}

func associate(c *world.Call, allocation string, out world.Props, eni *world.Object) {
	id := c.NewID("eipassoc", allocation, eni.ID)
	out["associationId"] = id
	out["networkInterface"] = eni.ID
	out["privateIp"] = eni.Props.Str("privateIp")
	out["privateDns"] = eni.Props.Str("privateDnsName")
	out["instance"] = ""
	public := out.Str("publicIp")
	eni.Props["association"] = map[string]any{"publicIp": public, "allocationId": allocation, "associationId": id, "ipOwnerId": api.Account}
	if attachment := eni.Props.Maps("attachments"); len(attachment) > 0 {
		out["instance"] = attachment[0].Str("instance")
	}
	if machine := c.Find(api.Instance, out.Str("instance")); machine != nil {
		machine.Props["publicIp"] = public
		machine.Props["publicDns"] = publicName(c, public)
	}
}

// DisassociateAddress takes the mapping of an Elastic IP address away. The
// interface may be gone already.
func DisassociateAddress(c *world.Call, address *world.Object) { leave(c, address.Props) }

func leave(c *world.Call, out world.Props) {
	if eni := c.Find(api.NetworkInterface, out.Str("networkInterface")); eni != nil {
		delete(eni.Props, "association")
	}
	if machine := c.Find(api.Instance, out.Str("instance")); machine != nil && machine.Props.Str("publicIp") == out.Str("publicIp") {
		machine.Props["publicIp"], machine.Props["publicDns"] = "", ""
	}
	set(out, world.Props{"associationId": "", "networkInterface": "", "instance": "", "privateIp": "", "privateDns": ""})
}

// asked reports whether the inputs themselves name what to associate with.
func asked(in world.Props) bool { return in.Str("instance") != "" || in.Str("networkInterface") != "" }

func updateAddress(c *world.Call) error {
	if !asked(c.In) && !asked(c.Object.Inputs) ||
		c.In.Str("instance") == c.Object.Inputs.Str("instance") && c.In.Str("networkInterface") == c.Object.Inputs.Str("networkInterface") {
		for _, name := range []string{"instance", "networkInterface"} {
			c.Out[name] = c.Object.Props.Str(name)
		}
		return nil
	}
	leave(c, c.Object.Props)
	return join(c, c.Out)
}

// deleteAddress releases the address. The provider disassociates first what
// the resource itself associated; an address that something else uses, such as a
// NAT gateway, is refused.
func deleteAddress(c *world.Call) error {
	if c.Object.Props.Str("associationId") == "" {
		return nil
	}
	if asked(c.In) {
		leave(c, c.Object.Props)
		return nil
	}
	return deleting(c, "EC2 EIP", "ReleaseAddress").Refuse("InvalidIPAddress.InUse",
		fmt.Sprintf("Address %s is in use.", c.Object.Props.Str("publicIp")), docRelease)
}
