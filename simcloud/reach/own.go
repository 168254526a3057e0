package reach

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// own goes on to a thing that is asked for by what the account or a cluster
// calls it, and reports whether the text is of that form.
func (q *question) own(to string) bool {
	if strings.Contains(to, "://") {
		return false
	}
	name, port, given := strings.Cut(to, ":")
	isInstance, isService := strings.HasPrefix(name, "i-"), strings.Contains(name, "/")
	if !isInstance && !isService {
		return false
	}
	n, err := strconv.Atoi(port)
	switch {
	case given && (err != nil || n < 1 || n > 65535):
		q.add("name", to, fmt.Sprintf("address %q: port %s: a port is 1 to 65535", to, port))
		return true
	case isInstance && !given:
		q.add("name", to, fmt.Sprintf("address %q: port missing: write it as %s:PORT", to, name))
		return true
	}
	q.scheme, q.host, q.port = "tcp", name, n
	if isInstance {
		q.instance(name)
	} else {
		q.service(name)
	}
	return true
}

// instance goes on to a machine: by its private address within its VPC, by its
// public one from elsewhere.
func (q *question) instance(id string) {
	for _, i := range q.c.Everywhere(api.Instance) {
		if i.ID != id {
			continue
		}
		address := i.Props.Str("publicIp")
		if q.from.VPC == i.Props.Str("vpcId") {
			address = i.Props.Str("privateIp")
		}
		why := ""
		if s := i.Props.StrOr("state", i.Props.Str("instanceState")); s != "running" {
			why = "it is " + s
		} else if address == "" {
			why = "it has no public address, and the client is not in its VPC"
		}
		if q.add("instance", id, why) {
			q.address(address)
		}
		return
	}
	q.add("instance", id, "no such instance: "+have("the account has", idsOf(q.c, api.Instance)))
}

// service goes on to a service of a cluster by its address in there.
func (q *question) service(name string) {
	cluster, id := "", name
	if strings.Count(name, "/") == 2 {
		cluster, id, _ = strings.Cut(name, "/")
	}
	var scopes, names, all []string
	for _, o := range q.c.Everywhere(serviceKind) {
		all = append(all, o.ID)
		short := o.Scope[strings.LastIndexAny(o.Scope, "/:")+1:]
		if o.ID == id && (cluster == "" || cluster == short) && (q.from.Cluster == "" || q.from.Cluster == o.Scope) {
			scopes, names = append(scopes, o.Scope), append(names, short)
		}
	}
	slices.Sort(all)
	switch {
	case len(scopes) == 0:
		q.add("service", name, "no such service: "+have("the clusters have", slices.Compact(all)))
	case len(scopes) > 1:
		q.add("service", name, fmt.Sprintf("several clusters have it: write CLUSTER/%s with one of %s", id, strings.Join(names, ", ")))
	case q.from.Cluster != scopes[0]:
		q.add("service", name, fmt.Sprintf("its address is one within cluster %s: ask from a pod or a node of it", names[0]))
	case q.k.Service == nil:
		q.add("service", name, "nothing is known of the inside of clusters")
	default:
		q.within(scopes[0], id)
	}
}

// within goes on from a client in a cluster to the pods of a service.
func (q *question) within(scope, id string) {
	c := in(q.c, scope)
	var client *world.Object
	from := "node " + q.from.Interface
	if q.from.Pod != "" {
		client, from = c.Find(podKind, q.from.Pod), "pod "+q.from.Pod
	}
	if !q.add("client", from, "") {
		return
	}
	pods, service, why := q.k.Service(c, scope, id, q.port, client)
	e := completed(service, pods, why)
	if e.service == nil {
		q.add("service", id, e.why)
		return
	}
	q.add("service", id, "")
	q.add("pod", listOr(e.ready, id), e.why)
	q.stray(e.astray())
}

func listOr(names []string, or string) string {
	if len(names) == 0 {
		return or
	}
	return strings.Join(names, ", ")
}
