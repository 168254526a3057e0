package boot

import (
	"slices"

	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Kind is the kind of a cluster that no service of AWS made; package
// kubernetes of the simulation calls it KindCluster.
const Kind = "sim:index:KubernetesCluster"

// site is a cluster at rest or on the way to it.
type site struct {
	c       *world.Call // in the cluster's region
	name    string      // region/cluster
	servers []machine
	agents  []machine
	record  *world.Object
	wish    string
	cluster *world.Object // nil before the first server has begun
}

// Reconcile lets every machine of RKE2 do what its script would, until none
// has anything left to do.
func Reconcile(c *world.Call) {
	all := machines(c)
	for _, name := range names(c, all) {
		s := open(c, name, all)
		if s == nil {
			continue
		}
		s.depart()
		for s.step() {
		}
		s.register()
	}
}

// names of all clusters, of those that stand and those that begin, sorted.
func names(c *world.Call, all []machine) []string {
	var out []string
	for _, m := range all {
		out = append(out, m.cluster())
	}
	for _, o := range c.Everywhere(Kind) {
		if o.Props.Has("members") {
			out = append(out, o.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// open looks at a cluster; nil where its record is gone.
func open(c *world.Call, name string, all []machine) *site {
	s := &site{name: name, cluster: c.FindIn("", Kind, name)}
	for _, m := range all {
		switch {
		case m.cluster() != name:
		case m.server():
			s.servers = append(s.servers, m)
		default:
			s.agents = append(s.agents, m)
		}
	}
	told := world.Props{}
	switch {
	case len(s.servers) > 0:
		told = s.servers[0].told
	case s.cluster != nil:
		told = s.cluster.Props.Map("told")
	}
	s.c = in(c, told.Str("region"))
	if s.record = s.c.Find(ssm.Parameter, told.Str("record")); s.record == nil {
		return nil
	}
	s.wish = "none"
	if o := s.c.Find(ssm.Parameter, told.Str("restore")); o != nil {
		s.wish = value(o)
	}
	if s.cluster != nil && len(s.servers) > 0 {
		s.cluster.Props["told"] = map[string]any(told.Clone())
		s.cluster.Props["version"] = minor(told.Str("version"))
	}
	return s
}

func value(parameter *world.Object) string {
	return parameter.Props.StrOr("insecureValue", parameter.Props.Str("value"))
}

// write is a new version of the record.
func (s *site) write(text string) {
	for _, property := range []string{"value", "insecureValue"} {
		if s.record.Props.Has(property) {
			s.record.Props[property] = text
		}
	}
	s.record.Props["version"] = s.record.Props.Int("version") + 1
}

func (s *site) members() []string {
	if s.cluster == nil {
		return nil
	}
	return s.cluster.Props.Strs("members")
}

// alive are the members that run.
func (s *site) alive() []string {
	return slices.DeleteFunc(s.members(), func(id string) bool {
		return !slices.ContainsFunc(s.servers, func(m machine) bool { return m.ID == id })
	})
}

// quorum reports whether enough members run.
func (s *site) quorum() bool {
	n := len(s.members())
	return n > 0 && len(s.alive()) >= n/2+1
}

// facts are what a server that is no member sees. The registration port of a
// server without quorum may still answer, but nobody can join through it, so
// it counts only for a restore, which must not begin before it is silent.
func (s *site) facts(m machine) rke2.Facts {
	f := rke2.Facts{First: m.ordinal() == 0, Patient: true, Record: rke2.Done}
	switch text := value(s.record); text {
	case "new":
		f.Record = rke2.New
	case "restored " + s.wish, "done " + s.wish:
	default:
		f.Restore = s.wish != "none"
	}
	f.Answers = s.quorum() && registers(s.c, m.told.Str("registration"))
	if f.Restore {
		f.Answers = len(s.alive()) > 0
	}
	return f
}

// step lets the first server that can do something do it.
func (s *site) step() bool {
	for _, m := range s.servers {
		if slices.Contains(s.members(), m.ID) || s.retired(m) || s.offline(m) != "" {
			continue
		}
		switch do, _ := rke2.Decide(s.facts(m)); do {
		case rke2.Initialise:
			s.begin(m, s.done())
			return true
		case rke2.Restore:
			if !slices.Contains(s.cluster.Props.Strs("snapshots"), s.wish) {
				continue // RKE2 does not find it, and the script fails
			}
			s.begin(m, "restored "+s.wish)
			return true
		case rke2.Join:
			s.join(m)
			return true
		}
	}
	return false
}

// offline says why a machine cannot fetch RKE2, "" if it can.
func (s *site) offline(m machine) string { return ec2.Offline(s.c, m.Object) }

// done is the record of a cluster that began; a wish from before its time is
// settled with it.
func (s *site) done() string {
	if s.wish == "none" {
		return "done"
	}
	return "done " + s.wish
}

// retired reports whether a server was taken out of the cluster by its
// successor: it does not come back by itself.
func (s *site) retired(m machine) bool {
	return s.cluster != nil && slices.Contains(s.cluster.Props.Strs("retired"), m.ID)
}

// begin makes the cluster with one member.
func (s *site) begin(m machine, record string) {
	if s.cluster == nil {
		s.cluster = in(s.c, "").Make(s.record, Kind, s.name, world.Props{
			"name": s.name, "told": map[string]any(m.told.Clone()), "version": minor(m.told.Str("version")), "nodes": []any{}, "server": "",
		})
	}
	s.cluster.Props["members"] = []any{m.ID}
	s.cluster.Props["retired"] = []any{}
	s.write(record)
}

// join adds a member and takes out those that it replaces.
func (s *site) join(m machine) {
	members, retired := []any{}, []any{}
	for _, id := range s.cluster.Props.Strs("retired") {
		retired = append(retired, id)
	}
	for _, id := range s.members() {
		if s.cluster.Props.Map("ordinals").IntOr(id, -1) == m.ordinal() || s.is(id, m.ordinal()) {
			retired = append(retired, id)
			continue
		}
		members = append(members, id)
	}
	s.cluster.Props["members"], s.cluster.Props["retired"] = append(members, m.ID), retired
}

// is reports whether an instance, running or not, is the server with that
// ordinal.
func (s *site) is(id string, ordinal int) bool {
	i := s.c.Find(api.Instance, id)
	return i != nil && i.Props.Map(toldProperty).Int("ordinal") == ordinal
}

// register makes nodes of the members and, while the cluster answers, of the
// agents; what is no node any more stops being one.
func (s *site) register() {
	ordinals := s.ordinals()
	for _, m := range slices.Concat(s.servers, s.agents) {
		was := len(m.Props.Map("kubernetes")) > 0
		is := slices.Contains(s.members(), m.ID)
		if !m.server() {
			is = was || s.quorum() && s.offline(m) == "" && registers(s.c, m.told.Str("registration"))
		}
		switch {
		case is && !was:
			m.Props["kubernetes"] = map[string]any{
				"scope": Scope(s.name), "labels": m.told["labels"], "taints": m.told["taints"],
			}
		case !is && was:
			delete(m.Props, "kubernetes")
		}
	}
	if s.cluster != nil {
		s.cluster.Props["ordinals"], s.cluster.Props["leaving"] = ordinals, s.leaving()
	}
}

// ordinals remember which server a member is, for when its machine is gone.
func (s *site) ordinals() map[string]any {
	out := map[string]any{}
	if s.cluster == nil {
		return out
	}
	old := s.cluster.Props.Map("ordinals")
	for _, id := range s.members() {
		out[id] = float64(old.Int(id))
	}
	for _, m := range s.servers {
		if _, member := out[m.ID]; member {
			out[m.ID] = float64(m.ordinal())
		}
	}
	return out
}

// Scope is the scope of the objects in a cluster, by its name.
func Scope(name string) string { return "cluster:" + name }

// registers reports whether a healthy target stands behind the registration
// port of the balancer with that host name.
func registers(c *world.Call, host string) bool { return healthy(c, host, registrationPort) }

// Ports of RKE2: https://docs.rke2.io/install/requirements#networking
const (
	apiPort          = 6443
	registrationPort = 9345
)

// healthy reports whether a listener of the balancer sends to a healthy
// target.
func healthy(c *world.Call, host string, port int) bool {
	balancer := c.By(api.LoadBalancer, "dnsName", host)
	if balancer == nil {
		return false
	}
	for _, l := range c.Where(api.Listener, "loadBalancerArn", balancer.ID) {
		if l.Props.Int("port") != port {
			continue
		}
		for _, action := range l.Props.Maps("defaultActions") {
			for _, t := range reach.TargetHealth(c, reach.Cluster{}, action.Str("targetGroupArn")) {
				if t.State == reach.Healthy && t.Why == "" {
					return true
				}
			}
		}
	}
	return false
}
