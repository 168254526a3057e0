package rke2_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
)

func TestTheFirstServerBeginsTheClusterWithItsAuthorities(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	m := s.server(0, "i-0")
	m.works("initialise")
	assert.Equal(t, []string{"record begun i-0", "i-0 systemctl enable --now rke2-server.service", "record done"}, s.log())
	for name, text := range authorities() {
		assert.Equal(t, text, m.read("/var/lib/rancher/rke2/server/tls/"+name), name)
	}
	assert.Equal(t, "pass", m.read("/etc/rancher/rke2/drydock/token"))
	assert.Equal(t, "agentpass", m.read("/etc/rancher/rke2/drydock/agent-token"))
	assert.Equal(t, strings.ReplaceAll(`node-name: "i-0"
token-file: "ROOT/etc/rancher/rke2/drydock/token"
agent-token-file: "ROOT/etc/rancher/rke2/drydock/agent-token"
kubelet-arg:
  - "config=/etc/drydock/kubelet.yaml"
  - "cloud-provider=external"
  - "provider-id=aws:///eu-central-1a/i-0"
`, "ROOT", m.root), m.read("/etc/rancher/rke2/config.yaml.d/90-drydock.yaml"))
	assert.Contains(t, s.get("log"), "i-0 useradd etcd")
	for _, name := range []string{"etc/rancher/rke2/drydock/token", "var/lib/rancher/rke2/server/tls/client-ca.key"} {
		info, err := os.Stat(filepath.Join(m.root, name))
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
}

func TestServersThatBootInAnyOrderMakeOneCluster(t *testing.T) {
	t.Parallel()
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			last := make([]string, 3)
			var all sync.WaitGroup
			for _, n := range order {
				m := s.server(n, fmt.Sprintf("i-%d", n))
				all.Go(func() { last[n], _ = m.run() })
			}
			all.Wait()
			assert.Equal(t, []string{"drydock: done: initialise", "drydock: done: join", "drydock: done: join"}, last)
			assert.Equal(t, "done", s.get("state"))
		})
	}
}

func TestAReplacementOfTheFirstServerJoinsAndTakesItsPlace(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.put("state", "done")
	s.put("up", "")
	s.put("nodes", "node/i-0\nnode/i-9\n")
	m := s.server(0, "i-9")
	m.works("join")
	assert.Equal(t, []string{
		"i-9 systemctl enable --now rke2-server.service", "i-9 kubectl delete node/i-0 --wait=false --ignore-not-found",
	}, s.log())
	assert.Equal(t, rke2.JoinToken("CA\n", "server", "pass"), m.read("/etc/rancher/rke2/drydock/token"))
	assert.Contains(t, m.read("/etc/rancher/rke2/config.yaml.d/90-drydock.yaml"), `server: "https://registration.example:9345"`)
	assert.Empty(t, m.read("/var/lib/rancher/rke2/server/tls/server-ca.key"), "the cluster itself hands the authorities over")
}

func TestASlowBalancerMakesAReplacementWaitAndNotBeginAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.put("state", "done")
	s.put("up", "")
	s.put("slow", "1200")
	m := s.server(0, "i-9")
	m.works("join")
	assert.GreaterOrEqual(t, m.clock(), 1200)
}

func TestASilentBalancerEndsInAClearFailure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		ordinal int
		state   string
		want    string
	}{
		{"the cluster was there and all servers are lost", 0, "done",
			"waited 1800s: the cluster was there and no server answers: if they are all lost, name a snapshot to restore from"},
		{"another server is first", 1, "new",
			"waited 1800s: no server answers behind the balancer, and only the first one may begin a cluster"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.put("state", c.state)
			m := s.server(c.ordinal, "i-9")
			m.fails(c.want)
			assert.InDelta(t, rke2.WaitSeconds, m.clock(), 2*pause)
			assert.Empty(t, s.log())
		})
	}
}

func TestABeginningThatNobodyFinishedIsTakenOverAfterPatience(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.put("state", "begun i-0")
	m := s.server(0, "i-9")
	m.works("initialise")
	assert.GreaterOrEqual(t, m.clock(), rke2.PatienceSeconds)
	assert.Equal(t, "done", s.get("state"))
}

func TestAllLostIsRestoredFromTheSnapshotOnceAndTheOthersWait(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.put("state", "done")
	s.put("restore", "snap-1")
	last := make([]string, 3)
	var all sync.WaitGroup
	for n := range 3 {
		m := s.server(n, fmt.Sprintf("i-%d", 10+n))
		all.Go(func() { last[n], _ = m.run() })
	}
	all.Wait()
	assert.Equal(t, []string{"drydock: done: restore", "drydock: done: join", "drydock: done: join"}, last)
	assert.Equal(t, "restored snap-1", s.get("state"))
	assert.Contains(t, s.log(), "i-10 rke2 server --cluster-reset --cluster-reset-restore-path=snap-1")
	again := s.server(0, "i-20")
	again.works("join")
}

func TestARestoreWaitsForTheOldServersToGo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.put("state", "done")
	s.put("restore", "snap-1")
	s.put("up", "")
	s.server(0, "i-9").fails("waited 1800s: a restore is wished for and servers of the cluster that it replaces still answer: terminate them")
	old := s.server(1, "i-1")
	old.write("/var/lib/rancher/rke2/server/db/etcd/member/wal", "")
	old.fails("a restore is wished for and this machine holds data of the cluster that it replaces: terminate the machine")
	assert.Empty(t, s.log())
}

func TestARestoreThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.put("state", "done")
	s.put("restore", "snap-1")
	m := s.server(0, "i-9")
	m.set("no-restore", "")
	m.fails("snapshot snap-1 was not restored within 1800s")
	assert.Equal(t, "done", s.get("state"))
	require.NoError(t, os.Remove(filepath.Join(m.fake, "no-restore")))
	m.works("restore")
}

func TestARestartedServerStartsWithWhatItHas(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	m := s.server(0, "i-0")
	m.works("initialise")
	s.put("log", "")
	s.put("throttle-secretsmanager", "99")
	m.works("start")
	assert.Equal(t, []string{"i-0 systemctl enable --now rke2-server.service"}, s.log())
}

func TestThrottledServicesAreTriedAgainAndThenNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ service, times, want string }{
		{"secretsmanager", "9", ""},
		{"secretsmanager", "10", "the secret of the cluster cannot be read"},
		{"ssm", "9", ""},
		{"ssm", "999", "waited 1800s: the record of the cluster cannot be read"},
	} {
		t.Run(c.service+" "+c.times, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.put("throttle-"+c.service, c.times)
			m := s.server(0, "i-0")
			if c.want == "" {
				m.works("initialise")
				return
			}
			m.fails(c.want)
			assert.Empty(t, s.log())
			assert.LessOrEqual(t, m.clock(), rke2.WaitSeconds+2*pause)
		})
	}
}

func TestWhatDoesNotStartOrComeIsNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, fault, want string }{
		{"RKE2 fails", "no-start", "rke2-server.service did not start within 900s: see journalctl -u rke2-server.service"},
		{"RKE2 hangs", "hang", "rke2-server.service did not start within 900s: see journalctl -u rke2-server.service"},
		{"the release is out of reach", "no-download",
			"RKE2 v1.35.6+rke2r1 cannot be downloaded from https://github.com/rancher/rke2/releases/download/v1.35.6%2Brke2r1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			m := s.server(0, "i-0")
			m.set(c.fault, "")
			m.fails(c.want)
			assert.NotEqual(t, "done", s.get("state"))
		})
	}
}

func TestATarballWithAnotherChecksumIsNotUnpacked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	facts := told(rke2.Machine{Server: true})
	facts.Checksum = strings.Repeat("0", 64)
	m := s.boot("i-0", facts)
	m.fails("rke2.linux-amd64.tar.gz has not the checksum " + facts.Checksum)
	assert.Empty(t, m.read("/usr/local/share/rke2/rke2-cis-sysctl.conf"))
}

func TestAnAgentWaitsForTheClusterAndJoinsWithItsOwnToken(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	text, err := rke2.AgentSecret("agentpass", "CA\n")
	require.NoError(t, err)
	s.put("secret", text)
	m := s.boot("i-a", told(rke2.Machine{}))
	m.fails("waited 1800s: no server answers behind the balancer")
	s.put("up", "")
	m.works("join")
	assert.Equal(t, rke2.JoinToken("CA\n", "node", "agentpass"), m.read("/etc/rancher/rke2/drydock/token"))
	assert.Equal(t, []string{"i-a systemctl enable --now rke2-agent.service"}, s.log())
}

func TestAStrangerBehindTheBalancerIsNotTakenForTheCluster(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.put("up", "")
	facts := told(rke2.Machine{})
	facts.Authority = "CRT of another\n"
	s.boot("i-a", facts).fails("waited 1800s: no server answers behind the balancer")
	assert.Empty(t, s.log())
}

func TestAWishFromBeforeTheClusterIsNoWish(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.put("restore", "snap-of-another")
	s.server(0, "i-0").works("initialise")
	assert.Equal(t, "done snap-of-another", s.get("state"))
	s.server(0, "i-9").works("join")
}
