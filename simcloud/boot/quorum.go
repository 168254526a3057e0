package boot

import (
	"fmt"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Leaderless says why the API of the cluster with that scope does not answer
// although a server does, "" if it does: etcd needs more than half of its
// members. It knows of clusters of RKE2 only.
// https://etcd.io/docs/v3.5/faq/#what-is-failure-tolerance
func Leaderless(c *world.Call, scope string) string {
	region, name, ok := strings.Cut(strings.TrimPrefix(scope, Scope("")), "/")
	if !ok || !strings.HasPrefix(scope, Scope("")) {
		return ""
	}
	s, ok := StatusOf(c, region, name)
	if !ok || s.Quorum {
		return ""
	}
	return fmt.Sprintf("etcd has no quorum: %d of its %d members run, and it needs %d", len(s.Alive), len(s.Members), len(s.Members)/2+1)
}
