package addons

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
)

// Defaults of NodePool.
const (
	DefaultPoolDisk = 50
	DefaultExpiry   = "720h"
)

// minPoolDisk is what the images of nodes and pods need, in GiB.
const minPoolDisk = 20

// KarpenterArgs are the settings of Karpenter.
type KarpenterArgs struct {
	// Cluster to install into, one of EKS. Required.
	Cluster cluster.Cluster
	// Network of the cluster, whose private subnets the nodes are in.
	// Required.
	Network network.Placement
	// NodeRoleARN is the role of the nodes, such as EKS.NodeRoleARN, which
	// the cluster lets in already. Required.
	NodeRoleARN pulumi.StringInput
	// Pools of nodes. At least one.
	Pools []NodePool
	// Workload is how the controller gets its role.
	Workload Workload
	// DisableNotices leaves out the queue that tells the controller of
	// machines that AWS is about to take away. Without it nodes go without
	// their pods being moved first.
	DisableNotices bool
	// Tags of the queue and its rules, which have a Name tag besides.
	Tags map[string]string
}

// NodePool is a kind of nodes and how many of them there can be.
type NodePool struct {
	// Name of the pool. Required.
	Name string
	// Image of the nodes by family and release, such as
	// "al2023@v20260807". Required; a release can be found at
	// https://github.com/awslabs/amazon-eks-ami/releases. Changing it
	// replaces the nodes one after the other.
	Image string
	// Families of instance types, such as "m7g". At least one, better
	// several. All of one architecture.
	Families []string
	// ARM64 states that the families are of that architecture.
	ARM64 bool
	// Spot uses spare machines where there are any. Pods must bear to be
	// moved at two minutes' notice.
	Spot bool
	// MaxCPU and MaxMemoryGiB bound the sum of all nodes of the pool.
	// Required: nothing else bounds the bill.
	MaxCPU, MaxMemoryGiB int
	// Disk of a node in GiB, encrypted. Zero means DefaultPoolDisk.
	Disk int
	// Expiry replaces a node that is older. Empty means DefaultExpiry.
	Expiry string
	// Labels and Taints of the nodes.
	Labels map[string]string
	Taints []cluster.Taint
}

func (a KarpenterArgs) withDefaults() KarpenterArgs {
	a.Pools = slices.Clone(a.Pools)
	for n := range a.Pools {
		if a.Pools[n].Disk == 0 {
			a.Pools[n].Disk = DefaultPoolDisk
		}
		if a.Pools[n].Expiry == "" {
			a.Pools[n].Expiry = DefaultExpiry
		}
	}
	return a
}

// CheckKarpenter returns what is wrong with the arguments, without installing
// anything.
func CheckKarpenter(name string, args *KarpenterArgs) error {
	_, err := planKarpenter(name, args)
	return err
}

// imageForm is an alias of Karpenter with a release:
// https://karpenter.sh/docs/concepts/nodeclasses/#specamiselectorterms
var (
	imageForm   = regexp.MustCompile(`^(al2023|bottlerocket)@v[0-9][0-9.]*$`)
	familyForm  = regexp.MustCompile(`^[a-z][a-z0-9-]{1,15}$`)
	armFamilies = regexp.MustCompile(`^([a-z]+[0-9]+g|a1)`)
)

func planKarpenter(name string, args *KarpenterArgs) (KarpenterArgs, error) {
	if args == nil {
		args = &KarpenterArgs{}
	}
	a := args.withDefaults()
	p := component.NewProblems("karpenter", name)
	checkCluster(p, a.Cluster)
	if a.Cluster.Valid() && a.Cluster.Live() == nil && (a.Cluster.Identity == nil || a.Cluster.Identity.ClusterName == nil) {
		p.Add("Cluster", a.Cluster.Name, "not one of EKS", "use groups of nodes there")
	} else {
		checkWorkload(p, name, a.Cluster, a.Workload)
		checkRegion(p, a.Cluster)
	}
	if len(a.Network.Tier(network.Private)) == 0 {
		p.Add("Network", nil, "has no private subnets for nodes", "pass the Placement of the cluster's VPC")
	}
	if a.NodeRoleARN == nil {
		p.Add("NodeRoleARN", nil, "not given", "pass EKS.NodeRoleARN")
	}
	if len(a.Pools) == 0 {
		p.Add("Pools", nil, "none given, so it would make no nodes", "give at least one")
	}
	names := a.names()
	checkNamed(p, "Pools", names)
	for n, pool := range a.Pools {
		pool.check(p, fmt.Sprintf("Pools[%d]", n))
	}
	return a, p.Err()
}

func (n NodePool) check(p *component.Problems, field string) {
	if form := imageForm; !form.MatchString(n.Image) {
		p.Add(field+".Image", n.Image, "not an image of a fixed release", `pin one, such as "al2023@v20260807"`)
	}
	if len(n.Families) == 0 {
		p.Add(field+".Families", nil, "none given", `name at least one, such as "m7g"`)
	}
	for _, f := range n.Families {
		form, arm := familyForm, armFamilies
		switch {
		case !form.MatchString(f):
			p.Add(field+".Families", f, "not a family of instance types", `write it as "m7g"`)
		case arm.MatchString(f) != n.ARM64:
			p.Add(field+".Families", f, "of another architecture than ARM64 says", "set ARM64 for all families or for none")
		}
	}
	if n.MaxCPU < 1 {
		p.Add(field+".MaxCPU", n.MaxCPU, "no bound", "say how many cores the pool may have")
	}
	if n.MaxMemoryGiB < 1 {
		p.Add(field+".MaxMemoryGiB", n.MaxMemoryGiB, "no bound", "say how much memory the pool may have")
	}
	if n.Disk < minPoolDisk {
		p.Add(field+".Disk", n.Disk, fmt.Sprintf("below the %d GiB that images need", minPoolDisk), "make it larger")
	}
	checkDuration(p, field+".Expiry", n.Expiry, minExpiry)
	for _, t := range n.Taints {
		if !slices.Contains([]cluster.TaintEffect{cluster.NoSchedule, cluster.PreferNoSchedule, cluster.NoExecute}, t.Effect) || t.Key == "" {
			p.Add(field+".Taints", t.Key, "not a taint with a key and an effect", "give both")
		}
	}
}

func (a KarpenterArgs) names() []string {
	names := make([]string, len(a.Pools))
	for n, pool := range a.Pools {
		names[n] = pool.Name
	}
	return names
}

func (a KarpenterArgs) inputs() pulumi.Map {
	return pulumi.Map{"cluster": pulumi.String(a.Cluster.Name), "pools": pulumi.ToStringArray(a.names())}
}
