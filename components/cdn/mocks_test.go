package cdn_test

import (
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
)

// recorder accepts whatever is registered and remembers its inputs by name. It
// shows wiring only: it refuses nothing.
type recorder struct {
	mu   sync.Mutex
	made map[string]resource.PropertyMap
}

func (r *recorder) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func (r *recorder) NewResource(a pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a.Custom {
		r.made[a.Name] = a.Inputs
	}
	out := a.Inputs.Copy()
	out["arn"] = resource.NewStringProperty("arn:" + a.Name)
	out["result"] = resource.NewStringProperty("value of " + a.Name)
	out["domainName"] = resource.NewStringProperty(a.Name + ".cloudfront.net")
	out["hostedZoneId"] = resource.NewStringProperty("zone")
	return a.Name + ":id", out, nil
}

func run(t *testing.T, program pulumi.RunFunc) *recorder {
	t.Helper()
	r := &recorder{made: map[string]resource.PropertyMap{}}
	require.NoError(t, pulumi.RunErr(program, pulumi.WithMocks("project", "stack", r)))
	return r
}
