package faults_test

import (
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// drift is something that changes while no program runs.
type drift struct {
	name       string
	kind, what string
	// drift is what happens to it: a property changed, or lost.
	property string
	value    any
	lost     bool
}

func drifts() []drift {
	return []drift{
		{name: "a tag of the VPC is changed", kind: api.VPC, what: "dev-vpc", property: "tags", value: map[string]any{"Name": "mine"}},
		{name: "names in the VPC are switched off", kind: api.VPC, what: "dev-vpc", property: "enableDnsHostnames", value: false},
		{name: "the subnet gives public addresses away", kind: api.Subnet, what: "dev-private-a", property: "mapPublicIpOnLaunch", value: true},
		{name: "logs are kept for another time", kind: api.LogGroup, what: "dev-logs", property: "retentionInDays", value: 1},
		{name: "the balancer is protected from deletion", kind: api.LoadBalancer, what: "dev-edge-lb", property: "enableDeletionProtection", value: true},
		{name: "the listener has another policy", kind: api.Listener, what: "dev-edge-https", property: "sslPolicy", value: "ELBSecurityPolicy-2016-08"},
		{name: "the key no longer rotates", kind: api.Key, what: "dev-key", property: "enableKeyRotation", value: false},
		{name: "the role trusts another service", kind: api.Role, what: "dev-node-role", property: "assumeRolePolicy", value: trust("lambda")},
		{name: "a rule is deleted", kind: api.IngressRule, what: "dev-edge-rule", lost: true},
		{name: "a route is deleted", kind: api.Route, what: "dev-private-a-ipv4", lost: true},
		{name: "the record is deleted", kind: api.Record, what: "dev-app-record", lost: true},
		{name: "a policy is taken from a role", kind: api.RoleAttachment, what: "dev-node-attach-AmazonEKSWorkerNodePolicy", lost: true},
		{name: "an add-on is removed", kind: api.Addon, what: "dev-addon-coredns", lost: true},
		{name: "the nodes leave the target group", kind: api.ScalingAttachment, what: "dev-edge-group-base", lost: true},
	}
}

// happen lets the change come about.
func (d *drill) happen(c drift) {
	d.t.Helper()
	if c.lost {
		d.lose(c.kind, c.what)
		return
	}
	d.change(d.named(c.kind, c.what), c.property, c.value)
}

func TestDriftIsSeenByRefreshAndMendedByUp(t *testing.T) {
	t.Parallel()
	d := newDrill(t, environment(nil))
	d.up()
	for _, c := range drifts() {
		t.Run(c.name, func(t *testing.T) {
			d.t = t
			d.mend(c)
		})
	}
	d.t = t
	d.Destroy().NoError(t)
	d.NothingLeft(t)
}

// mend lets a change happen, looks whether a refresh sees it, and deploys.
func (d *drill) mend(c drift) {
	t := d.t
	t.Helper()
	was := d.named(c.kind, c.what)
	d.happen(c)
	seen := d.refresh()
	if c.lost {
		assert.False(t, inState(seen.State, c.kind, c.what), "the state forgets what is gone")
	} else {
		now := seen.Resource(t, c.kind, c.what).Outputs[resource.PropertyKey(c.property)]
		assert.NotEqual(t, was.Props[c.property], now.Mappable(), "the state has what the cloud has")
	}

	mended := d.Up().NoError(t)
	changed := mended.Steps(deploy.OpUpdate)
	if c.lost {
		changed = mended.Steps(deploy.OpCreate)
	}
	require.Len(t, changed, 1, "nothing else is touched")
	assert.Contains(t, changed[0], "::"+c.what)
	if !c.lost {
		assert.Equal(t, was.Props[c.property], d.named(c.kind, c.what).Props[c.property], "as it was")
	}
	report := d.cloud.Reach(simcloud.Internet, "https://app."+domain+"/")
	assert.True(t, report.Open(), "%v", report)
	d.Up().Unchanged(t)
}

func inState(s *deploy.Snapshot, kind, name string) bool {
	for _, r := range s.Resources {
		if string(r.Type) == kind && r.URN.Name() == name {
			return true
		}
	}
	return false
}

// TestDriftIsNotSeenWithoutRefresh: an Up alone compares the program with the
// state, as the engine does.
func TestDriftIsNotSeenWithoutRefresh(t *testing.T) {
	t.Parallel()
	d := newDrill(t, environment(nil))
	d.up()
	d.lose(api.Record, "dev-app-record")
	d.Up().Unchanged(t)
	report := d.cloud.Reach(simcloud.Internet, "https://app."+domain+"/")
	assert.False(t, report.Open(), "nobody has made the record again")
	var none []world.Event
	assert.Equal(t, none, d.cloud.Events())
}
