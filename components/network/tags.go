package network

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const nameTag = "Name"

// Tags by which Kubernetes controllers find subnets:
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
const (
	tagPublicRole  = "kubernetes.io/role/elb"
	tagPrivateRole = "kubernetes.io/role/internal-elb"
	tagCluster     = "kubernetes.io/cluster/"
)

// tagged returns the tags of a resource: its name and the given tags, the
// later ones winning.
func tagged(name string, tags ...map[string]string) pulumi.StringMap {
	all := map[string]string{}
	for _, t := range tags {
		maps.Copy(all, t)
	}
	all[nameTag] = name
	return pulumi.ToStringMap(all)
}

// subnetTags are the tags that Kubernetes reads on the subnets of a kind.
func (k Kubernetes) subnetTags(kind Kind) map[string]string {
	tags := map[string]string{}
	if k.Roles {
		switch kind {
		case Public:
			tags[tagPublicRole] = "1"
		case Private:
			tags[tagPrivateRole] = "1"
		}
	}
	for _, cluster := range k.Clusters {
		tags[tagCluster+cluster] = "shared"
	}
	return tags
}
