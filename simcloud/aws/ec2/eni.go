package ec2

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func interfaceType() *world.Type {
	const noun, call = "EC2 Network Interface", "CreateNetworkInterface"
	return tagging(&world.Type{
		Token:    api.NetworkInterface,
		Replace:  []string{"interfaceType", "subnetId"},
		Defaults: world.Props{"sourceDestCheck": true, "interfaceType": "interface", "description": "Managed by Pulumi"},
		Refs: []world.Ref{
			subnetRef("subnetId", noun, call), groupRef("securityGroups[*]", noun, call),
			reference("attachments[*].instance", api.Instance, noun, "AttachNetworkInterface", "InvalidInstanceID.NotFound", "instance ID"),
		},
		Takes: world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			oneOf(c, c.In, "", "interfaceType", "branch", "efa", "efa-only", "trunk")
			conflicts(c, "privateIpLists", "privateIps", "privateIpsCount")
			conflicts(c, "ipv6Addresses", "ipv6AddressCount")
		},
		Create: createInterface,
		Update: updateInterface,
		Delete: deleteInterface,
	}, noun, call)
}

func createInterface(c *world.Call) error {
	op := doing(c, "EC2 Network Interface", "CreateNetworkInterface", "")
	subnet := c.Find(api.Subnet, c.In.Str("subnetId"))
	groups := groupsOrDefault(c, subnet, c.In.Strs("securityGroups"))
	if err := groupsFit(c, op, subnet, groups); err != nil {
		return err
	}
	want := append(c.In.Strs("privateIps"), c.In.Strs("privateIpLists")...)
	for _, a := range want {
		if err := addressFits(c, op, subnet, a, "The specified address is already in use."); err != nil {
			return err
		}
	}
	c.ID = c.NewID("eni")
	if len(want) == 0 {
		for i := range 1 + c.In.Int("privateIpsCount") {
			a := PrivateIP(c, subnet, fmt.Sprintf("%s %d %v", c.ID, i, want))
			if a == "" || i >= FreeAddresses(c, subnet) {
				return op.Refuse("InsufficientFreeAddressesInSubnet",
					fmt.Sprintf("insufficient free addresses to allocate %d addresses", 1+c.In.Int("privateIpsCount")), docSubnets)
			}
			want = append(want, a)
		}
	}
	props := interfaceProps(c, subnet, c.ID, want[0])
	for name, v := range c.In {
		if name != "privateIpsCount" {
			props[name] = v
		}
	}
	set(c.Out, props)
	set(c.Out, world.Props{
		"privateIps": list(want), "privateIpLists": list(want), "privateIpsCount": len(want) - 1, "securityGroups": list(groups),
		"requesterManaged": false, "outpostArn": "", "ipv4Prefixes": []any{}, "ipv6Prefixes": []any{},
	})
	var attached []any
	for _, a := range c.In.Clone().Maps("attachments") {
		a["attachmentId"] = c.NewID("eni-attach", a.Str("instance"))
		attached = append(attached, map[string]any(a))
	}
	c.Out["attachments"] = attached
	return nil
}

// addressFits refuses a private address that the subnet does not have to
// give; taken is how the service words one in use.
func addressFits(c *world.Call, op api.Op, subnet *world.Object, address, taken string) error {
	p, _ := netip.ParsePrefix(subnet.Props.Str("cidrBlock"))
	a, err := netip.ParseAddr(address)
	switch {
	case err != nil:
		return op.Refuse("InvalidParameterValue", "invalid value for parameter address: "+address, docENI)
	case !p.Contains(a):
		return op.Refuse("InvalidParameterValue", fmt.Sprintf("Address %s does not fall within the subnet's address range", address), docENI)
	case a.Less(offset(p.Addr(), reservedFirst)) || a == offset(p.Addr(), 1<<(32-p.Bits())-1):
		return op.Refuse("InvalidParameterValue", fmt.Sprintf("Address %s is in subnet's reserved address range", address), docSubnets)
	case addressesIn(c, subnet.ID)[address]:
		return op.Refuse("InvalidIPAddress.InUse", taken, docENI)
	}
	return nil
}

func updateInterface(c *world.Call) error {
	op := doing(c, "EC2 Network Interface", "", "ModifyNetworkInterfaceAttribute")
	subnet := c.Find(api.Subnet, c.Object.Props.Str("subnetId"))
	groups := groupsOrDefault(c, subnet, c.In.Strs("securityGroups"))
	if err := groupsFit(c, op, subnet, groups); err != nil {
		return err
	}
	c.Out["securityGroups"] = list(groups)
	c.Out["privateIps"] = list(c.Object.Props.Strs("privateIps"))
	if want := c.In.Strs("privateIps"); len(want) > 0 {
		for _, a := range want {
			if !contains(c.Object.Props.Strs("privateIps"), a) {
				if err := addressFits(c, op, subnet, a, "The specified address is already in use."); err != nil {
					return err
				}
			}
		}
		set(c.Out, world.Props{"privateIps": list(want), "privateIpLists": list(want), "privateIpsCount": len(want) - 1})
	}
	return nil
}

func contains(values []string, v string) bool { return len(without(values, v)) < len(values) }

// deleteInterface refuses while an instance uses the interface. The provider
// detaches first what the resource's own inputs attached.
func deleteInterface(c *world.Call) error {
	if len(c.Object.Props.List("attachments")) > 0 && !given(c.In, "attachments") {
		return deleting(c, "EC2 Network Interface", "DeleteNetworkInterface").Refuse("InvalidParameterValue",
			fmt.Sprintf("Network interface '%s' is currently in use.", c.ID), docENI)
	}
	for _, eip := range c.Where(api.EIP, "networkInterface", c.ID) {
		DisassociateAddress(c, eip)
	}
	return nil
}
