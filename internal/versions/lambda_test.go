package versions_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/internal/versions"
)

func TestTheRuntimeOfFunctionsHasAYearLeft(t *testing.T) {
	r := versions.PythonRuntime()
	assert.True(t, r.Deprecated.After("2027"+versions.AsOf[4:]), "%s is deprecated on %s: choose a newer one", r.Name, r.Deprecated)
	assert.True(t, r.NoCreate.After(r.Deprecated))
	assert.True(t, r.NoUpdate.After(r.NoCreate))
	assert.Contains(t, r.Source.URL, "https://docs.aws.amazon.com/")
}
