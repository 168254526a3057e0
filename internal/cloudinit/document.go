package cloudinit

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// header marks a cloud-config document:
// https://cloudinit.readthedocs.io/en/latest/explanation/format.html
const header = "#cloud-config\n"

// Document is a cloud-config document. cloud-init takes its parts in this
// order: files, packages, commands. A failing command does not stop the next.
type Document struct {
	// Update fetches the lists of packages first.
	Update bool `yaml:"package_update,omitempty"`
	// Packages of the distribution to install.
	Packages []string `yaml:"packages,omitempty"`
	// Files to write, in order.
	Files []File `yaml:"write_files,omitempty"`
	// Commands to run at the end, each with its arguments, without a shell.
	Commands [][]string `yaml:"runcmd,omitempty"`
}

// File is a file on the machine, owned by root.
type File struct {
	// Path is absolute.
	Path string `yaml:"path"`
	// Mode in octal, such as "0644".
	Mode string `yaml:"permissions"`
	// Content is text.
	Content string `yaml:"content"`
}

// File returns the content of the file at path, false where there is none.
func (d Document) File(path string) (string, bool) {
	for _, f := range d.Files {
		if f.Path == path {
			return f.Content, true
		}
	}
	return "", false
}

// Text returns the document as cloud-init reads it, YAML behind the line that
// marks it. Equal documents give equal text.
func (d Document) Text() (string, error) {
	if err := d.check(); err != nil {
		return "", err
	}
	var b bytes.Buffer
	b.WriteString(header)
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(d); err != nil {
		return "", fmt.Errorf("user data: %w", err)
	}
	return b.String(), nil
}

var modeForm = regexp.MustCompile(`^0[0-7]{3}$`)

func (d Document) check() error {
	var seen []string
	for _, f := range d.Files {
		switch {
		case !path.IsAbs(f.Path) || path.Clean(f.Path) != f.Path:
			return fmt.Errorf("user data: file %q: not an absolute path: begin it with a slash and leave out dots", f.Path)
		case slices.Contains(seen, f.Path):
			return fmt.Errorf("user data: file %q: written twice: remove one", f.Path)
		case !modeForm.MatchString(f.Mode):
			return fmt.Errorf("user data: file %q: mode %q: not a mode of four octal digits: write one such as \"0644\"", f.Path, f.Mode)
		}
		seen = append(seen, f.Path)
	}
	for i, c := range d.Commands {
		if len(c) == 0 || c[0] == "" {
			return fmt.Errorf("user data: command %d: empty: name the program and its arguments", i)
		}
	}
	return nil
}

// parseText reads a document back.
func parseText(text string) (Document, error) {
	var d Document
	rest, ok := strings.CutPrefix(text, header)
	if !ok {
		return d, fmt.Errorf("user data: not a cloud-config document: its first line is not %q", strings.TrimSpace(header))
	}
	if err := yaml.Unmarshal([]byte(rest), &d); err != nil {
		return d, fmt.Errorf("user data: %w", err)
	}
	return d, nil
}
