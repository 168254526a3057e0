package life_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/test/simtest"
)

// limits are the types whose providers wait until something is ready, with the
// limit that the provider sets where the program says nothing; zero where a
// component has to say it, for the provider's own is not meant for it.
// https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/eks_addon#timeouts
// https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/acm_certificate_validation#timeouts
// https://github.com/pulumi/pulumi-kubernetes/pull/721
var limits = map[tokens.Type]time.Duration{
	api.Cluster:                      0,
	api.NodeGroup:                    0,
	api.AutoScalingGroup:             0,
	"kubernetes:helm.sh/v3:Release":  0,
	api.Addon:                        20 * time.Minute,
	api.CertificateIssued:            75 * time.Minute,
	"kubernetes:apps/v1:Deployment":  10 * time.Minute,
	"kubernetes:apps/v1:StatefulSet": 10 * time.Minute,
	"kubernetes:batch/v1:Job":        10 * time.Minute,
}

// limit is for how long the making of a resource may wait: what the resource
// says in its own words, else the timeout of its registration, else the
// provider's own.
func limit(t *testing.T, r *resource.State) time.Duration {
	t.Helper()
	stated := time.Duration(r.CustomTimeouts.Create * float64(time.Second))
	if r.Type == "kubernetes:helm.sh/v3:Release" {
		if v := r.Inputs["timeout"]; v.IsNumber() {
			stated = time.Duration(v.NumberValue()) * time.Second
		}
	}
	if stated == 0 {
		stated = limits[r.Type]
	}
	if v := r.Inputs["waitForCapacityTimeout"]; v.IsString() {
		patience, err := time.ParseDuration(v.StringValue())
		require.NoError(t, err)
		assert.Positive(t, patience, "%s: a group of no patience is not waited for", r.URN)
		assert.Less(t, patience, stated, "%s: the provider itself has to give up first, for it knows why", r.URN)
	}
	return stated
}

// Whatever is waited for has a limit of an hour and a quarter at most, and
// nothing that can be waited for is told not to be.
func TestEveryWaitHasALimit(t *testing.T) {
	t.Parallel()
	seen := map[tokens.Type]int{}
	for name, s := range map[string]*simtest.Stack{
		"dev": environment(t, "dev"), "prod": environment(t, "prod"),
		"servers and agents": simtest.New(t, onRKE(rkeWith(3, withAgents), served), simtest.On(established(t))),
	} {
		s.Up().NoError(t)
		for _, r := range s.State().Resources {
			if _, waits := limits[r.Type]; !waits {
				continue
			}
			seen[r.Type]++
			l := limit(t, r)
			assert.Positive(t, l, "%s: %s: no limit", name, r.URN)
			assert.LessOrEqual(t, l, 75*time.Minute, "%s: %s", name, r.URN)
			assert.False(t, r.Inputs["skipAwait"].IsBool() && r.Inputs["skipAwait"].BoolValue(), "%s: %s is not waited for", name, r.URN)
			if metadata := r.Inputs["metadata"]; metadata.IsObject() {
				if a := metadata.ObjectValue()["annotations"]; a.IsObject() {
					for key := range a.ObjectValue() {
						assert.False(t, strings.HasPrefix(string(key), "pulumi.com/skipAwait"), "%s: %s is not waited for", name, r.URN)
					}
				}
			}
		}
	}
	for _, kind := range []tokens.Type{api.Cluster, api.NodeGroup, api.AutoScalingGroup, "kubernetes:helm.sh/v3:Release", api.Addon, api.CertificateIssued, "kubernetes:apps/v1:Deployment"} {
		assert.Positive(t, seen[kind], kind)
	}
}
