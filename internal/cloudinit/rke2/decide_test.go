package rke2_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
)

// every fact in every combination.
func every(visit func(rke2.Facts)) {
	both := []bool{false, true}
	for _, data := range both {
		for _, restore := range both {
			for _, answers := range both {
				for _, first := range both {
					for _, patient := range both {
						for _, record := range []rke2.Record{rke2.Unread, rke2.New, rke2.Mine, rke2.Other, rke2.Done} {
							visit(rke2.Facts{Data: data, Restore: restore, Answers: answers, First: first, Patient: patient, Record: record})
						}
					}
				}
			}
		}
	}
}

func TestNoDecisionEndangersACluster(t *testing.T) {
	every(func(f rke2.Facts) {
		do, why := rke2.Decide(f)
		if do == rke2.Initialise {
			assert.True(t, f.First && !f.Answers && !f.Data && !f.Restore && f.Record != rke2.Done && f.Record != rke2.Unread, "%+v", f)
		}
		if do == rke2.Restore {
			assert.True(t, f.First && !f.Answers && !f.Data && f.Restore, "%+v", f)
		}
		if do == rke2.Join {
			assert.True(t, f.Answers && !f.Data && !f.Restore, "%+v", f)
		}
		if do == rke2.Start {
			assert.True(t, f.Data, "%+v", f)
		}
		assert.Equal(t, do == rke2.Wait || do == rke2.Fail, why != "", "%+v: who waits or fails says why", f)
	})
}

func TestTheScriptDecidesAsTheTable(t *testing.T) {
	doc, err := told(rke2.Machine{Server: true}).Document()
	require.NoError(t, err)
	text, ok := doc.File("/usr/local/lib/drydock/decide.sh")
	require.True(t, ok)
	script, want := strings.Builder{}, strings.Builder{}
	script.WriteString(text)
	word := map[bool]string{false: "no", true: "yes"}
	every(func(f rke2.Facts) {
		fmt.Fprintf(&script, "decide %s %s %s %s %s %s; echo \"$action $why\"\n",
			word[f.Data], word[f.Restore], word[f.Answers], word[f.First], word[f.Patient], f.Record)
		do, why := rke2.Decide(f)
		fmt.Fprintf(&want, "%s %s\n", do, why)
	})
	out, err := exec.Command("bash", "-euc", script.String()).Output()
	require.NoError(t, err)
	assert.Equal(t, want.String(), string(out))
}

// TestScriptsPassShellcheck needs shellcheck; where tests run by themselves
// (CI is set) its absence is a failure.
func TestScriptsPassShellcheck(t *testing.T) {
	if _, err := exec.LookPath("shellcheck"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("shellcheck is not installed: apt-get install shellcheck")
		}
		t.Skip("shellcheck is not installed")
	}
	checked := 0
	for _, server := range []bool{true, false} {
		doc, err := told(rke2.Machine{Server: server}).Document()
		require.NoError(t, err)
		dir := t.TempDir()
		var scripts []string
		for _, f := range doc.Files {
			if strings.HasSuffix(f.Path, ".sh") {
				name := filepath.Join(dir, filepath.Base(f.Path))
				require.NoError(t, os.WriteFile(name, []byte(f.Content), 0o600))
				scripts = append(scripts, name)
			}
		}
		out, err := exec.Command("shellcheck", append([]string{"-x", "-P", dir}, scripts...)...).CombinedOutput()
		assert.NoError(t, err, string(out))
		checked += len(scripts)
	}
	assert.Equal(t, 6, checked)
}

func TestWhatAMachineIsToldIsReadBack(t *testing.T) {
	for _, server := range []bool{true, false} {
		in := told(rke2.Machine{Server: server})
		if !server {
			in.State, in.Restore = "", ""
		}
		doc, err := in.Document()
		require.NoError(t, err)
		out, ok := rke2.Told(doc)
		require.True(t, ok)
		in.Config = nil
		assert.Equal(t, in, out)
	}
}

func TestAFactIsOneLine(t *testing.T) {
	_, err := rke2.Machine{Cluster: "a'b"}.Document()
	assert.EqualError(t, err, "user data: fact CLUSTER: has a quote or a line break: a fact is one line of text")
}

func TestJoinTokensStartWithTheHashOfTheAuthority(t *testing.T) {
	// printf 'CA\n' | sha256sum
	assert.Equal(t, "K107599e4a47f7516347597e45510a6b5d0860d577200cb59bf8a0bd2940fb05293::node:p", rke2.JoinToken("CA\n", "node", "p"))
}
