package dns_test

import (
	"slices"
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
	inputs := a.Inputs.Mappable()
	r.made = append(r.made, made{token: a.TypeToken, name: a.Name, inputs: inputs, parent: a.RegisterRPC.GetParent()})
	out := a.Inputs.Copy()
	out["arn"] = resource.NewStringProperty("arn:" + a.Name)
	switch a.TypeToken {
	case "aws:route53/zone:Zone":
		out["zoneId"] = resource.NewStringProperty("Z1")
		out["nameServers"] = resource.NewPropertyValue([]any{"ns-1.example.net"})
	case "aws:route53/record:Record":
		out["fqdn"] = a.Inputs["name"]
	case "aws:acm/certificate:Certificate":
		out["domainValidationOptions"] = resource.NewPropertyValue(proofs(inputs))
	}
	return a.Name + ":id", out, nil
}

// proofs are the records that ACM would ask for, one for each name, the same
// for a name and its wildcard.
func proofs(inputs map[string]any) []any {
	names := []any{inputs["domainName"]}
	if more, ok := inputs["subjectAlternativeNames"].([]any); ok {
		names = append(names, more...)
	}
	var out []any
	for _, n := range names {
		domain := strings.TrimPrefix(n.(string), "*.")
		out = append(out, map[string]any{
			"domainName": n, "resourceRecordName": "_proof." + domain, "resourceRecordType": "CNAME",
			"resourceRecordValue": "_" + domain + ".acm-validations.aws",
		})
	}
	return out
}

func run(t *testing.T, program pulumi.RunFunc) *recorder {
	t.Helper()
	r := &recorder{}
	require.NoError(t, pulumi.RunErr(program, pulumi.WithMocks("project", "stack", r)))
	return r
}

// of returns the resources of a type, named by the end of its token, sorted;
// components are left out.
func (r *recorder) of(kind string) []made {
	var out []made
	for _, m := range r.made {
		if strings.HasSuffix(m.token, ":"+kind) && !strings.HasPrefix(m.token, "drydock:") {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b made) int { return strings.Compare(a.name, b.name) })
	return out
}

func (r *recorder) one(t *testing.T, kind string) made {
	t.Helper()
	all := r.of(kind)
	require.Len(t, all, 1, kind)
	return all[0]
}
