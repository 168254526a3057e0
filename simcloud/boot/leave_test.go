package boot_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// end takes machines away as their groups do, one after the other, and lets
// the cluster find out only afterwards.
func (s site) end(ids ...string) {
	s.Helper()
	s.change(func(c *world.Call) {
		inside := *c
		inside.Scope = ""
		k := inside.Find(boot.Kind, region+"/dev")
		for _, id := range ids {
			k.Props["ended"] = append(k.Props.List("ended"), id)
			c.Remove(c.Find(api.Instance, id))
		}
	})
}

func three(t *testing.T) site {
	t.Helper()
	s := newSite(t)
	for i := range 3 {
		s.start(fmt.Sprintf("i-%d", i), fmt.Sprintf("server-%d", i))
	}
	assert.Len(t, s.status().Members, 3)
	return s
}

func TestServersThatEndInGoodOrderLeaveOneWithQuorum(t *testing.T) {
	s := three(t)
	s.end("i-2", "i-1")
	status := s.status()
	assert.Equal(t, []string{"i-0"}, status.Members)
	assert.True(t, status.Quorum)
	s.start("i-9", "server-1")
	assert.Equal(t, []string{"i-0", "i-9"}, s.status().Members, "and another may come")
}

func TestTheLastServerStaysAMember(t *testing.T) {
	s := three(t)
	s.end("i-2", "i-1", "i-0")
	assert.Equal(t, []string{"i-0"}, s.status().Members)
}

func TestNobodyLeavesWithoutQuorum(t *testing.T) {
	s := three(t)
	s.kill("i-0")
	s.kill("i-1")
	assert.False(t, s.status().Quorum)
	s.end("i-2")
	assert.Equal(t, []string{"i-0", "i-1", "i-2"}, s.status().Members)
}

func TestWhoIsLostDoesNotLeave(t *testing.T) {
	s := three(t)
	s.kill("i-2")
	assert.Equal(t, []string{"i-0", "i-1", "i-2"}, s.status().Members)
	s.change(func(c *world.Call) { c.Remove(c.Find(api.Instance, "i-1")) })
	status := s.status()
	assert.Equal(t, []string{"i-0", "i-1", "i-2"}, status.Members)
	assert.False(t, status.Quorum)
}
