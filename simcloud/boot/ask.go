package boot

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Status is how a cluster fares.
type Status struct {
	// Name of the cluster, "region/cluster".
	Name string
	// Record is what its record says.
	Record string
	// Members are the instances that are members of etcd, and Alive those of
	// them that run.
	Members, Alive []string
	// Quorum reports whether enough of them run for the API to answer.
	Quorum bool
	// Waiting says of each server that is no member why it waits, by instance.
	Waiting map[string]string
}

// StatusOf returns how a cluster fares after its machines came to rest, false
// where there is none of that name.
func StatusOf(c *world.Call, region, cluster string) (Status, bool) {
	Reconcile(c)
	s := open(c, region+"/"+cluster, machines(c))
	if s == nil {
		return Status{}, false
	}
	out := Status{
		Name: s.name, Record: value(s.record), Members: s.members(), Alive: s.alive(), Quorum: s.quorum(), Waiting: map[string]string{},
	}
	for _, m := range s.servers {
		if slices.Contains(out.Members, m.ID) || s.retired(m) {
			continue
		}
		do, why := rke2.Decide(s.facts(m))
		if off := s.offline(m); off != "" {
			why = off
		}
		if why == "" {
			why = "its " + string(do) + " does not work"
		}
		out.Waiting[m.ID] = why
	}
	return out, true
}

// Snapshot takes a snapshot of etcd, as the schedule does. It needs quorum.
func Snapshot(c *world.Call, region, cluster, name string) error {
	Reconcile(c)
	s := open(c, region+"/"+cluster, machines(c))
	if s == nil || !s.quorum() {
		return fmt.Errorf("simcloud: cluster %s/%s: has no quorum to take a snapshot with", region, cluster)
	}
	taken := []any{}
	for _, old := range s.cluster.Props.Strs("snapshots") {
		taken = append(taken, old)
	}
	s.cluster.Props["snapshots"] = append(taken, name)
	return nil
}

// Scopes are the scopes of the clusters whose record a parameter is.
func Scopes(c *world.Call, parameter *world.Object) []string {
	var out []string
	for _, o := range c.Owned(parameter) {
		if o.Kind == Kind {
			out = append(out, Scope(o.ID))
		}
	}
	return out
}

// Is reports whether a cluster is one of RKE2.
func Is(cluster *world.Object) bool {
	return cluster != nil && cluster.Kind == Kind && cluster.Props.Has("members")
}

// Answers asks a cluster's API server under a URL: mine is false where the URL
// is not one of the cluster's; else why says what is in the way, "" for
// nothing. inside says that the client is in the cluster's network.
// certificate is the client's, PEM in base64.
func Answers(c *world.Call, cluster *world.Object, server string, inside bool, certificate string) (mine bool, why string) {
	u, err := url.Parse(server)
	if err != nil || !Is(cluster) || u.Port() != strconv.Itoa(apiPort) {
		return false, ""
	}
	s := open(c, cluster.ID, machines(c))
	if s == nil {
		return false, ""
	}
	balancer := s.c.By(api.LoadBalancer, "dnsName", u.Hostname())
	if balancer == nil || !s.behind(balancer) {
		return false, ""
	}
	switch {
	case balancer.Props.Bool("internal") && !inside:
		return true, fmt.Sprintf("dial tcp %s: i/o timeout", u.Host)
	case !healthy(s.c, u.Hostname(), apiPort):
		return true, fmt.Sprintf("dial tcp %s: connect: connection refused", u.Host)
	case !s.quorum():
		return true, "etcdserver: no leader"
	}
	return true, s.admits(certificate)
}

// behind reports whether a balancer is one of the cluster's: whether its
// servers are, or were, among its targets.
func (s *site) behind(balancer *world.Object) bool {
	if balancer.Props.Str("dnsName") == s.cluster.Props.Map("told").Str("registration") {
		return true
	}
	for _, l := range s.c.Where(api.Listener, "loadBalancerArn", balancer.ID) {
		for _, action := range l.Props.Maps("defaultActions") {
			group := s.c.Find(api.TargetGroup, action.Str("targetGroupArn"))
			if group == nil {
				continue
			}
			for _, t := range lb.Targets(s.c, group) {
				if slices.ContainsFunc(s.servers, func(m machine) bool { return m.ID == t.ID }) {
					return true
				}
			}
		}
	}
	return false
}

// unauthorized is what the API server says to who has no valid certificate.
const unauthorized = "the server has asked for the client to provide credentials"

// admits reports why a client's certificate is not accepted, "" if it is: the
// authority of the cluster's secret must have signed it, and it must not have
// ended.
func (s *site) admits(certificate string) string {
	text, err := base64.StdEncoding.DecodeString(certificate)
	if err != nil {
		return unauthorized
	}
	client, authority := parse(string(text)), parse(s.authority())
	if client == nil || authority == nil || client.CheckSignatureFrom(authority) != nil {
		return unauthorized
	}
	if now := s.c.Now(); now.After(client.NotAfter) || now.Before(client.NotBefore) {
		return unauthorized
	}
	return ""
}

func parse(text string) *x509.Certificate {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil
	}
	return certificate
}

// authority is the certificate that signs clients, from the servers' secret.
func (s *site) authority() string {
	return field(s.c, s.cluster.Props.Map("told").Str("secret"), "client-ca.crt")
}
