package platform_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/program"
)

const nothing = "nothing"

// Drills on the environments as they are. What is asserted is what the account
// shows; the record of it is testdata/drills.txt.
func TestDrillsOnEKS(t *testing.T) {
	drills(t, "testdata/drills.txt", []practice{
		{"dev loses a machine", func(t *testing.T) string { return machineLost(t, "dev", 2) }},
		{"prod loses a machine", func(t *testing.T) string { return machineLost(t, "prod", 3) }},
		{"dev loses the zone without its NAT gateway", devLosesZoneB},
		{"dev loses the zone with its NAT gateway", devLosesZoneA},
		{"prod loses a zone", prodLosesAZone},
		{"prod loses two of three", prodLosesTwo},
		{"one replica", oneReplica},
		{"two replicas on one machine", oneMachine},
	})
}

// machineLost takes the machine away that most depends on.
func machineLost(t *testing.T, environment string, want int) string {
	d := newDrill(t, environment+" on EKS: one machine lost", environment, program.Run)
	before := d.look("before")
	d.lose(d.machines()[0])
	assert.Equal(t, "in part", d.at(0).app, "requests still go to the machine that is gone")
	noticed := d.at(kubernetes.Noticed)
	assert.Equal(t, "yes", noticed.app)
	assert.Len(t, noticed.pods.zones, want-1, "its pod is missed")
	moved := d.at(kubernetes.Collected)
	assert.Len(t, moved.pods.zones, want, "its pod runs elsewhere before there is a new machine")
	after := d.replaced()
	assert.Equal(t, before.nodes, after.nodes)
	assert.Equal(t, before.targets, after.targets)
	return d.ends(nothing)
}

func devLosesZoneB(t *testing.T) string {
	d := newDrill(t, "dev on EKS: the zone without its NAT gateway lost", "dev", program.Run)
	before := d.look("before")
	d.loseZone("b")
	assert.Equal(t, "in part", d.at(0).app)
	assert.Equal(t, "yes", d.at(time.Minute).app)
	assert.Equal(t, "aa", d.at(kubernetes.Collected).pods.zones)
	after := d.replaced()
	assert.Equal(t, []any{"yes", "yes", before.nodes}, []any{after.api, after.app, after.nodes})
	d.Cloud.RestoreZone(region + "b")
	return d.ends(nothing)
}

// Zone a holds dev's only NAT gateway: what runs in zone b serves on, and
// nothing new starts there.
func devLosesZoneA(t *testing.T) string {
	d := newDrill(t, "dev on EKS: the zone with its NAT gateway lost", "dev", program.Run)
	d.look("before")
	d.loseZone("a")
	assert.Equal(t, "in part", d.at(0).app)
	assert.Equal(t, "yes", d.at(time.Minute).app)
	assert.Equal(t, "bb", d.at(kubernetes.Collected).pods.zones, "the image is there, for the other replica runs on the same machine")
	after := d.replaced()
	assert.Equal(t, []any{"yes", 1}, []any{after.app, after.nodes}, "new machines start and cannot join")
	d.Cloud.RestoreZone(region + "a")
	back := d.look("zone back")
	assert.Equal(t, []any{"yes", 3}, []any{back.app, back.nodes})
	return d.ends("nothing; but new machines waited for the zone")
}

func prodLosesAZone(t *testing.T) string {
	d := newDrill(t, "prod on EKS: a zone lost", "prod", program.Run)
	before := d.look("before")
	d.loseZone(d.machines()[0].zone)
	assert.Equal(t, "in part", d.at(0).app)
	assert.Equal(t, "yes", d.at(time.Minute).app)
	moved := d.at(kubernetes.Collected)
	assert.Equal(t, "yes", moved.app)
	after := d.replaced()
	assert.Equal(t, []any{"yes", "yes", before.nodes, 3}, []any{after.api, after.app, after.nodes, len(after.pods.zones)})
	return d.ends(nothing)
}

func prodLosesTwo(t *testing.T) string {
	d := newDrill(t, "prod on EKS: two of the three machines of its base group lost", "prod", program.Run)
	before := d.look("before")
	var base []machine
	for _, m := range d.machines() {
		if m.group == "base" {
			base = append(base, m)
		}
	}
	require.Len(t, base, 3)
	d.lose(base[:2]...)
	d.at(0)
	assert.Equal(t, "yes", d.at(kubernetes.Noticed).app)
	d.at(kubernetes.Collected)
	after := d.replaced()
	assert.Equal(t, []any{"yes", "yes", before.nodes, 3}, []any{after.api, after.app, after.nodes, len(after.pods.zones)})
	return d.ends(nothing)
}

// The drills can fail: what has one replica is away with its machine.
func oneReplica(t *testing.T) string {
	d := newDrill(t, "dev on EKS with one replica of the app: its machine lost", "dev",
		changed(t, "dev", func(s *platform.Settings) { s.Skeleton = platform.Skeleton{Min: 1, Max: 1} }))
	assert.Equal(t, "yes", d.look("before").app)
	d.loseAppMachine()
	assert.Equal(t, "no", d.at(0).app)
	assert.Equal(t, "no", d.at(kubernetes.Noticed).app)
	assert.Equal(t, "yes", d.at(kubernetes.Collected).app)
	d.replaced()
	return d.ends(nothing)
}

func oneMachine(t *testing.T) string {
	d := newDrill(t, "dev on EKS with one machine for both replicas: that machine lost", "dev",
		changed(t, "dev", func(s *platform.Settings) {
			s.Cluster.Groups = s.Cluster.Groups[:1]
			s.Cluster.Groups[0].Min = 1
		}))
	assert.Equal(t, "yes", d.look("before").app)
	d.lose(d.machines()[0])
	for _, after := range []time.Duration{0, kubernetes.Noticed, kubernetes.Collected} {
		assert.Equal(t, "no", d.at(after).app)
	}
	assert.Equal(t, "yes", d.replaced().app, "only the new machine brings it back")
	return d.ends(nothing)
}

// loseAppMachine takes the machine away that a pod of the app is on.
func (d *drill) loseAppMachine() {
	d.Helper()
	for _, m := range d.machines() {
		if d.runs(m, "app") {
			d.lose(m)
			return
		}
	}
	d.Fatal("no machine runs the app")
}
