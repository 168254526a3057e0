package compute

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// MaxUserData is the most bytes of user data that EC2 takes, counted before
// base64: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
const MaxUserData = 16384

// FactsPath is the file on the machine that holds [CloudInit.Facts].
const FactsPath = "/etc/drydock/facts"

// CloudInit is what a machine does when it starts for the first time. It is
// text from the first hand to the last and must hold no secret: everything on
// the machine can read its user data. A machine fetches its secrets by its
// role.
//
// It is handed over as a cloud-config document,
// https://cloudinit.readthedocs.io/en/latest/reference/modules.html, in the
// order in which cloud-init works: files, packages, units, commands.
type CloudInit struct {
	// Upgrade brings all packages up to date first, which takes longer and
	// makes two machines of one image differ. Off unless set.
	Upgrade bool
	// Packages of the distribution to install.
	Packages []string
	// Files to write.
	Files []File
	// Units of systemd to write, enable and start, in order.
	Units []Unit
	// RunCommands to run at the end, in order, each with its arguments and
	// without a shell. A command that fails does not stop the next: put what
	// belongs together into a script among Files.
	RunCommands [][]string
	// Facts are values that are known only when other resources exist, such
	// as the name of a bucket. They are written to FactsPath as shell
	// assignments, NAME='value', sorted. Names are upper-case.
	Facts map[string]pulumi.StringInput
}

// File is a file on the machine.
type File struct {
	// Path is absolute. Required.
	Path string
	// Content is text.
	Content string
	// Mode in octal. Empty means "0644".
	Mode string
	// Owner is USER:GROUP. Empty means "root:root".
	Owner string
}

// Unit is a unit of systemd.
type Unit struct {
	// Name with its kind, such as "agent.service". Required.
	Name string
	// Content of the unit file. Empty for a unit that a package brings.
	Content string
	// Disabled writes the unit without enabling and starting it.
	Disabled bool
}

func (c CloudInit) clone() CloudInit {
	c.Packages, c.Files, c.Units = slices.Clone(c.Packages), slices.Clone(c.Files), slices.Clone(c.Units)
	c.RunCommands, c.Facts = slices.Clone(c.RunCommands), maps.Clone(c.Facts)
	return c
}

// document is a cloud-config document; the order of its fields is the order of
// the text.
type document struct {
	Update   bool       `json:"package_update,omitempty"`
	Upgrade  bool       `json:"package_upgrade,omitempty"`
	Files    []file     `json:"write_files,omitempty"`
	Packages []string   `json:"packages,omitempty"`
	Commands [][]string `json:"runcmd,omitempty"`
}

type file struct {
	Path    string `json:"path"`
	Mode    string `json:"permissions"`
	Owner   string `json:"owner"`
	Content string `json:"content"`
}

// Document returns the cloud-config text, given the values of the facts. It
// is JSON, which every reader of YAML reads, behind the line that marks it.
func (c CloudInit) Document(facts map[string]string) string {
	d := document{Update: c.Upgrade || len(c.Packages) > 0, Upgrade: c.Upgrade, Packages: c.Packages}
	if len(facts) > 0 {
		d.Files = append(d.Files, File{Path: FactsPath, Content: assignments(facts)}.encoded())
	}
	for _, f := range c.Files {
		d.Files = append(d.Files, f.encoded())
	}
	reload := false
	for _, u := range c.Units {
		if u.Content != "" {
			d.Files, reload = append(d.Files, File{Path: "/etc/systemd/system/" + u.Name, Content: u.Content}.encoded()), true
		}
	}
	if reload {
		d.Commands = append(d.Commands, []string{"systemctl", "daemon-reload"})
	}
	for _, u := range c.Units {
		if !u.Disabled {
			d.Commands = append(d.Commands, []string{"systemctl", "enable", "--now", u.Name})
		}
	}
	d.Commands = append(d.Commands, c.RunCommands...)
	var text bytes.Buffer
	text.WriteString("#cloud-config\n")
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(d); err != nil {
		panic(err) // structs of strings and booleans always encode
	}
	return text.String()
}

func (f File) encoded() file {
	if f.Mode == "" {
		f.Mode = "0644"
	}
	if f.Owner == "" {
		f.Owner = "root:root"
	}
	return file{f.Path, f.Mode, f.Owner, f.Content}
}

// assignments are facts as lines that a shell and systemd's EnvironmentFile
// both read.
func assignments(facts map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		fmt.Fprintf(&b, "%s='%s'\n", name, facts[name])
	}
	return b.String()
}

// UserData returns the text as a launch template takes it: base64, of the
// document itself or, where that is longer than EC2 takes, of its gzip. The
// error says how far it is above the limit, or which fact does not fit.
func (c CloudInit) UserData(facts map[string]string) (string, error) {
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		if strings.ContainsAny(facts[name], "'\n\r\x00") {
			return "", fmt.Errorf("user data: fact %s: has a quote or a line break: a fact is one line of text", name)
		}
		if what := secretIn(facts[name]); what != "" {
			return "", fmt.Errorf("user data: fact %s: holds %s: everything on the machine reads user data: let it fetch the secret by its role", name, what)
		}
	}
	raw := []byte(c.Document(facts))
	if len(raw) > MaxUserData {
		packed := squeezed(raw)
		if len(packed) > MaxUserData {
			return "", fmt.Errorf("user data: %d bytes, %d compressed: EC2 takes %d: move files into an image, a package or a bucket",
				len(raw), len(packed), MaxUserData)
		}
		raw = packed
	}
	return base64.StdEncoding.EncodeToString(raw), nil
}

func squeezed(raw []byte) []byte {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(raw)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // the level is legal and the buffer takes everything
	}
	return packed.Bytes()
}

// output is the user data once the facts are known.
func (c CloudInit) output() pulumi.StringOutput {
	inputs := pulumi.StringMap{}
	maps.Copy(inputs, c.Facts)
	return inputs.ToStringMapOutput().ApplyT(c.UserData).(pulumi.StringOutput)
}
