package kube_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The SDK's typed packages take minutes to compile; only its root, which has
// the provider, and its helpers are cheap.
func TestTheSDKsTypedPackagesAreNeverImported(t *testing.T) {
	const module = "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	out, err := exec.Command("go", "list", "-deps",
		"../helm", ".", "../../components/cluster", "../../components/addons", "../../components/skeleton").Output()
	require.NoError(t, err)
	packages := strings.Fields(string(out))
	require.Contains(t, packages, module, "the list is empty of what it must hold")
	for _, p := range packages {
		if strings.HasPrefix(p, module) {
			assert.Contains(t, []string{module, module + "/utilities"}, p)
		}
	}
}
