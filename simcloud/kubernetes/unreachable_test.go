package kubernetes_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const advice = `If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation ` +
	`with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"`

func TestAClusterOutOfReachKeepsItsObjectsUnlessTheProviderDropsThem(t *testing.T) {
	const (
		kind    = "kubernetes:core/v1:Namespace"
		release = "kubernetes:helm.sh/v3:Release"
		reason  = `unable to load schema information from the API server: Get "https://gone.example.com/openapi/v2?timeout=32s": dial tcp: lookup gone.example.com: no such host`
	)
	gone := func(setting any) world.Props {
		p := world.Props{"kubeconfig": kubernetes.Kubeconfig("https://gone.example.com")}
		if setting != nil {
			p["deleteUnreachable"] = setting
		}
		return p
	}
	refused := map[string]string{
		"create": "configured Kubernetes cluster is unreachable: " + reason, "update": "configured Kubernetes cluster is unreachable: " + reason,
		"read": "failed to read resource state due to unreachable cluster. " + advice, "delete": "configured Kubernetes cluster is unreachable. " + advice,
		"delete release": `can't delete Helm Release with unreachable cluster. Reason: "` +
			`unable to load schema information from the API server: Get \"https://gone.example.com/openapi/v2?timeout=32s\": dial tcp: lookup gone.example.com: no such host"`,
	}
	dropped := map[string]string{"create": refused["create"], "update": refused["update"], "delete release": refused["delete release"]}
	for name, tt := range map[string]struct {
		setting     any
		environment string
		want        map[string]string
	}{
		"by itself":                    {nil, "", refused},
		"told to by the program":       {true, "", dropped},
		"told to as text":              {"true", "", dropped},
		"told to by the environment":   {nil, "true", dropped},
		"told not to, environment not": {false, "true", refused},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := lab(t)
			w.Set(kubernetes.DeleteUnreachableSetting, tt.environment)
			s := session(t, w, gone(tt.setting))
			token, in := object(t, namespace)
			_, fails, err := s.Check(urnOf(token, in), token, nil, in)
			require.NoError(t, err)
			require.Empty(t, fails, "what is wanted can be checked without the cluster")
			_, _, err = s.Create(urnOf(token, in), token, in, true)
			require.NoError(t, err, "and previewed")

			got := map[string]error{}
			_, _, got["create"] = s.Create(urnOf(token, in), token, in, false)
			_, got["update"] = s.Update(urnOf(token, in), token, "app", in, in, false)
			_, out, err := s.Read(urnOf(token, in), kind, "app")
			got["read"] = err
			assert.Nil(t, out)
			got["delete"] = s.Delete(urnOf(token, in), kind, "app", nil)
			got["delete release"] = s.Delete("urn:pulumi:dev::p::"+release+"::x", release, "app/x", nil)
			for op, err := range got {
				if tt.want[op] == "" {
					assert.NoError(t, err, op)
					continue
				}
				assert.EqualError(t, err, tt.want[op], op)
			}
			_, out, err = s.Read("urn:pulumi:dev::p::"+release+"::x", release, "app/x")
			assert.Nil(t, out)
			assert.Equal(t, tt.want["read"] == "", err == nil, "a read drops a release, too")
		})
	}
}
