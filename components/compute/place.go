package compute

import (
	"fmt"
	"slices"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
)

// place is where machines stand.
type place struct {
	network network.Placement
	tier    string
	zones   []string
	public  bool
}

func (l place) withDefaults() place {
	if l.tier == "" {
		kind := network.Kind(network.Private)
		if l.public {
			kind = network.Public
		}
		l.tier = string(kind)
		if subnets := l.network.Kind(kind); len(subnets) > 0 {
			l.tier = subnets[0].Tier
		}
	}
	l.zones = slices.Clone(l.zones)
	if len(l.zones) == 0 {
		for _, s := range l.network.Tier(l.tier) {
			l.zones = append(l.zones, s.Zone)
		}
	}
	return l
}

// subnets are those of the tier in the zones.
func (l place) subnets() []network.Subnet {
	return slices.DeleteFunc(l.network.Tier(l.tier), func(s network.Subnet) bool { return !slices.Contains(l.zones, s.Zone) })
}

// check reports whether the network is there at all; field names the setting
// of the zones.
func (l place) check(p *component.Problems, field string) bool {
	if l.network.Region == "" || len(l.network.Subnets) == 0 {
		p.Add("Network", nil, "not given", "pass vpc.Placement(), or the result of network.Adopt")
		return false
	}
	tier := l.network.Tier(l.tier)
	switch {
	case len(tier) == 0:
		p.Add("Tier", l.tier, "no such tier", fmt.Sprintf("use one of %q", l.network.Tiers()))
		return true
	case tier[0].Kind == network.Public && !l.public:
		p.Add("Tier", l.tier, "the tier is public", "use a private tier, or state Public")
	case tier[0].Kind != network.Public && l.public:
		p.Add("Tier", l.tier, fmt.Sprintf("the tier is %s, the machines public", tier[0].Kind), "use a public tier, or leave Public out")
	}
	for i, z := range l.zones {
		at := fmt.Sprintf("%s[%d]", field, i)
		if field == "Zone" {
			at = field
		}
		switch {
		case slices.Contains(l.zones[:i], z):
			p.Add(at, z, "named twice", "remove it")
		case !slices.ContainsFunc(tier, func(s network.Subnet) bool { return s.Zone == z }):
			p.Add(at, z, fmt.Sprintf("tier %q has no subnet there", l.tier), "name zones of the tier by letter")
		}
	}
	return true
}
