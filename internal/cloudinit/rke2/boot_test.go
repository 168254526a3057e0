package rke2_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/cloudinit"
	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
)

// pause is between two looks in seconds: longer than in life, for each look
// starts a dozen programs.
const pause = 100

// site is what the machines of a cluster share: the parameters, the secret,
// the balancer and a log of what they do.
type site struct {
	t   *testing.T
	dir string
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, dir: t.TempDir()}
	text, err := rke2.ServerSecret("pass", "agentpass", "CA\n", authorities())
	require.NoError(t, err)
	s.put("secret", text)
	s.put("state", "new")
	s.put("restore", "none")
	return s
}

func authorities() map[string]string {
	files := map[string]string{"service.key": "SERVICE\n"}
	for _, name := range []string{"server-ca", "client-ca", "request-header-ca", "etcd/peer-ca", "etcd/server-ca"} {
		files[name+".crt"], files[name+".key"] = "CRT "+name+"\n", "KEY "+name+"\n"
	}
	return files
}

func (s *site) put(name, text string) {
	require.NoError(s.t, os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600))
}

func (s *site) get(name string) string {
	text, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		return ""
	}
	return string(text)
}

// log is what the machines did to the cluster, without what every machine does
// to itself.
func (s *site) log() []string {
	var out []string
	for line := range strings.Lines(s.get("log")) {
		line = strings.TrimSpace(line)
		if !strings.HasSuffix(line, "daemon-reload") && !strings.HasSuffix(line, "systemd-sysctl") && !strings.Contains(line, "useradd") {
			out = append(out, line)
		}
	}
	return out
}

// machine is one machine of a site.
type machine struct {
	*site
	root, fake string
	script     string
}

func told(m rke2.Machine) rke2.Machine {
	m.Cluster, m.Registration, m.Region, m.Secret = "dev", "registration.example", "eu-central-1", "arn:secret"
	m.Authority = "CRT server-ca\n"
	m.State, m.Restore, m.Version, m.Arch, m.CIS, m.Cloud = "/drydock/state", "/drydock/restore", "v1.35.6+rke2r1", "amd64", true, true
	m.Config = map[string]any{"profile": "cis"}
	return m
}

// boot prepares a machine with the files that its user data would give it.
func (s *site) boot(instance string, told rke2.Machine) *machine {
	s.t.Helper()
	doc, err := told.Document()
	require.NoError(s.t, err)
	data, err := doc.UserData()
	require.NoError(s.t, err)
	doc, err = cloudinit.Parse(data)
	require.NoError(s.t, err)
	dir := s.t.TempDir()
	m := &machine{site: s, root: filepath.Join(dir, "root"), fake: filepath.Join(dir, "fake"), script: "boot-agent.sh"}
	if told.Server {
		m.script = "boot-server.sh"
	}
	for _, f := range doc.Files {
		m.write(f.Path, strings.Replace(f.Content, fmt.Sprintf("POLL='%d'", rke2.PollSeconds), fmt.Sprintf("POLL='%d'", pause), 1))
	}
	require.NoError(s.t, os.MkdirAll(m.fake, 0o700))
	m.set("instance", instance)
	m.set("clock", "0")
	stub, err := os.ReadFile("testdata/stubs/kubectl")
	require.NoError(s.t, err)
	m.write("/var/lib/rancher/rke2/bin/kubectl", string(stub))
	require.NoError(s.t, os.Chmod(filepath.Join(m.root, "var/lib/rancher/rke2/bin/kubectl"), 0o700))
	return m
}

func (s *site) server(ordinal int, instance string) *machine {
	return s.boot(instance, told(rke2.Machine{Server: true, Ordinal: ordinal}))
}

func (m *machine) write(path, text string) {
	path = filepath.Join(m.root, path)
	require.NoError(m.t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(m.t, os.WriteFile(path, []byte(text), 0o600))
}

func (m *machine) set(name, text string) {
	require.NoError(m.t, os.WriteFile(filepath.Join(m.fake, name), []byte(text), 0o600))
}

// read is a file on the machine, "" where there is none.
func (m *machine) read(path string) string {
	text, err := os.ReadFile(filepath.Join(m.root, path))
	if err != nil {
		return ""
	}
	return string(text)
}

// clock is the second that the machine has reached.
func (m *machine) clock() int {
	text, err := os.ReadFile(filepath.Join(m.fake, "clock"))
	require.NoError(m.t, err)
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	require.NoError(m.t, err)
	return n
}

// run runs the script and returns its last line and whether it worked.
func (m *machine) run() (string, bool) {
	stubs, err := filepath.Abs("testdata/stubs")
	if err != nil {
		return err.Error(), false
	}
	cmd := exec.Command("bash", filepath.Join(m.root, "usr/local/lib/drydock", m.script))
	cmd.Env = []string{"PATH=" + stubs + ":/usr/bin:/bin", "DRYDOCK_ROOT=" + m.root, "FAKE=" + m.fake, "SHARED=" + m.dir}
	out, err := cmd.CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1], err == nil
}

func (m *machine) works(want string) {
	m.t.Helper()
	last, ok := m.run()
	assert.True(m.t, ok, last)
	assert.Equal(m.t, "drydock: done: "+want, last)
	m.tidy()
}

func (m *machine) fails(want string) {
	m.t.Helper()
	last, ok := m.run()
	assert.False(m.t, ok, last)
	assert.Equal(m.t, "drydock: failed: "+want, last)
	m.tidy()
}

// tidy checks that the secret does not stay in memory.
func (m *machine) tidy() {
	m.t.Helper()
	assert.NoFileExists(m.t, filepath.Join(m.root, "run/drydock/secret.json"))
}
