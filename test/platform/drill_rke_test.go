package platform_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/test/simtest"
)

// onRKE is the program of an environment with a cluster of RKE2 in place of
// EKS.
func onRKE(t *testing.T, environment string, servers int) pulumi.RunFunc {
	t.Helper()
	return changed(t, environment, func(s *platform.Settings) {
		s.Cluster.Kind, s.Cluster.LogDays = platform.RKE, 0
		s.Cluster.Servers.Count, s.Cluster.Servers.ShareZones = servers, servers > len(s.Network.Zones)
	})
}

// rkeDrill is a drill on an environment with RKE2.
func rkeDrill(t *testing.T, title, environment string, servers int) *drill {
	t.Helper()
	return newDrill(t, title, environment, onRKE(t, environment, servers), rkeConfig(""))
}

// rkeConfig is the configuration of an environment with RKE2 that is to be
// restored from a snapshot, or from none.
func rkeConfig(restoreFrom string) simtest.Option {
	return simtest.Config("drydock:platform", `{
		"domain": "env.drydock.example",
		"apiAccess": ["203.0.113.0/24"],
		"image": "`+image+`",
		"images": {"arm64": "ami-0a1b2c3d4e5f60718", "x86_64": "ami-0b1c2d3e4f5061728"},
		"restoreFrom": "`+restoreFrom+`"
	}`)
}

// Drills on the environments with RKE2; the record is testdata/drills_rke.txt.
func TestDrillsOnRKE(t *testing.T) {
	drills(t, "testdata/drills_rke.txt", []practice{
		{"dev loses a server", func(t *testing.T) string { return serverLost(t, "dev") }},
		{"prod loses a server", func(t *testing.T) string { return serverLost(t, "prod") }},
		{"prod loses a zone", rkeLosesAZone},
		{"dev loses the zone with two of three servers", rkeLosesTheZoneOfTwo},
		{"prod loses two of three servers", rkeLosesTwoOfThree},
		{"prod loses two of five servers", rkeLosesTwoOfFive},
	})
}

// servers are the machines of the control plane.
func (d *drill) servers() []machine {
	d.Helper()
	var out []machine
	for _, m := range d.machines() {
		if m.group == "server" {
			out = append(out, m)
		}
	}
	return out
}

func serverLost(t *testing.T, environment string) string {
	d := rkeDrill(t, environment+" on RKE2: one of three servers lost", environment, 3)
	before := d.look("before")
	d.lose(d.servers()[0])
	assert.Equal(t, "in part", d.at(0).api, "connections still go to the server that is gone")
	during := d.at(kubernetes.Noticed)
	assert.Equal(t, []any{"yes", "yes", "2 of 3"}, []any{during.api, during.app, during.etcd})
	d.at(kubernetes.Collected)
	assert.Equal(t, before, d.replaced())
	return d.ends(nothing)
}

func rkeLosesAZone(t *testing.T) string {
	d := rkeDrill(t, "prod on RKE2: a zone lost", "prod", 3)
	before := d.look("before")
	d.loseZone("a")
	assert.Equal(t, "in part", d.at(0).api, "connections still go to the server that is gone")
	assert.Equal(t, []any{"yes", "2 of 3"}, []any{d.at(time.Minute).app, d.members()})
	d.at(kubernetes.Collected)
	after := d.replaced()
	assert.Equal(t, []any{"yes", "yes"}, []any{after.api, after.app})
	d.Cloud.RestoreZone(region + "a")
	back := d.again("zone back")
	assert.Equal(t, []any{"yes", "yes", before.nodes, before.etcd}, []any{back.api, back.app, back.nodes, back.etcd})
	return d.ends(nothing)
}

// Two zones cannot hold three servers so that either may be lost.
func rkeLosesTheZoneOfTwo(t *testing.T) string {
	d := rkeDrill(t, "dev on RKE2: the zone with two of three servers lost", "dev", 3)
	before := d.look("before")
	d.snapshot("nightly")
	d.loseZone("a")
	assert.Equal(t, "no", d.at(0).api)
	during := d.at(kubernetes.Collected)
	assert.Equal(t, []any{"no", "in part"}, []any{during.api, during.app}, "nobody takes the lost pods out of the endpoints")
	assert.Equal(t, "no", d.replaced().api)
	d.Cloud.RestoreZone(region + "a")
	assert.Equal(t, "no", d.again("zone back").api)
	restored := d.restores("nightly")
	assert.Equal(t, []any{"yes", "yes", before.etcd}, []any{restored.api, restored.app, restored.etcd})
	return d.ends("a snapshot named to restore from, and the server that was left ended")
}

func rkeLosesTwoOfThree(t *testing.T) string {
	d := rkeDrill(t, "prod on RKE2: two of three servers lost", "prod", 3)
	before := d.look("before")
	d.snapshot("nightly")
	d.lose(d.servers()[:2]...)
	for _, after := range []time.Duration{0, kubernetes.Collected} {
		s := d.at(after)
		assert.Equal(t, []any{"no", "yes"}, []any{s.api, s.app}, "pods run on, and connections to them need no API")
	}
	assert.Equal(t, []any{"no", "1 of 3"}, []any{d.replaced().api, d.members()}, "new servers do not bring a quorum back")
	restored := d.restores("nightly")
	assert.Equal(t, before, restored)
	return d.ends("a snapshot named to restore from, and the server that was left ended")
}

func rkeLosesTwoOfFive(t *testing.T) string {
	d := rkeDrill(t, "prod on RKE2: two of five servers lost", "prod", 5)
	before := d.look("before")
	d.lose(d.servers()[:2]...)
	assert.Equal(t, "in part", d.at(0).api, "connections still go to the server that is gone")
	during := d.at(kubernetes.Noticed)
	assert.Equal(t, []any{"yes", "yes", "3 of 5"}, []any{during.api, during.app, during.etcd})
	d.at(kubernetes.Collected)
	assert.Equal(t, before, d.replaced())
	return d.ends(nothing)
}

// members says how many members of etcd run.
func (d *drill) members() string {
	d.Helper()
	status := d.fares()
	return fmt.Sprintf("%d of %d", len(status.Alive), len(status.Members))
}

// again lets the groups look after their machines once more.
func (d *drill) again(after string) state {
	d.Helper()
	_, err := d.Cloud.Replace(region)
	require.NoError(d.T, err)
	return d.look(after)
}

// snapshot takes one of etcd, as the schedule does.
func (d *drill) snapshot(name string) {
	d.Helper()
	require.NoError(d.T, d.Cloud.World().Mutate(region, "snapshot", func(c *world.Call) error {
		return boot.Snapshot(c, region, d.name, name)
	}))
}

// restores a snapshot: it is named in the configuration, which changes one
// parameter while no API answers, and the servers that are left are ended by
// hand, so that all begin anew.
func (d *drill) restores(snapshot string) state {
	d.Helper()
	rkeConfig(snapshot)(d.T, d.Stack)
	var changed []string
	for _, urn := range d.Up().NoError(d.T).Steps(deploy.OpUpdate) {
		// The component's own entry in the state has the name, too.
		if name := resource.URN(urn).Name(); name != d.name {
			changed = append(changed, name)
		}
	}
	require.Equal(d.T, []string{d.name + "-restore"}, changed)
	for _, id := range d.fares().Alive {
		require.NoError(d.T, d.Cloud.Lose(id))
	}
	d.Cloud.World().Advance(2 * time.Minute)
	return d.again("restored")
}

func TestTheDocumentationShowsTheDrills(t *testing.T) {
	page, err := os.ReadFile("../../docs/drills.md")
	require.NoError(t, err)
	for _, record := range []string{"testdata/drills.txt", "testdata/drills_rke.txt"} {
		text, err := os.ReadFile(record)
		require.NoError(t, err)
		require.Contains(t, string(page), "```\n"+string(text)+"```\n", "copy %s into the page", record)
	}
}
