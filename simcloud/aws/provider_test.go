package aws_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws"
)

func TestTheGeneratedSchemasAreThoseOfTheSDK(t *testing.T) {
	out := filepath.Join(t.TempDir(), "schema.json")
	text, err := exec.Command("go", "run", "../internal/schemagen",
		"-module", "github.com/pulumi/pulumi-aws/sdk/v6", "-dir", "go/aws", "-tokens", ".", "-out", out).CombinedOutput()
	require.NoError(t, err, string(text))
	want, err := os.ReadFile(out)
	require.NoError(t, err)
	got, err := os.ReadFile("schema.json")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "run go generate ./simcloud/aws")
}

func TestEveryTypeHasItsSchemaAndRefersToTypesThatExist(t *testing.T) {
	p, err := aws.Provider()
	require.NoError(t, err)
	for token, typ := range p.Types {
		assert.Equal(t, token, typ.Token)
		assert.NotEmpty(t, typ.Schema.Inputs, token)
		for _, r := range typ.Refs {
			assert.Contains(t, r.Kind, ":", "%s refers to %q", token, r.Kind)
		}
		for name := range typ.Defaults {
			assert.Contains(t, typ.Schema.Outputs, name, "%s has a default that is no output", token)
		}
	}
}
