package addons_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/drydock-iac/drydock/components/addons"
)

// chartValues are the values that each component sets, by the chart's folder.
func chartValues() map[string]map[string]any {
	return map[string]map[string]any{
		"cert-manager":                 addons.CertManagerArgs{Cluster: amazon()}.Values(),
		"external-dns":                 addons.ExternalDNSArgs{Cluster: amazon(), Zone: publicZone()}.Values(),
		"external-secrets":             addons.ExternalSecretsArgs{Cluster: amazon()}.Values(),
		"aws-ebs-csi-driver":           addons.VolumesArgs{Cluster: amazon()}.Values(),
		"metrics-server":               addons.MetricsServerArgs{InsecureKubelets: true}.Values(),
		"karpenter":                    addons.KarpenterArgs{Cluster: amazon()}.Values(),
		"aws-load-balancer-controller": addons.LoadBalancerControllerArgs{Cluster: amazon(), ServiceClass: true}.Values(),
	}
}

func TestEveryValueOfTheAddOnsIsOneThatItsChartKnows(t *testing.T) {
	for chart, values := range chartValues() {
		t.Run(chart, func(t *testing.T) {
			text, err := json.Marshal(values)
			require.NoError(t, err)
			var plain map[string]any
			require.NoError(t, json.Unmarshal(text, &plain))
			if s, ok := schemaOf(t, chart); ok {
				assert.Empty(t, s.faults("values", plain))
				return
			}
			text, err = os.ReadFile(filepath.Join(charts, chart, "values.yaml"))
			if err != nil {
				t.Skip("no chart data beside the repository")
			}
			var known map[string]any
			require.NoError(t, yaml.Unmarshal(text, &known))
			assert.Empty(t, strangers("values", plain, known))
		})
	}
}

func TestTheCheckAgainstDefaultValuesFindsWhatIsWrong(t *testing.T) {
	known := map[string]any{"a": map[string]any{"b": 1}, "free": map[string]any{}}
	assert.Equal(t, []string{"v.a.c", "v.d"}, strangers("v", map[string]any{
		"a": map[string]any{"b": 2, "c": 3}, "free": map[string]any{"x": 1}, "d": 1,
	}, known))
}

// strangers are the keys that the chart's own values lack; an empty map in
// them takes any.
func strangers(path string, values, known map[string]any) []string {
	if len(known) == 0 {
		return nil
	}
	var out []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		at := path + "." + key
		child, there := known[key]
		if !there {
			out = append(out, at)
			continue
		}
		inner, a := values[key].(map[string]any)
		outer, b := child.(map[string]any)
		// A security context is an object of Kubernetes' own.
		if a && b && !strings.HasSuffix(key, "ecurityContext") {
			out = append(out, strangers(at, inner, outer)...)
		}
	}
	return out
}

// schemaOf is the schema that a chart is published with, its references
// replaced by what they refer to.
func schemaOf(t *testing.T, chart string) (schema, bool) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(charts, chart, "values.schema.json"))
	if err != nil {
		return schema{}, false
	}
	var tree map[string]any
	require.NoError(t, json.Unmarshal(text, &tree))
	text, err = json.Marshal(inline(tree, tree))
	require.NoError(t, err)
	var s schema
	require.NoError(t, json.Unmarshal(text, &s))
	return s, true
}

func inline(root map[string]any, node any) any {
	switch n := node.(type) {
	case map[string]any:
		if ref, ok := n["$ref"].(string); ok && strings.HasPrefix(ref, "#/") {
			var at any = root
			for _, step := range strings.Split(ref[2:], "/") {
				at = at.(map[string]any)[step]
			}
			return inline(root, at)
		}
		out := map[string]any{}
		for key, value := range n {
			if key != "$defs" {
				out[key] = inline(root, value)
			}
		}
		return out
	case []any:
		out := make([]any, len(n))
		for i, value := range n {
			out[i] = inline(root, value)
		}
		return out
	}
	return node
}

func ExampleExternalDNSArgs_Values() {
	values := addons.ExternalDNSArgs{Cluster: amazon(), Zone: publicZone()}.Values()
	fmt.Println(values["policy"], values["domainFilters"], values["txtOwnerId"])
	// Output: upsert-only [dock.drydock.example] lab
}

func ExampleCheckKarpenter() {
	args := pool(func(p *addons.NodePool) { p.Image = "al2023@latest" })
	fmt.Println(addons.CheckKarpenter("nodes", &args))
	// Output: karpenter "nodes": Pools[0].Image "al2023@latest": not an image of a fixed release: pin one, such as "al2023@v20260807"
}

func ExampleCheckCertificateArchive() {
	fmt.Println(addons.CheckCertificateArchive("app", &addons.CertificateArchiveArgs{Prefix: "dev/certificates/app", Recovery: 3}))
	// Output: certificate archive "app": Recovery 3: outside 7 to 30 days: choose one within
}

func ExampleNewIssuedCertificate() {
	// The archive outlives the environment, so another program makes it.
	program := func(ctx *pulumi.Context, certs *addons.CertManager, store *addons.ExternalSecrets, archive *addons.CertificateArchive) error {
		_, err := addons.NewIssuedCertificate(ctx, "app", &addons.IssuedCertificateArgs{
			CertManager: certs, Issuer: addons.Production, Namespace: "app", Names: []string{"app.dev.example.com"},
			Archive: archive, Store: store,
		})
		return err
	}
	fmt.Println(program(nil, &addons.CertManager{}, nil, nil))
	// Output: issued certificate "app": Issuer "letsencrypt-production": not among the issuers [] of the cert-manager: give CertManagerArgs ACME or PrivateCA, or choose another
}
