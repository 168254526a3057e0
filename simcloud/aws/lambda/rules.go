package lambda

import (
	"fmt"
	"slices"

	"github.com/drydock-iac/drydock/internal/sweep"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// inlineRule is a rule that a security group has in its own properties and
// that refers to another group. EC2 knows no difference between such a rule
// and one that a program has as a resource: each has an id.
// https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
type inlineRule struct {
	id        string
	group     *world.Object
	direction string
	// at is the rule's place among those of its direction, to the group that
	// it refers to.
	at int
	to string
}

// inline are the inline rules that refer to groups.
func inline(c *world.Call) []inlineRule {
	var out []inlineRule
	for _, group := range c.All(api.SecurityGroup) {
		for _, direction := range []string{"ingress", "egress"} {
			for at, rule := range group.Props.Maps(direction) {
				for _, to := range rule.Strs("securityGroups") {
					id := c.NewID("sgr", group.ID, direction, to, rule.Str("protocol"), fmt.Sprint(rule.Int("fromPort"), "-", rule.Int("toPort")))
					out = append(out, inlineRule{id, group, direction, at, to})
				}
			}
		}
	}
	return out
}

// take takes the rule out of its group. The properties of a rule with other
// peers stay for those.
func (r inlineRule) take() {
	rules := slices.Clone(r.group.Props.List(r.direction))
	rule := r.group.Props.Maps(r.direction)[r.at].Clone()
	rule["securityGroups"] = slices.DeleteFunc(rule.List("securityGroups"), func(v any) bool { return v == r.to })
	peers := len(rule.List("securityGroups")) + len(rule.List("cidrBlocks")) + len(rule.List("ipv6CidrBlocks")) + len(rule.List("prefixListIds"))
	if peers > 0 || rule.Bool("self") {
		rules[r.at] = map[string]any(rule)
	} else {
		rules = slices.Delete(rules, r.at, r.at+1)
	}
	r.group.Props[r.direction] = rules
}

// revoke takes a rule out of its security group, whichever way the world keeps
// it. Who may is asked about the group.
func (a *account) revoke(k sweep.Kind, t sweep.Thing) error {
	rule, all := a.find(k, t.ID), inline(a.c)
	at := slices.IndexFunc(all, func(r inlineRule) bool { return r.id == t.ID })
	egress := rule != nil && rule.Kind == api.EgressRule || at >= 0 && all[at].direction == "egress"
	group := a.c.Find(api.SecurityGroup, t.Group)
	if err := a.permit(sweep.Revocation(egress), api.ARN(a.c, "ec2", "security-group/"+t.Group), tagsOf(group)); err != nil {
		return err
	}
	if at >= 0 {
		all[at].take()
		return nil
	}
	a.spent += a.c.World.Provider("aws").Types[rule.Kind].Takes.Delete
	a.c.Remove(rule)
	return nil
}
