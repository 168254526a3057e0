package platform_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

const (
	region         = simtest.DefaultRegion
	kindPod        = "kubernetes:core/v1:Pod"
	kindDeployment = "kubernetes:apps/v1:Deployment"
)

// drill is an environment from which something is taken away, and the account
// of what became of it.
type drill struct {
	*testing.T
	*simtest.Stack
	lost    time.Time
	name    string // of the environment and of its cluster
	rke     bool
	account strings.Builder
	notes   []string
}

func newDrill(t *testing.T, title, name string, run pulumi.RunFunc, opts ...simtest.Option) *drill {
	t.Helper()
	d := &drill{T: t, Stack: environment(t, name, run, opts...), name: name}
	d.Up().NoError(t)
	d.place()
	for _, o := range d.Cloud.World().Objects() {
		d.rke = d.rke || o.Kind == boot.Kind
	}
	fmt.Fprintf(&d.account, "%s\n\n", title)
	d.line("after", "API", "app", "nodes", "app pods", "ingress pods", "targets", "etcd")
	return d
}

// place puts every pod where it would be had they all come at once, in the
// order of their names: which of them come first in a deployment is chance.
func (d *drill) place() {
	d.Helper()
	require.NoError(d.T, d.Cloud.World().Mutate(region, "place", func(c *world.Call) error {
		for _, o := range c.Everywhere(kindPod) {
			delete(o.Props.Map("spec"), "nodeName")
			o.Props["ready"] = false
		}
		kubernetes.Settle(c)
		return nil
	}))
}

// line of the account; etcd is only RKE's to show.
func (d *drill) line(after, api, app, nodes, pods, routes, targets, etcd string) {
	text := fmt.Sprintf("  %-9s %-8s %-8s %-6s %-17s %-16s %-8s", after, api, app, nodes, pods, routes, targets)
	if d.rke {
		text += " " + etcd
	}
	d.account.WriteString(strings.TrimRight(text, " ") + "\n")
}

// state is one line of the account.
type state struct {
	api, app     string
	nodes        int
	pods, routes pods
	targets      string
	etcd         string // members that run, of RKE
}

// pods are those of one Deployment: how many are wanted, and the zones of
// those that are ready, by letter.
type pods struct {
	want  int
	zones string
}

func (p pods) String() string {
	return fmt.Sprintf("%d of %d in %s", len(p.zones), p.want, orNone(p.zones))
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// look writes a line and returns what it says. First of all it asks the API,
// for that lets the simulated controllers catch up with the clock.
func (d *drill) look(after string) state {
	d.Helper()
	s := state{api: d.answers(after, "API", d.api()), app: d.answers(after, "app", d.Cloud.Reach(simcloud.Internet, url))}
	s.nodes = d.nodes()
	s.pods, s.routes, s.targets = d.pods("app"), d.pods("traefik"), d.targets()
	if d.rke {
		status := d.fares()
		s.etcd = d.members()
		for _, id := range slices.Sorted(maps.Keys(status.Waiting)) {
			d.note("%s: %s waits: %s", after, d.plain("instance "+id), d.plain(status.Waiting[id]))
		}
	}
	d.line(after, s.api, s.app, fmt.Sprint(s.nodes), s.pods.String(), s.routes.String(), s.targets, s.etcd)
	return s
}

// answers says whether a request gets through, and notes why it does not.
func (d *drill) answers(after, what string, report reach.Report) string {
	d.Helper()
	switch {
	case !report.Open():
		d.note("%s: the %s does not answer: %s: %s", after, what, report.Blocked().Kind, d.plain(report.Blocked().Closed))
		return "no"
	case report.Astray() != nil:
		return "in part"
	}
	return "yes"
}

// fares is the state of RKE's servers.
func (d *drill) fares() (status boot.Status) {
	d.Helper()
	d.Cloud.World().View(region, func(c *world.Call) {
		var ok bool
		status, ok = boot.StatusOf(c, region, d.name)
		require.True(d.T, ok)
	})
	return status
}

// note adds a line below the account, once.
func (d *drill) note(format string, args ...any) {
	if line := fmt.Sprintf(format, args...); !slices.Contains(d.notes, line) {
		d.notes = append(d.notes, line)
	}
}

// plain puts what a thing is in place of its id.
func (d *drill) plain(text string) string {
	for _, o := range d.Cloud.World().Objects() {
		switch o.Kind {
		case api.Instance:
			text = strings.ReplaceAll(text, "instance "+o.ID, "the machine in zone "+letter(o.Props.Str("availabilityZone")))
		case api.NATGateway:
			text = strings.ReplaceAll(text, " "+o.ID, "")
		}
	}
	return podName.ReplaceAllString(text, "")
}

// podName is what a controller adds to its own name for a pod's.
var podName = regexp.MustCompile(`-[0-9a-f]{10}-[0-9a-f]{5}\b`)

func letter(zone string) string { return strings.TrimPrefix(zone, region) }

// api asks for the API server from where people deploy from. The provider must
// find the same.
func (d *drill) api() reach.Report {
	d.Helper()
	kubeconfig := d.output("kubeconfig")
	report := d.Cloud.Reach("203.0.113.7", regexp.MustCompile(`https://[^"\s]+`).FindString(kubeconfig))
	s, err := d.Cloud.World().Session("kubernetes")
	require.NoError(d.T, err)
	s.Configure(world.Props{"kubeconfig": kubeconfig})
	_, _, err = s.Read("urn:pulumi:x::x::x::x", "kubernetes:core/v1:Namespace", "kube-system")
	require.Equal(d.T, report.Open(), err == nil, "%v: %v", report, err)
	return report
}

// output of the stack.
func (d *drill) output(key string) string {
	d.Helper()
	for _, r := range d.State().Resources {
		if r.Type != resource.RootStackType {
			continue
		}
		v := r.Outputs[resource.PropertyKey(key)]
		if v.IsSecret() {
			v = v.SecretValue().Element
		}
		return v.StringValue()
	}
	require.Fail(d.T, "no such output", key)
	return ""
}

// pods of the Deployment whose name holds a word.
func (d *drill) pods(name string) pods {
	d.Helper()
	var p pods
	var zones []string
	for _, o := range d.Cloud.World().Objects() {
		meta := o.Props.Map("metadata")
		switch {
		case !strings.Contains(meta.Str("name"), name):
		case o.Kind == kindDeployment:
			p.want = o.Props.Map("status").Int("replicas")
		case o.Kind == kindPod && o.Props.Bool("ready"):
			zones = append(zones, letter(o.Props.Str("zone")))
		}
	}
	slices.Sort(zones)
	p.zones = strings.Join(zones, "")
	return p
}

// targets are the balancer's targets that pass their health checks.
func (d *drill) targets() string {
	d.Helper()
	for _, o := range d.Cloud.World().Objects() {
		if o.Kind != api.TargetGroup || !strings.Contains(o.Props.Str("name"), "edge") {
			continue
		}
		all, healthy := d.Cloud.TargetHealth(o.ID), 0
		for _, h := range all {
			if h.State == reach.Healthy {
				healthy++
			}
		}
		return fmt.Sprintf("%d of %d", healthy, len(all))
	}
	require.Fail(d.T, "no target group")
	return ""
}

// machine is an instance that a drill may take away.
type machine struct {
	id, group, zone string
	pods            int // of the app and of its ingress
}

// machines that run, those with the most pods of the app and its ingress
// first.
func (d *drill) machines() []machine {
	d.Helper()
	var out []machine
	for _, o := range d.Cloud.World().Objects() {
		if o.Kind != api.Instance || o.Props.Str("state") != "running" {
			continue
		}
		m := machine{o.ID, d.role(o), letter(o.Props.Str("availabilityZone")), 0}
		for _, p := range d.Cloud.World().Objects() {
			name := p.Props.Map("metadata").Str("name")
			if p.Kind == kindPod && p.Props.Str("instance") == m.id && (strings.Contains(name, "app") || strings.Contains(name, "traefik")) {
				m.pods++
			}
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b machine) int { return b.pods - a.pods })
	return out
}

// nodeGroup finds the name in the settings in that of a node group of EKS.
var nodeGroup = regexp.MustCompile(`-group-(.+)-[0-9a-f]{7}$`)

// nodes are the machines that have joined the cluster; of the others it notes
// why they have not.
func (d *drill) nodes() int {
	d.Helper()
	n := 0
	for _, o := range d.Cloud.World().Objects() {
		k := o.Props.Map("kubernetes")
		switch {
		case o.Kind != api.Instance || o.Props.Str("state") != "running":
		case k.Bool("joining"):
			why := ""
			d.Cloud.World().View(o.Scope, func(c *world.Call) { why = ec2.Offline(c, c.Find(api.Instance, o.ID)) })
			d.note("waits: the new machine of %s in zone %s: %s", d.role(o), letter(o.Props.Str("availabilityZone")), d.plain(why))
		case len(k) > 0:
			n++
		}
	}
	return n
}

// role is the group of nodes that a machine belongs to.
func (d *drill) role(i world.Object) string {
	k := i.Props.Map("kubernetes")
	if m := nodeGroup.FindStringSubmatch(k.Str("nodegroup")); m != nil {
		return m[1]
	}
	if group := k.Map("labels").Str("drydock.dev/group"); group != "" {
		return group
	}
	return "server"
}

// lose ends machines and begins to count the time.
func (d *drill) lose(list ...machine) {
	d.Helper()
	for _, m := range list {
		require.NoError(d.T, d.Cloud.Lose(m.id))
		d.note("lost: a machine of %s in zone %s", m.group, m.zone)
	}
	d.lost = d.Cloud.World().Now()
}

// loseZone takes a zone away and begins to count the time.
func (d *drill) loseZone(zone string) {
	d.Helper()
	lost := map[string]machine{}
	for _, m := range d.machines() {
		lost[m.id] = m
	}
	ended, err := d.Cloud.LoseZone(region + zone)
	require.NoError(d.T, err)
	require.NotEmpty(d.T, ended)
	d.lost = d.Cloud.World().Now()
	var names []string
	for _, id := range ended {
		names = append(names, lost[id].group)
	}
	slices.Sort(names)
	d.note("lost: zone %s with machines of %s, its part of the balancer%s", zone, strings.Join(names, " and "), d.nat(zone))
}

// nat says whether a zone has a NAT gateway.
func (d *drill) nat(zone string) string {
	subnets := map[string]string{}
	for _, o := range d.Cloud.World().Objects() {
		if o.Kind == api.Subnet {
			subnets[o.ID] = letter(o.Props.Str("availabilityZone"))
		}
	}
	for _, o := range d.Cloud.World().Objects() {
		if o.Kind == api.NATGateway && subnets[o.Props.Str("subnetId")] == zone {
			return " and a NAT gateway"
		}
	}
	return ", no NAT gateway"
}

// at moves the clock to a time after the loss and looks.
func (d *drill) at(after time.Duration) state {
	d.Helper()
	d.Cloud.World().Advance(d.lost.Add(after).Sub(d.Cloud.World().Now()))
	switch name := after.String(); {
	case after == 0:
		return d.look("at once")
	case after >= time.Minute:
		return d.look(strings.TrimSuffix(name, "m0s") + strings.Repeat("m", strings.Count(name, "m0s")))
	default:
		return d.look(name)
	}
}

// replaced lets the groups replace what is lost, and looks again when their
// new machines are there.
func (d *drill) replaced() state {
	d.Helper()
	before := map[string]machine{}
	for _, o := range d.Cloud.World().Objects() {
		if o.Kind == api.Instance {
			before[o.ID] = machine{group: d.role(o), zone: letter(o.Props.Str("availabilityZone"))}
		}
	}
	const launched = 2 * time.Minute // detection and start: Replacement.After
	d.Cloud.World().Advance(d.lost.Add(launched).Sub(d.Cloud.World().Now()))
	all, err := d.Cloud.Replace(region)
	require.NoError(d.T, err)
	for _, r := range all {
		d.tell(r, before[r.Old])
		require.LessOrEqual(d.T, r.After, launched)
	}
	return d.look("replaced")
}

func (d *drill) tell(r autoscaling.Replacement, old machine) {
	switch {
	case r.Failure != "" && r.Old == "":
		// the group has tried once more
	case r.Failure != "":
		d.note("not replaced: a machine of %s: %s", old.group, strings.TrimSuffix(r.Failure, " Launching EC2 instance failed."))
	case r.Old == "":
		d.note("launched: one more machine in zone %s", letter(r.Zone))
	default:
		d.note("replaced: the machine of %s in zone %s by one in zone %s", old.group, old.zone, letter(r.Zone))
	}
}

// ends returns the account with its notes.
func (d *drill) ends(byHand string) string {
	d.note("by hand: %s", byHand)
	d.account.WriteString("\n")
	for _, n := range d.notes {
		d.account.WriteString("  " + n + "\n")
	}
	return d.account.String()
}

var record = flag.Bool("drills", false, "rewrite the record of the drills, and fail")

// practice is one drill; run returns the account of it.
type practice struct {
	name string
	run  func(*testing.T) string
}

// drills holds the accounts of drills against those that are on record, which
// the documentation shows.
func drills(t *testing.T, path string, all []practice) {
	t.Helper()
	accounts := make([]string, len(all))
	t.Run("all", func(t *testing.T) {
		for i, one := range all {
			t.Run(one.name, func(t *testing.T) {
				t.Parallel()
				accounts[i] = one.run(t)
			})
		}
	})
	text := strings.Join(accounts, "\n")
	if *record {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		t.Errorf("%s is rewritten: look at the difference", path)
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), text)
}

// runs reports whether a pod with a word in its name is on a machine.
func (d *drill) runs(m machine, name string) bool {
	for _, o := range d.Cloud.World().Objects() {
		if o.Kind == kindPod && o.Props.Str("instance") == m.id && strings.Contains(o.Props.Map("metadata").Str("name"), name) {
			return true
		}
	}
	return false
}
