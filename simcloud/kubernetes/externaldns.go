package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/route53"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// publishNames has every ExternalDNS that runs write the names of ingresses
// into Route 53, as far as its role lets it
// (https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/).
// Of its sources only ingresses are known. It looks when anything happens in
// the cluster, not by the minute.
func publishNames(c *world.Call) {
	for _, release := range c.All(tokenRelease) {
		if release.Scope != c.Scope || release.Props.Map("status").Str("chart") != "external-dns" {
			continue
		}
		pod := running(c, map[string]string{"app.kubernetes.io/name": "external-dns", "app.kubernetes.io/instance": release.Props.Str("name")})
		values := release.Props.Map("values")
		if pod == nil || values.Map("provider").StrOr("name", "aws") != "aws" {
			continue
		}
		n := names{c: c, pod: pod, owner: values.StrOr("txtOwnerId", "default"), policy: values.StrOr("policy", "upsert-only"), domains: values.Strs("domainFilters")}
		for _, a := range values.Strs("extraArgs") {
			if id, ok := strings.CutPrefix(a, "--zone-id-filter="); ok {
				n.zones = append(n.zones, id)
			}
		}
		sources := values.Strs("sources")
		if len(sources) == 0 || slices.Contains(sources, "ingress") {
			n.sync()
		}
	}
}

// names is one ExternalDNS at work.
type names struct {
	c              *world.Call
	pod            *world.Object
	owner, policy  string
	domains, zones []string
}

func (n names) sync() {
	wanted := map[string]bool{}
	for _, o := range n.c.All(tokenIngress) {
		if o.Scope != n.c.Scope {
			continue
		}
		meta := o.Props.Map("metadata")
		source := fmt.Sprintf("ingress/%s/%s", meta.Str("namespace"), meta.Str("name"))
		for _, rule := range typed[networkingv1.Ingress](o.Props).Spec.Rules {
			for _, at := range o.Props.Map("status").Map("loadBalancer").Maps("ingress") {
				if rule.Host != "" {
					wanted[rule.Host] = true
					n.write(rule.Host, at, source)
				}
			}
		}
	}
	if n.policy == "sync" {
		n.sweep(wanted)
	}
}

// zone is the one that a name belongs to: the longest that the filters let
// through and the role may change.
func (n names) zone(host string) *world.Object {
	var found *world.Object
	for _, z := range n.c.Everywhere(api.Zone) {
		name := z.Props.Str("name")
		fits := len(n.zones) == 0 || slices.Contains(n.zones, z.ID)
		filtered := len(n.domains) == 0 || slices.ContainsFunc(n.domains, func(d string) bool { return within(host, d) })
		if fits && filtered && within(host, name) && (found == nil || len(name) > len(found.Props.Str("name"))) {
			found = z
		}
	}
	if found == nil || may(n.c, n.pod, "route53:ListHostedZones", "*") != "" ||
		may(n.c, n.pod, "route53:ListResourceRecordSets", "arn:aws:route53:::hostedzone/"+found.ID) != "" ||
		may(n.c, n.pod, "route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/"+found.ID) != "" {
		return nil
	}
	return found
}

// record is the record set for an address: an alias of a load balancer of AWS,
// else a name or an address.
func record(host string, at world.Props) world.Props {
	target := at.Str("hostname")
	parts := strings.Split(target, ".")
	out := world.Props{"name": host, "fqdn": host, "type": "A"}
	switch {
	case target == "":
		out["records"], out["ttl"] = []any{at.Str("ip")}, 300.0
	case strings.HasSuffix(target, ".elb.amazonaws.com") && len(parts) == 5:
		out["aliases"] = []any{map[string]any{"name": target, "zoneId": route53.ALBZoneID(parts[1]), "evaluateTargetHealth": true}}
	case strings.HasSuffix(target, ".amazonaws.com") && len(parts) == 5 && parts[1] == "elb":
		out["aliases"] = []any{map[string]any{"name": target, "zoneId": route53.NLBZoneID(parts[2]), "evaluateTargetHealth": true}}
	default:
		out["type"], out["records"], out["ttl"] = "CNAME", []any{target}, 300.0
	}
	return out
}

// write makes or changes a name's record unless somebody else's is there.
func (n names) write(host string, at world.Props, source string) {
	zone := n.zone(host)
	if zone == nil {
		return
	}
	inside := *n.c
	inside.Scope = zone.Scope
	want := record(host, at)
	want["zoneId"] = zone.ID
	mark := strings.ToLower(want.Str("type")) + "-" + host
	ours := false
	for _, r := range n.sets(zone, mark) {
		ours = ours || slices.Contains(r.Props.Strs("records"), n.heritage(source))
	}
	for _, r := range n.sets(zone, host) {
		if !ours || r.URN != "" {
			return
		}
		if n.policy == "create-only" {
			return
		}
		inside.Remove(r)
	}
	inside.Make(zone, api.Record, strings.Join([]string{zone.ID, host, want.Str("type")}, "_"), want)
	if !ours {
		inside.Make(zone, api.Record, strings.Join([]string{zone.ID, mark, "TXT"}, "_"), world.Props{
			"zoneId": zone.ID, "name": mark, "fqdn": mark, "type": "TXT", "ttl": 300.0, "records": []any{n.heritage(source)},
		})
	}
}

// heritage is the text by which it knows its own records
// (https://kubernetes-sigs.github.io/external-dns/latest/docs/registry/txt/).
func (n names) heritage(source string) string {
	return fmt.Sprintf("heritage=external-dns,external-dns/owner=%s,external-dns/resource=%s", n.owner, source)
}

func (n names) sets(zone *world.Object, fqdn string) []*world.Object {
	return slices.DeleteFunc(n.c.Everywhere(api.Record), func(r *world.Object) bool {
		return r.Props.Str("zoneId") != zone.ID || r.Props.Str("fqdn") != fqdn
	})
}

// sweep deletes its records of names that nobody wants any more.
func (n names) sweep(wanted map[string]bool) {
	for _, r := range n.c.Everywhere(api.Record) {
		kind, host, _ := strings.Cut(r.Props.Str("fqdn"), "-")
		if r.Props.Str("type") != "TXT" || r.URN != "" || wanted[host] || !slices.ContainsFunc(r.Props.Strs("records"), func(text string) bool {
			return strings.HasPrefix(text, "heritage=external-dns,external-dns/owner="+n.owner+",")
		}) {
			continue
		}
		zone := n.zone(host)
		if zone == nil || zone.ID != r.Props.Str("zoneId") {
			continue
		}
		inside := *n.c
		inside.Scope = zone.Scope
		for _, o := range append(n.sets(zone, host), r) {
			if o == r || strings.EqualFold(o.Props.Str("type"), kind) && o.URN == "" {
				inside.Remove(o)
			}
		}
	}
}
