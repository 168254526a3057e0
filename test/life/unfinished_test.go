package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/test/simtest"
)

// slow is a deployment on an existing cluster that asks for so many cores a
// pod and reads a secret, which the program makes or not.
func slow(cpu string, secret bool) pulumi.RunFunc {
	return existing(func(ctx *pulumi.Context, c cluster.Cluster) error {
		if secret {
			if _, err := kube.New(ctx, "word", kube.Unstructured(map[string]any{
				"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"name": "word", "namespace": "default"},
			}), c.Options()...); err != nil {
				return err
			}
		}
		labels := map[string]any{"app": "slow"}
		_, err := kube.New(ctx, "slow", kube.Unstructured(map[string]any{
			"apiVersion": "apps/v1", "kind": "Deployment", "metadata": map[string]any{"name": "slow", "namespace": "default"},
			"spec": map[string]any{
				"replicas": 2, "selector": map[string]any{"matchLabels": labels},
				"template": map[string]any{"metadata": map[string]any{"labels": labels}, "spec": map[string]any{"containers": []any{map[string]any{
					"name": "slow", "image": image, "resources": map[string]any{"requests": map[string]any{"cpu": cpu}},
					"envFrom": []any{map[string]any{"secretRef": map[string]any{"name": "word"}}},
				}}}},
			},
		}), c.Options()...)
		return err
	})
}

func impatient(t *testing.T, program pulumi.RunFunc) *simtest.Stack {
	t.Helper()
	cloud := lab(t)
	cloud.World().SetPatience(hasteOfAll)
	return simtest.New(t, program, simtest.On(cloud))
}

// stateOf is the one resource of that name in the state, which has errors of its
// start or none.
func stateOf(t *testing.T, s *simtest.Stack, name string) *resource.State {
	t.Helper()
	for _, r := range s.State().Resources {
		if r.URN.Name() == name {
			return r
		}
	}
	require.Fail(t, "not in the state", name)
	return nil
}

func TestADeploymentThatDoesNotComeUpIsKeptMendedInPlaceAndTakenDown(t *testing.T) {
	t.Parallel()
	s := impatient(t, slow("100m", false))
	s.Up().Failed(t, "'slow' timed out waiting to be Ready", `secret "word" not found`)
	first := stateOf(t, s, "slow")
	assert.Equal(t, resource.ID("default/slow"), first.ID)
	assert.Len(t, first.InitErrors, 5, "the sentence, two on availability and one for each pod")
	id := first.Outputs["metadata"].ObjectValue()["uid"]

	again := s.Up()
	again.Failed(t, "the Kubernetes API server reported that", `secret "word" not found`)
	assert.Equal(t, []string{"~ Deployment slow"}, steps(again), "an update goes on with it though nothing has changed")

	refreshed := s.Refresh()
	require.NoError(t, refreshed.Err)
	assert.Contains(t, refreshed.Diagnostics[0], "Refreshed resource is in an unhealthy state:")
	assert.NotEmpty(t, stateOf(t, s, "slow").InitErrors)

	s.Program = slow("100m", true)
	mended := s.Up()
	mended.NoError(t)
	assert.Equal(t, []string{"+ Secret word", "~ Deployment slow"}, steps(mended))
	now := stateOf(t, s, "slow")
	assert.Empty(t, now.InitErrors)
	assert.Equal(t, id, now.Outputs["metadata"].ObjectValue()["uid"], "it is the same object")
	s.Up().Unchanged(t)
	s.Refresh().Unchanged(t)
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestADeploymentWithoutRoomIsTakenDownAsItIs(t *testing.T) {
	t.Parallel()
	s := impatient(t, slow("9", true))
	s.Up().Failed(t, "0/2 nodes are available: 2 Insufficient cpu.")
	assert.NotEmpty(t, stateOf(t, s, "slow").InitErrors)
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestAnUpdateThatTheServerRefusesIsTriedAgainOrTakenBack(t *testing.T) {
	t.Parallel()
	s := impatient(t, slow("100m", true))
	s.Up().NoError(t)
	s.Program = slow("-1", true)
	s.Preview().Failed(t, `"default/slow" failed to fully initialize or become live: Deployment.apps "slow" is invalid`)
	s.Up().Failed(t, `Deployment.apps "slow" is invalid: spec.template.spec.containers[0].resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0`)
	assert.NotEmpty(t, stateOf(t, s, "slow").InitErrors)
	for _, o := range s.Cloud.World().Objects() {
		if o.ID == "default/slow" {
			assert.Contains(t, o.Inputs.Map("spec").Map("template").Map("spec").Maps("containers")[0].Map("resources").Map("requests"), "cpu")
			assert.Equal(t, "100m", o.Inputs.Map("spec").Map("template").Map("spec").Maps("containers")[0].Map("resources").Map("requests").Str("cpu"), "the object is as it was")
		}
	}
	s.Program = slow("100m", true)
	assert.Equal(t, []string{"~ Deployment slow"}, steps(s.Up().NoError(t)))
	assert.Empty(t, stateOf(t, s, "slow").InitErrors)
	s.Up().Unchanged(t)
}

func TestAPreviewAsksAClusterThatIsThere(t *testing.T) {
	t.Parallel()
	s := impatient(t, slow("-1", true))
	s.Preview().Failed(t, `resource "urn:pulumi:test::project::kubernetes:apps/v1:Deployment::slow" was not successfully created by the Kubernetes API server: Deployment.apps "slow" is invalid`)
	s.NothingLeft(t)
	// A cluster that the same program makes is not there to ask yet.
	unknown := simtest.New(t, onEKS(minimalEKS, func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		_, err := kube.New(ctx, "bad", kube.Unstructured(map[string]any{
			"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "UPPER", "namespace": "default"},
		}), c.Options()...)
		return err
	}), simtest.On(established(t)))
	unknown.Preview().NoError(t)
}
