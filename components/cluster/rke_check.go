package cluster

import (
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/versions"
)

var (
	// rkeNameForm allows 24 characters, which keeps the names that are derived
	// from a component's legal: the shortest limit is the 40 characters of a
	// security group's component, of which "-registration" takes 13.
	rkeNameForm      = regexp.MustCompile(`^[a-z][a-z0-9-]{0,22}[a-z0-9]$|^[a-z]$`)
	checksumForm     = regexp.MustCompile(`^[0-9a-f]{64}$`)
	imageForm        = regexp.MustCompile(`^ami-([0-9a-f]{8}|[0-9a-f]{17})$`)
	imageParameter   = regexp.MustCompile(`^/[a-zA-Z0-9_.-]+(/[a-zA-Z0-9_.-]+)*$`)
	folderForm       = regexp.MustCompile(`^[a-zA-Z0-9_.-]+(/[a-zA-Z0-9_.-]+)*$`)
	snapshotForm     = regexp.MustCompile(`^[a-zA-Z0-9_.-]{1,200}$`)
	cronForm         = regexp.MustCompile(`^[0-9*/,-]+( [0-9*/,-]+){4}$`)
	rkeArchitectures = []string{versions.AMD64, versions.ARM64}
)

// maxObjectTags is how many tags an object of S3 can have:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
const maxObjectTags = 10

// rkePlan is what was decided before anything is registered.
type rkePlan struct {
	RKEArgs
	// release of RKE2.
	release versions.RKERelease
	// subnets of the tier, by zone.
	subnets []network.Subnet
	// servers are the subnets of the servers, by ordinal.
	servers []network.Subnet
}

// CheckRKE returns what is wrong with the arguments of a cluster of RKE2,
// without making it. The bucket of the snapshots may be left out.
func CheckRKE(name string, args *RKEArgs) error {
	_, err := planRKE(name, args, true)
	return err
}

func planRKE(name string, args *RKEArgs, planned bool) (*rkePlan, error) {
	if args == nil {
		args = &RKEArgs{}
	}
	pl := &rkePlan{RKEArgs: args.withDefaults(name)}
	p := component.NewProblems("cluster", name)
	const form = "not 1 to 24 lower-case letters, digits and hyphens that start with a letter and end with none"
	if !rkeNameForm.MatchString(name) || strings.HasPrefix(name, "sg-") || strings.HasPrefix(name, "internal-") {
		p.Add("name", name, form, "shorten or change it; load balancers and security groups are named after it")
	}
	if pl.Name != name && !rkeNameForm.MatchString(pl.Name) {
		p.Add("Name", pl.Name, form, "shorten or change it")
	}
	pl.checkVersion(p)
	if pl.checkNetwork(p) {
		pl.checkServers(p)
	}
	pl.checkRanges(p)
	checkEndpoint(p, pl.Endpoint)
	pl.checkSnapshots(p, planned)
	pl.checkAgents(p)
	pl.checkMachines(p)
	pl.checkTimes(p)
	if n := len(pl.Tags); n > maxObjectTags && !pl.DisableIdentity {
		p.Add("Tags", nil, fmt.Sprintf("%d, and the objects with the issuer's documents have at most %d", n, maxObjectTags),
			"have fewer, or set DisableIdentity")
	}
	return pl, p.Err()
}

func (pl *rkePlan) checkVersion(p *component.Problems) {
	if err := versions.CheckRKE(pl.Version); err != nil {
		addRule(p, "Version", pl.Version, err)
		return
	}
	pl.release, _ = versions.RKEReleaseOf(pl.Version)
	if pl.RunningVersion != "" {
		if err := versions.CheckRKEUpgrade(pl.RunningVersion, pl.Version); err != nil {
			addRule(p, "Version", pl.Version, err)
		}
	}
}

func (pl *rkePlan) checkNetwork(p *component.Problems) bool {
	pl.subnets = slices.Clone(pl.Network.Tier(pl.Tier))
	slices.SortFunc(pl.subnets, func(a, b network.Subnet) int { return strings.Compare(a.Zone, b.Zone) })
	switch {
	case len(pl.Network.Subnets) == 0:
		p.Add("Network", nil, "has no subnets", "pass the placement of a network")
	case len(pl.subnets) == 0:
		p.Add("Tier", pl.Tier, "not a tier of the network", fmt.Sprintf("choose one of %q", pl.Network.Tiers()))
	case slices.ContainsFunc(pl.subnets, func(s network.Subnet) bool { return s.Kind != network.Private }):
		p.Add("Tier", pl.Tier, "not private, and nodes reach the internet through NAT and are not reached from it",
			"choose a private tier")
	default:
		return true
	}
	return false
}

func (pl *rkePlan) zones() []string {
	var zones []string
	for _, s := range pl.subnets {
		zones = append(zones, s.Zone)
	}
	return slices.Compact(zones)
}

func (pl *rkePlan) checkServers(p *component.Problems) {
	s := pl.Servers
	if s.Count != 1 && s.Count != 3 && s.Count != 5 {
		p.Add("Servers.Count", s.Count, "not 1, 3 or 5: an even number loses quorum no later than one less", "choose one of them")
		return
	}
	zones := s.Zones
	if len(zones) == 0 {
		zones = pl.zones()
	}
	for i, z := range zones {
		switch {
		case !slices.Contains(pl.zones(), z):
			p.Add(fmt.Sprintf("Servers.Zones[%d]", i), z, "not a zone of the tier", fmt.Sprintf("choose among %q", pl.zones()))
			return
		case slices.Contains(zones[:i], z):
			p.Add(fmt.Sprintf("Servers.Zones[%d]", i), z, "named twice", "remove it")
			return
		}
	}
	if len(zones) < min(s.Count, 3) && !s.ShareZones {
		p.Add("Servers.Count", s.Count, fmt.Sprintf("servers in %d zone(s), of which one holds as many as quorum can spare or more", len(zones)),
			"give the tier a third zone, or state ShareZones")
	}
	for i := range s.Count {
		for _, subnet := range pl.subnets {
			if subnet.Zone == zones[i%len(zones)] {
				pl.servers = append(pl.servers, subnet)
				break
			}
		}
	}
}

// checkRanges checks the ranges of pods and Services.
func (pl *rkePlan) checkRanges(p *component.Problems) {
	taken := map[string]string{}
	for _, c := range pl.Network.CIDRs() {
		taken[c] = "the network's " + c
	}
	for _, f := range []struct{ field, value string }{{"PodCIDR", pl.PodCIDR}, {"ServiceCIDR", pl.ServiceCIDR}} {
		prefix, err := netip.ParsePrefix(f.value)
		switch {
		case err != nil || prefix.Masked() != prefix || !prefix.Addr().Is4():
			p.Add(f.field, f.value, "not an IPv4 network address with a prefix length", `write it as "10.42.0.0/16"`)
			continue
		case prefix.Bits() < 12 || prefix.Bits() > 20:
			p.Add(f.field, f.value, "not a /12 to /20", "choose a range of that size")
		}
		for _, c := range slices.Sorted(maps.Keys(taken)) {
			if other, err := netip.ParsePrefix(c); err == nil && other.Overlaps(prefix) {
				p.Add(f.field, f.value, "overlaps "+taken[c], "choose another range")
			}
		}
		taken[f.value] = f.field
	}
}

func checkEndpoint(p *component.Problems, e Endpoint) {
	pl := plan{EKSArgs: EKSArgs{Endpoint: e}}
	pl.checkEndpoint(p)
}

func (pl *rkePlan) checkSnapshots(p *component.Problems, planned bool) {
	s := pl.Snapshots
	if s.Bucket == nil && !planned {
		p.Add("Snapshots.Bucket", nil, "not given, so a lost quorum would be a lost cluster", "pass a storage.Bucket")
	}
	if !folderForm.MatchString(s.Folder) {
		p.Add("Snapshots.Folder", s.Folder, "not a folder", "use letters, digits, dots, hyphens and underscores, with slashes between")
	}
	if !cronForm.MatchString(s.Schedule) {
		p.Add("Snapshots.Schedule", s.Schedule, "not a schedule of five fields", fmt.Sprintf("write one such as %q", DefaultSnapshotSchedule))
	}
	if s.Keep < 1 || s.Keep > 1000 {
		p.Add("Snapshots.Keep", s.Keep, "outside 1 to 1000", "choose a number within")
	}
	if s.RestoreFrom != "" && (!snapshotForm.MatchString(s.RestoreFrom) || s.RestoreFrom == "none") {
		p.Add("Snapshots.RestoreFrom", s.RestoreFrom, "not the name of a snapshot", "name it without its folder")
	}
}

func (pl *rkePlan) checkTimes(p *component.Problems) {
	if pl.AdminHours < 24 || pl.AdminHours > 8760 {
		p.Add("AdminHours", pl.AdminHours, "outside 24 to 8760", "choose a number of hours within")
	}
	if pl.AdminRenewHours < 1 || pl.AdminRenewHours >= pl.AdminHours {
		p.Add("AdminRenewHours", pl.AdminRenewHours, fmt.Sprintf("outside 1 to %d, less than AdminHours", pl.AdminHours-1), "choose a number of hours within")
	}
	if d := pl.SecretRecoveryDays; d != NoRecovery && (d < 7 || d > 30) {
		p.Add("SecretRecoveryDays", d, "outside 7 to 30", "choose a number of days within, or cluster.NoRecovery")
	}
	if d := pl.KeyDeletionDays; d < 7 || d > 30 {
		p.Add("KeyDeletionDays", d, "outside 7 to 30", "choose a number of days within")
	}
}
