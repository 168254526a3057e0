package network

// Tags by which Kubernetes controllers find subnets:
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
const (
	tagPublicRole  = "kubernetes.io/role/elb"
	tagPrivateRole = "kubernetes.io/role/internal-elb"
	tagCluster     = "kubernetes.io/cluster/"
)

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
