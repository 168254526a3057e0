package sweep

import (
	"slices"
	"strings"
)

// Deletion is what a role needs to delete the things of one kind: the actions
// on resources with all the tags of one alternative of Own.
type Deletion struct {
	Actions []string
	// Service and Resource are parts of the resources' ARN.
	Service, Resource string
	// Own is as in Kind.
	Own []Tags
}

// Looks are the actions by which the function looks for things of the kind.
func (k Kind) Looks() []string {
	out := []string{action(k.Client, k.Look.Call)}
	if ask := k.Look.TagCall; ask != nil {
		out = append(out, action(k.Client, ask.Call))
	}
	return out
}

// Deletes are the actions by which it deletes one.
func (k Kind) Deletes() []string {
	if k.Delete.Call == "" {
		return nil
	}
	out := []string{action(k.Client, k.Delete.Call)}
	if first := k.Delete.First; first != nil {
		out = append(out, action(k.Client, first.Call))
	}
	return out
}

// Looks are the actions by which the function looks for things of all kinds,
// sorted. Few of them know resources, so they are for all.
func Looks() []string {
	var out []string
	for _, k := range Kinds() {
		out = append(out, k.Looks()...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Asks is the action by which the function asks EKS whether a cluster exists.
const Asks = "eks:DescribeCluster"

// Deletions are those of all kinds, in their order, without kinds that are
// kept if keep is set. Load balancers of both generations are deleted by the
// same action.
func Deletions(keep bool) []Deletion {
	var out []Deletion
	for _, k := range Kinds() {
		if k.Delete.Call == "" || k.Kept && keep {
			continue
		}
		d := Deletion{Actions: k.Deletes(), Service: service(k.Client), Resource: k.Resource, Own: k.Own}
		same := func(other Deletion) bool {
			return slices.Equal(other.Actions, d.Actions) && other.Service == d.Service && other.Resource == d.Resource
		}
		if !slices.ContainsFunc(out, same) {
			out = append(out, d)
		}
	}
	return out
}

// Revocation is the action by which the function takes a rule, of egress or
// ingress, out of a security group; besides the group it is about RuleResource.
func Revocation(egress bool) string {
	if egress {
		return action("ec2", "revoke_security_group_egress")
	}
	return action("ec2", "revoke_security_group_ingress")
}

// RuleResource is the part of a rule's ARN after the account.
const RuleResource = "security-group-rule/*"

// Revocations is what a role needs to take rules out of security groups of the
// cluster's own.
func Revocations() Deletion {
	d := Deletion{Actions: []string{Revocation(true), Revocation(false)}, Service: "ec2"}
	for _, k := range Kinds() {
		if k.Name == groupKind {
			d.Resource, d.Own = k.Resource, k.Own
		}
	}
	return d
}

// service is the prefix of a client's actions, which is also the service in
// its ARNs.
func service(client string) string {
	if strings.HasPrefix(client, "elb") {
		return "elasticloadbalancing"
	}
	return client
}

// action is the action in IAM of a method of the SDK for Python.
func action(client, call string) string {
	var b strings.Builder
	for _, word := range strings.Split(call, "_") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return service(client) + ":" + b.String()
}

// Fill puts the cluster's name and region into the tags' keys and values.
func (t Tags) Fill(cluster, region string) Tags {
	out := Tags{}
	for key, value := range t {
		out[fill(key, cluster, region)] = fill(value, cluster, region)
	}
	return out
}

func fill(text, cluster, region string) string {
	return strings.NewReplacer("{cluster}", cluster, "{region}", region).Replace(text)
}

// Match reports whether a thing with the tags has all of t, which is filled.
func (t Tags) Match(tags map[string]string) bool {
	for key, want := range t {
		if have, ok := tags[key]; !ok || want != Any && want != have {
			return false
		}
	}
	return true
}
