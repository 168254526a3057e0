package house_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../.."

type source struct {
	path string // from the root of the repository
	file *ast.File
	set  *token.FileSet
	size int
}

func (s source) at(n ast.Node) string {
	p := s.set.Position(n.Pos())
	return strings.TrimPrefix(filepath.ToSlash(p.String()), root+"/")
}

// sources parses the Go files below the given folders; tests are left out.
func sources(t *testing.T, folders ...string) []source {
	t.Helper()
	var all []source
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			all = append(all, source{filepath.ToSlash(rel), file, set, int(info.Size())})
			return err
		})
		require.NoError(t, err)
	}
	require.NotEmpty(t, all)
	return all
}

// everything is the folders with code that is not a test's.
var everything = []string{"components", "stacks", "policy", "simcloud", "cmd", "apps", "internal"}

// library is what runs as part of a user's program.
var library = []string{"components", "stacks", "internal/component", "internal/helm", "internal/kube", "internal/versions"}
