package storage_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
)

type made struct {
	token, name, parent string
	inputs              map[string]any
	depends             []string
}

// recorder accepts whatever is registered and remembers it. It shows wiring
// only: it refuses nothing.
type recorder struct {
	mu   sync.Mutex
	made []made
}

func (r *recorder) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func (r *recorder) NewResource(a pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := made{token: a.TypeToken, name: a.Name, inputs: a.Inputs.Mappable(), parent: a.RegisterRPC.GetParent()}
	for _, urn := range a.RegisterRPC.GetDependencies() {
		m.depends = append(m.depends, urn[strings.LastIndex(urn, "::")+2:])
	}
	r.made = append(r.made, m)
	out := a.Inputs.Copy()
	out["arn"] = resource.NewStringProperty("arn:aws:x:::" + a.Name)
	if a.TypeToken == "aws:s3/bucketV2:BucketV2" {
		out["bucket"] = resource.NewStringProperty(a.Name + "-1234567")
		out["bucketRegionalDomainName"] = resource.NewStringProperty(a.Name + "-1234567.s3.eu-central-1.amazonaws.com")
	}
	delete(out, "source")
	return a.Name + ":id", out, nil
}

func run(t *testing.T, program pulumi.RunFunc) *recorder {
	t.Helper()
	r := &recorder{}
	require.NoError(t, pulumi.RunErr(program, pulumi.WithMocks("project", "stack", r)))
	return r
}

// one returns the only resource of a type, named by the end of its token.
func (r *recorder) one(t *testing.T, kind string) made {
	t.Helper()
	all := r.of(kind)
	require.Len(t, all, 1, kind)
	return all[0]
}

func (r *recorder) of(kind string) []made {
	var out []made
	for _, m := range r.made {
		if strings.HasSuffix(m.token, ":"+kind) && strings.HasPrefix(m.token, "aws:") {
			out = append(out, m)
		}
	}
	return out
}

// names are those of all resources that are no components, by kind.
func (r *recorder) names() map[string]string {
	out := map[string]string{}
	for _, m := range r.made {
		if strings.HasPrefix(m.token, "aws:") {
			out[m.token[strings.LastIndex(m.token, ":")+1:]] = m.name
		}
	}
	return out
}
