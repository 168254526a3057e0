package kubernetes_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// again is a claim from the snapshot "now", and againUser a deployment that
// uses it.
func again(namespace, size string) string {
	return fmt.Sprintf("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: again, namespace: %s}, spec: {storageClassName: drop, "+
		"accessModes: [ReadWriteOnce], resources: {requests: {storage: %s}}, dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: now}}}", namespace, size)
}

func againUser(namespace string) string {
	return strings.NewReplacer("name: web, namespace: app", "name: again, namespace: "+namespace, "claimName: data", "claimName: again").Replace(user())
}

func TestAClaimFromASnapshotGetsAVolumeMadeFromIt(t *testing.T) {
	a := snapping(t, "")
	must(t, a.cluster, snapshotOf("{"+ofClaim+"}"))
	taken := a.only(ec2.KindSnapshot)
	before := a.snapshot()
	must(t, a.cluster, again("app", "3Gi"))
	assert.Empty(t, a.outside(before), "it waits for its first consumer")
	must(t, a.cluster, againUser("app"))
	volume := a.volume(before)
	assert.Equal(t, []any{taken.ID, true, 3.0}, []any{volume.Props["snapshotId"], volume.Props["encrypted"], volume.Props["size"]})
	var zone string
	for _, p := range pods(a.World) {
		if strings.HasPrefix(p.ID, "app/again") {
			zone = p.Props.Str("zone")
		}
	}
	assert.Equal(t, zone, volume.Props.Str("availabilityZone"), "a snapshot is of the region, and its volume where the pod runs")
}

func TestAClaimFromASnapshotThatDoesNotSuitStaysPending(t *testing.T) {
	const failed = `failed to provision volume with StorageClass "drop": error getting handle for DataSource Type VolumeSnapshot by Name now: `
	const missing = `error getting snapshot now from api server: volumesnapshots.snapshot.storage.k8s.io "now" not found`
	for name, tt := range map[string]struct {
		snapshot, namespace, size, want string
	}{
		"there is none":          {"", "app", "2Gi", missing},
		"another namespace's":    {"{" + ofClaim + "}", "other", "2Gi", missing},
		"it waits for its class": {"{volumeSnapshotClassName: late, " + ofClaim + "}", "app", "2Gi", "snapshot now not bound"},
		"a smaller volume":       {"{" + ofClaim + "}", "app", "1Gi", "requested volume size 1073741824 is less than the size 2147483648 for the source snapshot now"},
	} {
		t.Run(name, func(t *testing.T) {
			a := snapping(t, "")
			must(t, a.cluster, strings.Replace(namespace, "name: app", "name: other", 1))
			if tt.snapshot != "" {
				must(t, a.cluster, snapshotOf(tt.snapshot))
			}
			before := a.snapshot()
			must(t, a.cluster, again(tt.namespace, tt.size))
			_, _, err := apply(t, a.cluster, againUser(tt.namespace))
			assert.Contains(t, reasons(t, err)[2], failed+tt.want)
			assert.Empty(t, a.has(api.Volume, before))
		})
	}
}

func TestAClaimThatWaitsForItsSnapshotIsBoundOnceItIsThere(t *testing.T) {
	a := snapping(t, "")
	before := a.snapshot()
	must(t, a.cluster, again("app", "2Gi"))
	_, _, err := apply(t, a.cluster, againUser("app"))
	require.Error(t, err)
	must(t, a.cluster, snapshotOf("{"+ofClaim+"}"))
	must(t, a.cluster, "{apiVersion: v1, kind: ConfigMap, metadata: {name: next, namespace: app}}")
	assert.Equal(t, a.only(ec2.KindSnapshot).ID, a.volume(before).Props.Str("snapshotId"))
}

// only is the one object of a kind.
func (a *estate) only(kind string) world.Object {
	a.Helper()
	var found []world.Object
	for _, o := range a.Objects() {
		if o.Kind == kind {
			found = append(found, o)
		}
	}
	require.Len(a, found, 1)
	return found[0]
}
