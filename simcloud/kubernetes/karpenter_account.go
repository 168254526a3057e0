package kubernetes

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// may reports whether the controller's role allows an action on a resource with
// those tags.
func (k *karpenter) may(action, arn string, tags map[string]string) bool {
	return iam.HasManaged(k.c, k.role, "AdministratorAccess") || iam.AllowsOn(k.c, k.role, action, arn, tags)
}

func (k *karpenter) arn(what string) string { return api.ARN(k.aws, "ec2", what) }

// selects reports whether a thing is one of those that a class names, by id,
// name or tags:
// https://karpenter.sh/docs/concepts/nodeclasses/#specsubnetselectorterms
func selects(terms []world.Props, o *world.Object) bool {
	return slices.ContainsFunc(terms, func(t world.Props) bool {
		fits := t.Has("id") || t.Has("name") || len(t.Map("tags")) > 0
		fits = fits && (!t.Has("id") || t.Str("id") == o.ID) && (!t.Has("name") || t.Str("name") == o.Props.Str("name"))
		for key, value := range stringMap(t.Map("tags")) {
			have := o.Props.Map("tags")
			fits = fits && have.Has(key) && (value == "*" || have.Str(key) == value)
		}
		return fits
	})
}

// subnets are those of the pool's class in which a machine can start, those
// with the fewest of the controller's machines first.
func (k *karpenter) subnets(p pool) []*world.Object {
	terms := p.class.Props.Map("spec").Maps("subnetSelectorTerms")
	count := map[string]int{}
	for _, m := range k.machines() {
		count[m.Props.Str("subnetId")]++
	}
	out := slices.DeleteFunc(k.aws.All(api.Subnet), func(o *world.Object) bool {
		_, lost := ec2.ZoneLostFor(k.aws, o.Props.Str("availabilityZone"))
		return lost || !selects(terms, o) || ec2.FreeAddresses(k.aws, o) == 0
	})
	slices.SortStableFunc(out, func(a, b *world.Object) int { return cmp.Compare(count[a.ID], count[b.ID]) })
	return out
}

func (k *karpenter) groups(class world.Props) []string {
	var out []string
	for _, o := range k.aws.All(api.SecurityGroup) {
		if selects(class.Maps("securityGroupSelectorTerms"), o) {
			out = append(out, o.ID)
		}
	}
	return out
}

// disk is the size of a machine's volume in GiB, 0 where the class says none.
func disk(class world.Props) int {
	for _, d := range class.Maps("blockDeviceMappings") {
		if q, err := resource.ParseQuantity(d.Map("ebs").Str("volumeSize")); err == nil {
			return int(q.Value() >> 30)
		}
	}
	return 0
}

// profile is the name of the instance profile of a pool's class, which begins
// with the cluster's:
// https://github.com/aws/karpenter-provider-aws/blob/main/pkg/apis/v1/ec2nodeclass.go
func (k *karpenter) profile(p pool) string {
	return k.name + "_" + k.digest(p.class.ID)[:20]
}

func (k *karpenter) digest(class string) string {
	sum := sha256.Sum256([]byte(k.cluster.Scope + "/" + k.name + "/" + class))
	return hex.EncodeToString(sum[:])
}

// profiled makes the instance profile of a pool's class where there is none,
// and says whether there is one.
func (k *karpenter) profiled(p pool, role *world.Object) bool {
	name := k.profile(p)
	if k.aws.Find(api.InstanceProfile, name) != nil {
		return true
	}
	arn := "arn:aws:iam::" + api.Account + ":instance-profile/" + name
	tags := map[string]string{
		clusterTagPrefix + k.name: "owned", "eks:eks-cluster-name": k.name, labelClass: p.class.Props.Map("metadata").Str("name"),
		"topology.kubernetes.io/region": k.cluster.Scope,
	}
	if !k.may("iam:CreateInstanceProfile", arn, nil) || !k.may("iam:AddRoleToInstanceProfile", arn, tags) {
		return false
	}
	global := *k.aws
	global.Scope = "" // IAM knows no regions
	put(&global, api.InstanceProfile, name, world.Props{"name": name, "arn": arn, "role": role.ID, "tags": anyOf(tags)})
	return true
}

// template makes the launch template of a pool's class where there is none.
func (k *karpenter) template(p pool) {
	digest := k.digest(p.class.ID)
	id := "lt-0" + digest[:16]
	if k.aws.Find(api.LaunchTemplate, id) == nil {
		put(k.aws, api.LaunchTemplate, id, world.Props{
			"name": "karpenter.k8s.aws/" + digest[:19], "arn": k.arn("launch-template/" + id), "tags": map[string]any{
				"karpenter.k8s.aws/cluster": k.name, "eks:eks-cluster-name": k.name, clusterTagPrefix + k.name: "owned",
				labelPool: p.name, labelClass: p.class.Props.Map("metadata").Str("name"),
			},
		})
	}
}

// put makes something in the account that belongs to nothing in the world and
// outlives whatever asked for it.
func put(c *world.Call, kind, id string, props world.Props) {
	c.Make(&world.Object{}, kind, id, props).Owner = ""
}

func anyOf(tags map[string]string) map[string]any {
	out := map[string]any{}
	for key, value := range tags {
		out[key] = value
	}
	return out
}

// forget takes away what the controller made for a class that is gone.
func (k *karpenter) forget() {
	classes := map[string]bool{}
	for _, o := range k.c.All(tokenClass) {
		classes[o.Props.Map("metadata").Str("name")] = true
	}
	for _, kind := range []string{api.LaunchTemplate, api.InstanceProfile} {
		for _, o := range k.aws.All(kind) {
			tags := stringMap(o.Props.Map("tags"))
			class := tags[labelClass]
			if class == "" || classes[class] || tags["eks:eks-cluster-name"] != k.name || tags["topology.kubernetes.io/region"] != "" && tags["topology.kubernetes.io/region"] != k.cluster.Scope {
				continue
			}
			if k.may(map[string]string{api.LaunchTemplate: "ec2:DeleteLaunchTemplate", api.InstanceProfile: "iam:DeleteInstanceProfile"}[kind], o.Props.Str("arn"), tags) {
				k.aws.Remove(o)
			}
		}
	}
}
