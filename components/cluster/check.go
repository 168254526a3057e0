package cluster

import (
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/versions"
)

// clusterNameForm is of https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
var clusterNameForm = regexp.MustCompile(`^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$`)

// minZones is how many zones the control plane's subnets must be in:
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
const minZones = 2

// plan is what was decided before anything is registered.
type plan struct {
	EKSArgs
	// subnets of the tier.
	subnets []network.Subnet
	// supportType is the upgrade policy.
	supportType string
	// warning about the version, empty if there is none.
	warning string
}

// CheckEKS returns what is wrong with the arguments of an EKS cluster,
// without making it.
func CheckEKS(name string, args *EKSArgs) error {
	_, err := planEKS(name, args)
	return err
}

func planEKS(name string, args *EKSArgs) (*plan, error) {
	if args == nil {
		args = &EKSArgs{}
	}
	pl := &plan{EKSArgs: args.withDefaults(name)}
	p := component.NewProblems("cluster", name)
	if !clusterNameForm.MatchString(pl.Name) {
		p.Add("Name", pl.Name, "not 1 to 100 letters, digits, hyphens and underscores that start with a letter or digit",
			"shorten or change it")
	}
	pl.checkLength(p, name)
	pl.checkVersion(p)
	pl.checkNetwork(p)
	pl.checkAccess(p)
	pl.checkEndpoint(p)
	pl.checkOthers(p)
	pl.checkGroups(p)
	return pl, p.Err()
}

// maxGroupName is the longest name of a node group:
// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
// The engine makes it of the logical name, a hyphen and seven digits.
const (
	maxGroupName   = 63
	autoNameSuffix = 8
)

// checkLength refuses component names that leave no room for the names of
// roles and node groups, which the engine makes of them.
func (pl *plan) checkLength(p *component.Problems, name string) {
	longest := component.Name("", "control")
	if room := identity.MaxLogicalName - len(longest); len(name) > room {
		p.Add("name", nil, fmt.Sprintf("%d characters, above the %d that role names leave", len(name), room),
			"shorten the component's name; Name can be longer")
	}
	for _, g := range pl.NodeGroups {
		if n := len(component.Name(name, "group", g.Name)) + autoNameSuffix; n > maxGroupName {
			p.Add(fmt.Sprintf("NodeGroups[%s].Name", g.Name), g.Name,
				fmt.Sprintf("%d characters with what it is part of, above the %d of a node group", n, maxGroupName),
				"shorten it or the component's name")
		}
	}
}

func (pl *plan) checkVersion(p *component.Problems) {
	pl.supportType = "STANDARD"
	if pl.ExtendedSupport {
		pl.supportType = "EXTENDED"
	}
	warning, err := versions.CheckEKS(pl.Version, versions.AsOf)
	if err != nil {
		addRule(p, "Version", pl.Version, err)
		return
	}
	if warning != "" {
		pl.warning = fmt.Sprintf("cluster %q: Version %q: %s", pl.Name, pl.Version, warning)
		pl.supportType = "EXTENDED"
	}
	if pl.RunningVersion != "" {
		if err := versions.CheckUpgrade(pl.RunningVersion, pl.Version); err != nil {
			addRule(p, "Version", pl.Version, err)
		}
	}
}

// addRule records an error that has the form "rule: repair" already.
func addRule(p *component.Problems, field, value string, err error) {
	p.Join(fmt.Sprintf("%s %q", field, value), err)
}

func (pl *plan) checkNetwork(p *component.Problems) {
	pl.subnets = pl.Network.Tier(pl.Tier)
	if len(pl.Network.Subnets) == 0 {
		p.Add("Network", nil, "has no subnets", "pass the placement of a network")
		return
	}
	if len(pl.subnets) == 0 {
		p.Add("Tier", pl.Tier, "not a tier of the network", fmt.Sprintf("choose one of %q", pl.Network.Tiers()))
		return
	}
	if slices.ContainsFunc(pl.subnets, func(s network.Subnet) bool { return s.Kind == network.Public }) {
		p.Add("Tier", pl.Tier, "public, and nodes are private", "choose a private tier")
	}
	if zones := len(pl.zones()); zones < minZones {
		p.Add("Tier", pl.Tier, fmt.Sprintf("in %d zone, and EKS needs at least %d", zones, minZones),
			"give the network another zone")
	}
}

func (pl *plan) checkAccess(p *component.Problems) {
	if len(pl.Admins) == 0 && !pl.BootstrapCreator {
		p.Add("Admins", nil, "empty, so nobody could deploy into the cluster",
			"name the principal that deploys, or set BootstrapCreator")
	}
	for _, key := range slices.Sorted(maps.Keys(pl.Admins)) {
		if pl.Admins[key] == nil {
			p.Add(fmt.Sprintf("Admins[%s]", key), nil, "nil", "give the ARN of a role or user")
		}
	}
	known := []AccessPolicy{AccessClusterAdmin, AccessAdmin, AccessAdminView, AccessEdit, AccessView}
	for _, key := range slices.Sorted(maps.Keys(pl.Access)) {
		field, a := fmt.Sprintf("Access[%s]", key), pl.Access[key]
		if _, twice := pl.Admins[key]; twice {
			p.Add(field, nil, "the key is one of Admins, too", "choose another key")
		}
		if a.Principal == nil {
			p.Add(field+".Principal", nil, "nil", "give the ARN of a role or user")
		}
		if !slices.Contains(known, a.Policy) {
			p.Add(field+".Policy", a.Policy, "not an access policy", fmt.Sprintf("choose one of %q", known))
		}
	}
}

func (pl *plan) checkEndpoint(p *component.Problems) {
	e := pl.Endpoint
	switch {
	case e.Public && len(e.PublicCIDRs) == 0:
		p.Add("Endpoint.PublicCIDRs", nil, "empty with a public endpoint, which would be open to the world",
			"name the ranges that may connect")
	case !e.Public && len(e.PublicCIDRs) > 0:
		p.Add("Endpoint.PublicCIDRs", e.PublicCIDRs, "given without a public endpoint", "set Public, or leave them out")
	}
	for _, c := range e.PublicCIDRs {
		prefix, err := netip.ParsePrefix(c)
		switch {
		case err != nil || prefix.Masked() != prefix:
			p.Add("Endpoint.PublicCIDRs", c, "not a network address with a prefix length", `write it as "203.0.113.0/24"`)
		case prefix.Bits() == 0 && !e.AllowWorld:
			p.Add("Endpoint.PublicCIDRs", c, "opens the API server to the world", "name ranges, or set AllowWorld")
		}
	}
}

func (pl *plan) checkOthers(p *component.Problems) {
	if !slices.Contains(logRetentions(), pl.LogRetention) {
		p.Add("LogRetention", pl.LogRetention, "not a number of days that CloudWatch knows",
			fmt.Sprintf("choose one of %v", logRetentions()))
	}
	if pl.KeyDeletionDays < 7 || pl.KeyDeletionDays > 30 {
		p.Add("KeyDeletionDays", pl.KeyDeletionDays, "outside 7 to 30", "choose a number of days within")
	}
	if pl.Auth != AuthExec && pl.Auth != AuthToken {
		p.Add("Auth", pl.Auth, "not a way to get a token", fmt.Sprintf("choose %q or %q", AuthExec, AuthToken))
	}
	if pl.ServiceCIDR != "" {
		pl.checkServiceCIDR(p)
	}
}

func (pl *plan) checkServiceCIDR(p *component.Problems) {
	services, err := netip.ParsePrefix(pl.ServiceCIDR)
	if err != nil || services.Masked() != services || !services.Addr().Is4() {
		p.Add("ServiceCIDR", pl.ServiceCIDR, "not an IPv4 network address with a prefix length",
			`write it as "172.20.0.0/16"`)
		return
	}
	private := false
	for _, r := range []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"} {
		outer := netip.MustParsePrefix(r)
		private = private || outer.Contains(services.Addr()) && services.Bits() >= outer.Bits()
	}
	if !private || services.Bits() < 12 || services.Bits() > 24 {
		p.Add("ServiceCIDR", pl.ServiceCIDR, "not a /12 to /24 within a private range", `choose one such as "172.20.0.0/16"`)
	}
	for _, c := range pl.Network.CIDRs() {
		if vpc, err := netip.ParsePrefix(c); err == nil && vpc.Overlaps(services) {
			p.Add("ServiceCIDR", pl.ServiceCIDR, fmt.Sprintf("overlaps the network's %s", c), "choose another range")
		}
	}
}

// logRetentions are the days that CloudWatch Logs accepts:
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
func logRetentions() []int {
	return []int{
		1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,
		1096, 1827, 2192, 2557, 2922, 3288, 3653,
	}
}
