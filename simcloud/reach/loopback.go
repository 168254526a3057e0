package reach

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// machineCluster is the kind of a cluster that no simulated service made.
const machineCluster = "sim:index:KubernetesCluster"

// loopback reports whether a name or an address is the asker's own machine,
// which all names below localhost are:
// https://www.rfc-editor.org/rfc/rfc6761#section-6.3
func loopback(host string) bool {
	host = strings.TrimSuffix(host, ".")
	address, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && address.IsLoopback()
}

// machinePort goes on from a port of the machine to the node port of a cluster
// on it.
func (q *question) machinePort() {
	if !q.from.Local {
		q.add("name", q.host, "the asker's own machine, whoever asks: ask from localhost")
		return
	}
	q.add("name", q.host, "")
	for _, o := range q.c.Everywhere(machineCluster) {
		port := o.Props.Map("ports").Int(strconv.Itoa(q.port))
		if port == 0 {
			continue
		}
		q.add("port", fmt.Sprintf("localhost:%d to port %d of cluster %s", q.port, port, o.ID), "")
		q.inside("cluster:"+o.Props.Str("name"), port)
		return
	}
	q.add("port", fmt.Sprintf("localhost:%d", q.port), "nothing on the machine listens on it")
}

// inside goes on from a node port of a cluster with one node.
func (q *question) inside(scope string, port int) {
	if q.k.NodePort == nil {
		return
	}
	pods, service, why := q.k.NodePort(in(q.c, scope), scope, port)
	e := completed(service, pods, why)
	if !q.follow("node port", strconv.Itoa(port), e) || !q.web() {
		return
	}
	q.onward(scope, port, e)
}
