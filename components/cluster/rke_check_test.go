package cluster_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
)

func goodRKE() *cluster.RKEArgs {
	return &cluster.RKEArgs{
		Network: placement("a", "b", "c"), Version: "1.35", Agents: []cluster.NodeGroup{group()},
		Snapshots: cluster.Snapshots{Bucket: bucket()}, Tags: map[string]string{"team": "platform"},
	}
}

func TestWrongSettingsOfRKEAreNamed(t *testing.T) {
	agent := func(change func(*cluster.NodeGroup)) func(*cluster.RKEArgs) {
		return func(a *cluster.RKEArgs) { change(&a.Agents[0]) }
	}
	long := strings.Repeat("x", 25)
	const form = "not 1 to 24 lower-case letters, digits and hyphens that start with a letter and end with none"
	for _, c := range []struct {
		name   string
		change func(*cluster.RKEArgs)
		want   string
	}{
		{"a name with capitals", func(a *cluster.RKEArgs) { a.Name = "Dev" }, `Name "Dev": ` + form + `: shorten or change it`},
		{"a name that is too long", func(a *cluster.RKEArgs) { a.Name = long }, `Name "` + long + `": ` + form + `: shorten or change it`},
		{"a name that ends in a hyphen", func(a *cluster.RKEArgs) { a.Name = "dev-" }, `Name "dev-": ` + form + `: shorten or change it`},
		{"no version", func(a *cluster.RKEArgs) { a.Version = "" }, `Version "": not a minor version of Kubernetes: write it as "1.35"`},
		{"a release for a version", func(a *cluster.RKEArgs) { a.Version = "v1.35.6+rke2r1" },
			`Version "v1.35.6+rke2r1": not a minor version of Kubernetes: write it as "1.35"`},
		{"a version that is not pinned", func(a *cluster.RKEArgs) { a.Version = "1.33" },
			`Version "1.33": not in the list of RKE2 versions as of 2026-11-21: choose 1.34 to 1.36`},
		{"a skipped version", func(a *cluster.RKEArgs) { a.Version, a.RunningVersion = "1.36", "1.34" },
			`Version "1.36": skips from 1.34 over 1 minor version(s), and servers are upgraded one at a time: go to 1.35 first`},
		{"an older version", func(a *cluster.RKEArgs) { a.RunningVersion = "1.36" },
			`Version "1.35": older than the running 1.36, and Kubernetes has no way back: keep 1.36 or go to 1.37`},
		{"no network", func(a *cluster.RKEArgs) { a.Network = network.Placement{} }, `Network: has no subnets: pass the placement of a network`},
		{"a tier that is not there", func(a *cluster.RKEArgs) { a.Tier = "data" }, `Tier "data": not a tier of the network: choose one of ["public" "private"]`},
		{"a public tier", func(a *cluster.RKEArgs) { a.Tier = "public" },
			`Tier "public": not private, and nodes reach the internet through NAT and are not reached from it: choose a private tier`},
		{"two servers", func(a *cluster.RKEArgs) { a.Servers.Count = 2 },
			`Servers.Count 2: not 1, 3 or 5: an even number loses quorum no later than one less: choose one of them`},
		{"seven servers", func(a *cluster.RKEArgs) { a.Servers.Count = 7 },
			`Servers.Count 7: not 1, 3 or 5: an even number loses quorum no later than one less: choose one of them`},
		{"three servers in two zones", func(a *cluster.RKEArgs) { a.Servers.Zones = []string{"a", "b"} },
			`Servers.Count 3: servers in 2 zone(s), of which one holds as many as quorum can spare or more: give the tier a third zone, or state ShareZones`},
		{"a zone that is not there", func(a *cluster.RKEArgs) { a.Servers.Zones = []string{"a", "d"} },
			`Servers.Zones[1] "d": not a zone of the tier: choose among ["a" "b" "c"]`},
		{"a zone twice", func(a *cluster.RKEArgs) { a.Servers.Zones = []string{"a", "a"} }, `Servers.Zones[1] "a": named twice: remove it`},
		{"no instance type", func(a *cluster.RKEArgs) { a.Servers.Type = "large" }, `Servers.Type "large": not an instance type: write it as "m7g.large"`},
		{"a small disk", func(a *cluster.RKEArgs) { a.Servers.Disk = 8 }, `Servers.Disk 8: outside 20 to 65536 GiB: choose a size within`},
		{"pods in the network", func(a *cluster.RKEArgs) { a.PodCIDR = "10.20.0.0/16" },
			`PodCIDR "10.20.0.0/16": overlaps the network's 10.20.0.0/16: choose another range`},
		{"services among pods", func(a *cluster.RKEArgs) { a.ServiceCIDR = "10.42.128.0/17" },
			`ServiceCIDR "10.42.128.0/17": overlaps PodCIDR: choose another range`},
		{"no range", func(a *cluster.RKEArgs) { a.PodCIDR = "10.42.0.1/16" },
			`PodCIDR "10.42.0.1/16": not an IPv4 network address with a prefix length: write it as "10.42.0.0/16"`},
		{"a small range", func(a *cluster.RKEArgs) { a.ServiceCIDR = "10.43.0.0/24" },
			`ServiceCIDR "10.43.0.0/24": not a /12 to /20: choose a range of that size`},
		{"a public endpoint for all", func(a *cluster.RKEArgs) { a.Endpoint.Public = true },
			`Endpoint.PublicCIDRs: empty with a public endpoint, which would be open to the world: name the ranges that may connect`},
		{"the world", func(a *cluster.RKEArgs) {
			a.Endpoint = cluster.Endpoint{Public: true, PublicCIDRs: []string{"0.0.0.0/0"}}
		},
			`Endpoint.PublicCIDRs "0.0.0.0/0": opens the API server to the world: name ranges, or set AllowWorld`},
		{"no bucket", func(a *cluster.RKEArgs) { a.Snapshots.Bucket = nil },
			`Snapshots.Bucket: not given, so a lost quorum would be a lost cluster: pass a storage.Bucket`},
		{"a folder with a slash first", func(a *cluster.RKEArgs) { a.Snapshots.Folder = "/etcd" },
			`Snapshots.Folder "/etcd": not a folder: use letters, digits, dots, hyphens and underscores, with slashes between`},
		{"a schedule of words", func(a *cluster.RKEArgs) { a.Snapshots.Schedule = "daily" },
			`Snapshots.Schedule "daily": not a schedule of five fields: write one such as "0 */6 * * *"`},
		{"too many snapshots", func(a *cluster.RKEArgs) { a.Snapshots.Keep = 5000 }, `Snapshots.Keep 5000: outside 1 to 1000: choose a number within`},
		{"a snapshot with its folder", func(a *cluster.RKEArgs) { a.Snapshots.RestoreFrom = "dev/snap" },
			`Snapshots.RestoreFrom "dev/snap": not the name of a snapshot: name it without its folder`},
		{"the word for no snapshot", func(a *cluster.RKEArgs) { a.Snapshots.RestoreFrom = "none" },
			`Snapshots.RestoreFrom "none": not the name of a snapshot: name it without its folder`},
		{"a checksum that is none", func(a *cluster.RKEArgs) { a.Checksums = map[string]string{"arm64": "abc"} },
			`Checksums[arm64] "abc": not a SHA-256 in hexadecimal: write its 64 digits in lower case`},
		{"an architecture of Go", func(a *cluster.RKEArgs) { a.Checksums = map[string]string{"amd64": strings.Repeat("0", 64)} },
			`Checksums "amd64": not an architecture: choose among ["x86_64" "arm64"]`},
		{"more tags than an object has room for", func(a *cluster.RKEArgs) {
			a.Tags = map[string]string{}
			for i := range 11 {
				a.Tags[strconv.Itoa(i)] = "x"
			}
		}, `Tags: 11, and the objects with the issuer's documents have at most 10: have fewer, or set DisableIdentity`},
		{"an image that is none", func(a *cluster.RKEArgs) { a.Images = map[string]string{"arm64": "latest"} },
			`Images[arm64] "latest": neither the id of an image nor the name of a parameter: write "ami-…", or the parameter's full name with a slash first`},
		{"a certificate for an hour", func(a *cluster.RKEArgs) { a.AdminHours, a.AdminRenewHours = 1, 1 },
			"AdminHours 1: outside 24 to 8760: choose a number of hours within\nAdminRenewHours 1: outside 1 to 0, less than AdminHours: choose a number of hours within"},
		{"a renewal before the beginning", func(a *cluster.RKEArgs) { a.AdminRenewHours = 720 },
			`AdminRenewHours 720: outside 1 to 719, less than AdminHours: choose a number of hours within`},
		{"a secret kept too long", func(a *cluster.RKEArgs) { a.SecretRecoveryDays = 90 },
			`SecretRecoveryDays 90: outside 7 to 30: choose a number of days within, or cluster.NoRecovery`},
		{"a key kept too long", func(a *cluster.RKEArgs) { a.KeyDeletionDays = 90 }, `KeyDeletionDays 90: outside 7 to 30: choose a number of days within`},
		{"a tag that is the name's", func(a *cluster.RKEArgs) { a.Tags["Name"] = "x" }, `Tags "Name": every resource has a name of its own: leave it out`},
		{"an agent group without a name", agent(func(g *cluster.NodeGroup) { g.Name = "" }),
			`Agents[0].Name "": not 1 to 30 lower-case letters, digits and hyphens: name the group so`},
		{"two groups of one name", func(a *cluster.RKEArgs) { a.Agents = append(a.Agents, group()) },
			`Agents[general].Name "general": used twice: give each group a name of its own`},
		{"an agent on Bottlerocket", agent(func(g *cluster.NodeGroup) { g.OS = cluster.Bottlerocket }),
			`Agents[general].OS "bottlerocket": not an operating system that RKE2 is installed on here: leave it out, or give an image in Images`},
		{"an agent of another version", agent(func(g *cluster.NodeGroup) { g.Version = "1.34" }),
			`Agents[general].Version "1.34": not the cluster's 1.35, of which agents are always: leave it out`},
		{"an agent with a small disk", agent(func(g *cluster.NodeGroup) { g.Disk = 1 }), `Agents[general].Disk 1: outside 20 to 65536 GiB: choose a size within`},
		{"an agent in another zone", agent(func(g *cluster.NodeGroup) { g.Zones = []string{"z"} }),
			`Agents[general].Zones "z": not a zone of the tier: choose among ["a" "b" "c"]`},
		{"a spot group of one type", agent(func(g *cluster.NodeGroup) { g.Capacity = cluster.Spot }),
			`Agents[general].InstanceTypes "m7g.large": the only type of a spot group, so a shortage of it takes every node: name at least two of one size`},
		{"a group that cannot have a node", agent(func(g *cluster.NodeGroup) { g.Min, g.Max = 2, 1 }),
			"Agents[general].Min 2: outside 0 to Max, 1: choose a number within"},
		{"nowhere for name resolution", agent(func(g *cluster.NodeGroup) { g.Min = 0 }),
			`Agents: no group starts with a node without taints, and servers take none but their own pods, so CoreDNS could not run: give one group without taints Min or Desired of at least 1`},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := goodRKE()
			c.change(a)
			m, err := made(t, "dev", a)
			require.Error(t, err)
			assert.Empty(t, m.All(), "nothing was registered")
			var got []string
			for line := range strings.Lines(err.Error()) {
				rest, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), `cluster "dev": `)
				assert.True(t, ok, line)
				got = append(got, rest)
			}
			assert.Equal(t, c.want, strings.Join(got, "\n"))
			if a.Snapshots.Bucket != nil {
				assert.EqualError(t, cluster.CheckRKE("dev", a), err.Error(), "CheckRKE says the same")
			}
		})
	}
}

func TestTheComponentsNameLeavesRoomForOthers(t *testing.T) {
	for _, name := range []string{strings.Repeat("x", 25), "Dev", "sg-dev", "internal-dev", "", "1a"} {
		a := goodRKE()
		a.Name = "dev"
		err := cluster.CheckRKE(name, a)
		require.Error(t, err, name)
		assert.Contains(t, err.Error(), "load balancers and security groups are named after it")
	}
	require.NoError(t, cluster.CheckRKE("a", goodRKE()))
	require.NoError(t, cluster.CheckRKE(strings.Repeat("x", 24), goodRKE()))
}

func TestNothingGivenIsReportedAtOnce(t *testing.T) {
	err := cluster.CheckRKE("dev", nil)
	require.Error(t, err)
	assert.Equal(t, 2, len(strings.Split(err.Error(), "\n")), err.Error())
}

func TestServersMayShareZonesIfTheCallerSaysSo(t *testing.T) {
	a := goodRKE()
	a.Servers = cluster.Servers{Count: 5, Zones: []string{"b"}, ShareZones: true}
	require.NoError(t, cluster.CheckRKE("dev", a))
	a.Servers = cluster.Servers{Count: 1, Zones: []string{"c"}}
	require.NoError(t, cluster.CheckRKE("dev", a))
}
