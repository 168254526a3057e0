package kubernetes_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// afloat is the cluster of eks with a namespace in it.
func afloat(t *testing.T) (*world.World, *world.Session) {
	t.Helper()
	w := eks(t, nil)
	s := session(t, w, kubeconfig(endpoint))
	must(t, s, namespace)
	return w, s
}

func lose(t *testing.T, w *world.World, instance string) {
	t.Helper()
	require.NoError(t, w.Mutate("eu-central-1", "lose", func(c *world.Call) error {
		ec2.Lose(c, c.Find(api.Instance, instance))
		return nil
	}))
}

// settled lists each pod of the namespace: where it is, and what is wrong.
func settled(w *world.World) []string {
	w.View("", func(c *world.Call) { kubernetes.Settle(c) })
	var out []string
	for _, o := range w.Objects() {
		if o.Kind != "kubernetes:core/v1:Pod" {
			continue
		}
		name, _, _ := strings.Cut(o.Props.Map("metadata").Str("name"), "-")
		line := fmt.Sprintf("%s on %s", name, o.Props.StrOr("instance", "none"))
		if !o.Props.Bool("ready") {
			line += ": " + o.Props.Str("reason")
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

const gone = "node ip-10-20-0-11.eu-central-1.compute.internal is not ready: its machine is gone"

func TestPodsOfALostMachineAreMissedThenMadeAgain(t *testing.T) {
	w, s := afloat(t)
	must(t, s, web())
	both := []string{"web on i-0", "web on i-1"}
	require.Equal(t, both, settled(w))
	lose(t, w, "i-1")
	assert.Equal(t, both, settled(w), "nobody knows yet")
	w.Advance(kubernetes.Noticed - time.Second)
	assert.Equal(t, both, settled(w))
	w.Advance(time.Second)
	assert.Equal(t, []string{"web on i-0", "web on i-1: " + gone}, settled(w))
	w.Advance(kubernetes.Collected - kubernetes.Noticed - time.Second)
	assert.Equal(t, []string{"web on i-0", "web on i-1: " + gone}, settled(w))
	w.Advance(time.Second)
	assert.Equal(t, []string{"web on i-0", "web on i-0"}, settled(w))
}

func TestAPodThatFindsNoRoomWaitsForAMachine(t *testing.T) {
	w, s := afloat(t)
	must(t, s, web("containers:", "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}\n      containers:"))
	lose(t, w, "i-1")
	w.Advance(kubernetes.Collected)
	assert.Equal(t, []string{"web on i-0", "web on none: 0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules."}, settled(w))
	raise(w, "i-9", nil)
	assert.Equal(t, []string{"web on i-0", "web on i-9"}, settled(w))
}

// raise starts another machine for the cluster.
func raise(w *world.World, id string, more map[string]any) {
	k := map[string]any{"cluster": "dev", "nodegroup": "main", "labels": map[string]any{}, "taints": []any{}}
	for key, value := range more {
		k[key] = value
	}
	w.Seed(&world.Object{Kind: api.Instance, ID: id, Scope: "eu-central-1", Props: world.Props{
		"instanceType": "t3.medium", "state": "running", "availabilityZone": "eu-central-1b", "privateIp": "10.20.0.99", "subnetId": "subnet-1", "vpcId": "vpc-1",
		"kubernetes": k,
	}})
}

func TestADaemonGoesWithItsMachineAndComesWithANewOne(t *testing.T) {
	w, s := afloat(t)
	must(t, s, web("kind: Deployment", "kind: DaemonSet", "  replicas: 2\n", "", "name: web, namespace", "name: agent, namespace"))
	require.Equal(t, []string{"agent on i-0", "agent on i-1"}, settled(w))
	lose(t, w, "i-1")
	w.Advance(kubernetes.Collected)
	assert.Equal(t, []string{"agent on i-0"}, settled(w))
	raise(w, "i-9", nil)
	assert.Equal(t, []string{"agent on i-0", "agent on i-9"}, settled(w))
	require.NoError(t, w.Mutate("eu-central-1", "drain", func(c *world.Call) error {
		c.Remove(c.Find(api.Instance, "i-9"))
		return nil
	}))
	assert.Equal(t, []string{"agent on i-0"}, settled(w), "what leaves in good order leaves nothing behind")
}

// cut takes the way out of the nodes' subnet away: its NAT gateway is in a zone
// that is lost.
func cut(w *world.World) {
	put := func(kind, id string, p world.Props) {
		w.Seed(&world.Object{Kind: kind, ID: id, Scope: "eu-central-1", Props: p.Clone()})
	}
	to := func(property, target string) []any {
		return []any{map[string]any{"cidrBlock": "0.0.0.0/0", property: target}}
	}
	put(api.VPC, "vpc-1", world.Props{"cidrBlock": "10.20.0.0/16"})
	put(api.InternetGateway, "igw-1", world.Props{"vpcId": "vpc-1"})
	put(api.Subnet, "subnet-9", world.Props{"vpcId": "vpc-1", "availabilityZone": "eu-central-1c"})
	put(api.NATGateway, "nat-1", world.Props{"subnetId": "subnet-9"})
	put(api.RouteTable, "rtb-1", world.Props{"vpcId": "vpc-1", "routes": to("natGatewayId", "nat-1")})
	put(api.RouteTable, "rtb-9", world.Props{"vpcId": "vpc-1", "routes": to("gatewayId", "igw-1")})
	put(api.RouteAssociation, "1", world.Props{"subnetId": "subnet-1", "routeTableId": "rtb-1"})
	put(api.RouteAssociation, "9", world.Props{"subnetId": "subnet-9", "routeTableId": "rtb-9"})
	w.Set(ec2.SettingZone+"eu-central-1c", world.Epoch.Format(time.RFC3339))
}

func TestAMachineWithoutAWayOutDoesNotJoin(t *testing.T) {
	w, s := afloat(t)
	cut(w)
	raise(w, "i-9", map[string]any{"joining": true})
	must(t, s, web("kind: Deployment", "kind: DaemonSet", "  replicas: 2\n", "", "name: web, namespace", "name: agent, namespace", "metadata: {", "metadata: {annotations: {pulumi.com/skipAwait: 'true'}, "))
	assert.Len(t, settled(w), 2)
	w.Set(ec2.SettingZone+"eu-central-1c", "")
	assert.Len(t, settled(w), 3)
	w.Set(ec2.SettingZone+"eu-central-1c", world.Epoch.Format(time.RFC3339))
	assert.Len(t, settled(w), 3, "once it has joined it stays")
}

func TestAnImageThatCannotBeFetchedMustBeThere(t *testing.T) {
	w, s := afloat(t)
	must(t, s, web())
	must(t, s, web("name: web, namespace", "name: solo, namespace", "replicas: 2", "replicas: 1", "app: web", "app: solo", "image: ", "image: other/"))
	at := "i-0"
	if slices.Contains(settled(w), "solo on i-1") {
		at = "i-1"
	}
	other := map[string]string{"i-0": "i-1", "i-1": "i-0"}[at]
	cut(w)
	lose(t, w, at)
	w.Advance(kubernetes.Collected)
	pods := settled(w)
	assert.Equal(t, []string{"web on " + other, "web on " + other}, pods[1:], "the image is there already")
	assert.Regexp(t, `^solo on `+other+`: Back-off pulling image "other/.*": NAT gateway nat-1 is in zone eu-central-1c, which is lost$`, pods[0])
	w.Set(ec2.SettingZone+"eu-central-1c", "")
	assert.Equal(t, "solo on "+other, settled(w)[0])
}
