package rke2_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
)

// While another server answers behind the balancer, one whose own RKE2 does not
// start fails all the same: neither does it say that it is done, nor does it
// take those out of the cluster whose place it was to take.
func TestAnAnswerOfAnotherServerIsNotTakenForOnesOwn(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"no-start", "hang"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.put("state", "done")
			s.put("up", "")
			s.put("nodes", "node/i-1\n")
			m := s.server(1, "i-9")
			m.set(fault, "")
			m.fails("rke2-server.service did not start within 900s: see journalctl -u rke2-server.service")
			assert.NotContains(t, s.get("log"), "kubectl delete")
		})
	}
}

// The same of an agent: the balancer answers, its own service does not start.
func TestAnAgentIsDoneWhenItsOwnServiceRuns(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	text, err := rke2.AgentSecret("agentpass", "CA\n")
	require.NoError(t, err)
	s.put("secret", text)
	s.put("up", "")
	m := s.boot("i-a", told(rke2.Machine{}))
	m.set("hang", "")
	m.fails("rke2-agent.service did not start within 900s: see journalctl -u rke2-agent.service")
}

// limits are the words by which each program that waits for somebody else says
// for how long.
var limits = map[*regexp.Regexp][]string{
	regexp.MustCompile(`(^|[(\s])curl `):                           {"--max-time"},
	regexp.MustCompile(`(^|[(\s])aws [a-z]`):                       {"--cli-connect-timeout", "--cli-read-timeout"},
	regexp.MustCompile(`"\$kubectl" |"\$data_dir/bin/kubectl" `):   {"--request-timeout"},
	regexp.MustCompile(`systemctl enable --now|cluster-reset `):    {"timeout \"$"},
	regexp.MustCompile(`^\s*(until|while) .*balancer|while :; do`): {},
}

// No command of the scripts waits for longer than it says, and no loop goes on
// for ever.
func TestEveryWaitOfTheScriptsHasALimit(t *testing.T) {
	t.Parallel()
	seen := map[*regexp.Regexp]int{}
	for _, server := range []bool{true, false} {
		doc, err := told(rke2.Machine{Server: server}).Document()
		require.NoError(t, err)
		for _, f := range doc.Files {
			if !strings.HasSuffix(f.Path, ".sh") {
				continue
			}
			text := strings.ReplaceAll(f.Content, "\\\n", " ")
			for line := range strings.Lines(text) {
				if strings.HasPrefix(strings.TrimSpace(line), "#") {
					continue
				}
				for command, words := range limits {
					if !command.MatchString(line) {
						continue
					}
					seen[command]++
					for _, word := range words {
						assert.Contains(t, line, word, f.Path)
					}
				}
			}
			loops := regexp.MustCompile(`(?s)\n *(until|while) .*?\n *done\n`).FindAllString(text, -1)
			for _, loop := range loops {
				assert.Contains(t, loop, "began >= WAIT", "%s: a loop without an end", f.Path)
			}
		}
	}
	for command := range limits {
		assert.Positive(t, seen[command], "%s: is in no script", command)
	}
}
