package house_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// heavy lists packages that cost a user's first build more than they give,
// with what each cost cold on two cores.
var heavy = map[string]string{
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/helm/v3":   "190 s: it imports every API group; use internal/helm",
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/yaml":      "190 s: it imports every API group",
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/yaml/v2":   "190 s: it imports every API group",
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/kustomize": "190 s: it imports every API group",
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1":   "26 s; use internal/kube",
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apps/v1":   "it brings core/v1; use internal/kube",
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/wafv2":                   "minutes and gigabytes; its nested types are the SDK's largest",
}

func TestTheStackProgramImportsNothingHeavy(t *testing.T) {
	out, err := exec.Command("go", "list", "-C", root, "-deps", "./stacks", "./cmd/drydock").Output()
	require.NoError(t, err)
	for dep := range strings.FieldsSeq(string(out)) {
		if why, forbidden := heavy[dep]; forbidden {
			t.Errorf("%s: forbidden in the stack program: %s", dep, why)
		}
	}
}

func TestTheLibraryDoesNotNeedTheSimulation(t *testing.T) {
	out, err := exec.Command("go", "list", "-C", root, "-deps", "./components/...", "./stacks/...").Output()
	require.NoError(t, err)
	for dep := range strings.FieldsSeq(string(out)) {
		assert.NotContains(t, dep, "github.com/drydock-iac/drydock/simcloud",
			"a user's program must not carry the simulated cloud")
	}
}

// helpers are the packages that only tests, and one another, may import.
var helpers = []string{
	"github.com/drydock-iac/drydock/internal/exhibit",
	"github.com/drydock-iac/drydock/internal/recorder",
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab",
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest",
}

func TestOnlyTestsImportTestHelpers(t *testing.T) {
	out, err := exec.Command("go", "list", "-C", root, "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	require.NoError(t, err)
	for line := range strings.Lines(string(out)) {
		pkg, imports, _ := strings.Cut(strings.TrimSpace(line), " ")
		if slices.Contains(helpers, pkg) {
			continue
		}
		for dep := range strings.FieldsSeq(imports) {
			assert.NotContains(t, helpers, dep, "imported by %s, which is no test", pkg)
		}
	}
}
