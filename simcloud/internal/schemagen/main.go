// Command schemagen writes what a provider's Go SDK says of its resource
// types: the properties, their kinds, which are required and which outputs are
// secret. What forces a replacement the SDK says only here and there, in
// prose: that stays with the rules.
//
// It reads the SDK's sources (its Args and output structs and the checks in
// its constructors) rather than importing them, so that it costs a parse and
// not a compilation of the SDK.
//
//	schemagen -module MODULE -dir go/aws -tokens DIR -out FILE
//
// Only types whose token stands as a string in the Go sources below -tokens
// are written, so that the data grows with the rules.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

func main() {
	module := flag.String("module", "", "module path of the SDK")
	dir := flag.String("dir", "", "folder of the packages within the module")
	tokens := flag.String("tokens", ".", "folder whose Go sources name the tokens")
	out := flag.String("out", "schema.json", "file to write")
	flag.Parse()
	if err := run(*module, *dir, *tokens, *out); err != nil {
		fmt.Fprintln(os.Stderr, "schemagen:", err)
		os.Exit(1)
	}
}

func run(module, dir, tokenDir, out string) error {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		return fmt.Errorf("module %s: %w", module, err)
	}
	// The tokens of other providers are named here and there, too.
	wanted, err := tokensIn(tokenDir, filepath.Base(dir)+":")
	if err != nil {
		return err
	}
	schemas := map[string]*world.Schema{}
	for _, pkg := range packagesOf(wanted) {
		found, err := parsePackage(filepath.Join(strings.TrimSpace(string(root)), dir, pkg))
		if err != nil {
			return err
		}
		for token, s := range found {
			if slices.Contains(wanted, token) {
				schemas[token] = s
			}
		}
	}
	for _, t := range wanted {
		if schemas[t] == nil && !strings.Contains(t, "/get") && !strings.HasPrefix(t, "aws:index/") {
			fmt.Fprintf(os.Stderr, "schemagen: %s: not in the SDK\n", t)
		}
	}
	text, err := encode(schemas)
	if err != nil {
		return err
	}
	return os.WriteFile(out, text, 0o644)
}

// encode writes one type a line, so that a change of the SDK reads well as a
// diff.
func encode(schemas map[string]*world.Schema) ([]byte, error) {
	var lines []string
	for token, s := range schemas {
		text, err := json.Marshal(s)
		if err != nil {
			return nil, err
		}
		lines = append(lines, fmt.Sprintf("%q: %s", token, text))
	}
	slices.Sort(lines)
	return []byte("{\n" + strings.Join(lines, ",\n") + "\n}\n"), nil
}

var tokenPattern = regexp.MustCompile(`"([a-z]+:[a-zA-Z0-9]+/[A-Za-z0-9]+:[A-Za-z0-9]+)"`)

// tokensIn are the tokens with that prefix in the sources below a folder.
func tokensIn(dir, prefix string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range tokenPattern.FindAllStringSubmatch(string(text), -1) {
			if strings.HasPrefix(m[1], prefix) {
				found = append(found, m[1])
			}
		}
		return err
	})
	slices.Sort(found)
	return slices.Compact(found), err
}

// packagesOf returns the Go packages that hold the tokens: the part between
// the first colon and the slash.
func packagesOf(tokens []string) []string {
	var pkgs []string
	for _, t := range tokens {
		_, rest, _ := strings.Cut(t, ":")
		pkg, _, _ := strings.Cut(rest, "/")
		if pkg == "index" {
			pkg = "."
		}
		pkgs = append(pkgs, pkg)
	}
	slices.Sort(pkgs)
	return slices.Compact(pkgs)
}
