package life_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// block finds the Go code between the markers of an example.
var block = regexp.MustCompile("(?s)<!-- example:vpc -->\n```go\n(.*?)```\n<!-- /example -->\n")

// TestTheProgramInTheReadmeIsTheOneThatIsTested holds for the program alone:
// the imports follow from it.
func TestTheProgramInTheReadmeIsTheOneThatIsTested(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	source, err := os.ReadFile("../../examples/vpc/main.go")
	require.NoError(t, err)
	shown := block.FindAllStringSubmatch(string(readme), -1)
	require.Len(t, shown, 1, "README.md has one Go block between <!-- example:vpc --> and <!-- /example -->")
	start := strings.Index(string(source), "func program(")
	require.Positive(t, start)
	assert.Equal(t, string(source)[start:], shown[0][1], "examples/vpc/main.go from func program on, and README.md")
}
