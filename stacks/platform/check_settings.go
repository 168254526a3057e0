package platform

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
)

// maxName keeps every name that begins with the environment's within the
// limits of the services. The tightest is that of a node group: 63 characters
// for the name, "-group-", a group's name of up to 30 and the engine's eight.
const maxName = 18

// maxTagValue is the longest value of a tag and tagForm what it may consist
// of: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html
const maxTagValue = 256

var (
	nameForm = regexp.MustCompile(`^[a-z]([a-z0-9-]*[a-z0-9])?$`)
	tagForm  = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+@-]*$`)
)

// check adds what is wrong with an environment as a whole, and returns
// Settings with a stand-in for each wrong part, so that no component says the
// same again.
func (s Settings) check(p *component.Problems) Settings {
	s.Name = checkName(p, s.Name)
	s = s.checkChoices(p)
	if !s.inAWS() {
		return s.checkFewer(p)
	}
	switch n := len([]rune(s.Owner)); {
	case s.Owner == "":
		p.Add("Owner", nil, "not set", "name the team that a tag of every resource is to name")
		s.Owner = s.Name
	case n > maxTagValue:
		p.Add("Owner", nil, fmt.Sprintf("%d characters long", n), fmt.Sprintf("use at most %d, for it is the value of a tag", maxTagValue))
		s.Owner = s.Name
	case !tagForm.MatchString(s.Owner):
		p.Add("Owner", s.Owner, "has characters that a tag may not have", "use letters, digits, spaces and _.:/=+-@")
		s.Owner = s.Name
	}
	s.Network = s.Network.check(p)
	return s.checkKind(p)
}

// checkName returns a legal name: the given one, or one made of it.
func checkName(p *component.Problems, name string) string {
	clean := strings.TrimLeft(component.Physical(maxName, strings.ToLower(name)), "-0123456789")
	switch {
	case name == "":
		p.Add("Name", nil, "not set", "name the environment, such as dev")
		return "environment"
	case !nameForm.MatchString(name):
		p.Add("Name", name, "not a name", "use lower-case letters, digits and, between them, hyphens, a letter first")
	case len(name) > maxName:
		p.Add("Name", name, fmt.Sprintf("%d characters long", len(name)),
			fmt.Sprintf("use at most %d, for other names begin with it", maxName))
	case strings.HasPrefix(name+"-", "internal-"), strings.HasPrefix(name+"-", "sg-"):
		// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
		// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
		p.Add("Name", name, `AWS keeps names that start with "internal-" or "sg-" to itself`, "use another name")
		return "environment"
	default:
		return name
	}
	if clean == "" {
		return "environment"
	}
	return clean
}

// check refuses networks that the components can make and in which the
// platform could not run.
func (n Network) check(p *component.Problems) Network {
	if zones := slices.Compact(slices.Sorted(slices.Values(n.Zones))); len(zones) == 1 {
		// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
		p.Add("Network.Zones", n.Zones, "a single zone, and a cluster needs two", "name another one")
		n.Zones = append(slices.Clone(n.Zones), otherZone(zones[0]))
	}
	switch {
	case !slices.Contains([]network.NAT{"", network.NATOne, network.NATPerZone, network.NATInstance, network.NATNone}, n.NAT):
		p.Add("Network.NAT", string(n.NAT), "not a way of NAT", "use network.NATOne or network.NATPerZone")
		n.NAT = network.NATPerZone
	case n.NAT == network.NATNone:
		p.Add("Network.NAT", string(n.NAT), "nodes could not fetch their images", "use network.NATOne or network.NATPerZone")
		n.NAT = network.NATPerZone
	case n.NAT == network.NATInstance:
		p.Add("Network.NAT", string(n.NAT), "the settings of an environment name no image for it",
			"use network.NATOne or network.NATPerZone")
		n.NAT = network.NATPerZone
	case n.NAT == network.NATOne && lettersOnly(n.Zones) && !slices.Contains(n.Zones, natZone):
		p.Add("Network.NAT", string(n.NAT), fmt.Sprintf("the gateway stands in zone %q, which is not one of Zones", natZone),
			fmt.Sprintf("add %q to Zones, or use network.NATPerZone", natZone))
		n.NAT = network.NATPerZone
	}
	return n
}

// natZone is where network.VPCArgs puts a single NAT unless told otherwise.
const natZone = "a"

// lettersOnly reports whether zones are named and by a letter each, as
// network.Plan demands.
func lettersOnly(zones []string) bool {
	return len(zones) > 0 && !slices.ContainsFunc(zones, func(z string) bool { return len(z) != 1 })
}

func otherZone(zone string) string {
	if zone == "a" {
		return "b"
	}
	return "a"
}
