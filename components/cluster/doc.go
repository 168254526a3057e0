// Package cluster says what a Kubernetes cluster is, and how to get one.
//
// [Cluster] is the value that services build on: a name, a version, the one
// Kubernetes provider, the groups of nodes, what must be there before pods can
// run, and how pods get AWS roles. A service takes a Cluster and does not care
// where it came from: [NewEKS] makes one on Amazon EKS, [NewRKE] one of RKE2 on
// machines of EC2, [NewExisting] takes one that exists by its kubeconfig.
// [NewWorkloadRole] gives the pods of any of them roles in AWS.
//
//	eks, err := cluster.NewEKS(ctx, "dev", &cluster.EKSArgs{
//		Network: vpc.Placement(),
//		Version: "1.35",
//		Admins:  map[string]pulumi.StringInput{"deployer": deployerRoleARN},
//		NodeGroups: []cluster.NodeGroup{
//			{Name: "general", InstanceTypes: []string{"m7g.large"}, Min: 2, Max: 4},
//		},
//	})
//	app, err := skeleton.New(ctx, "app", &skeleton.Args{Cluster: eks.Cluster(), …})
//
// What NewEKS makes: a log group, a KMS key for Secrets, the control plane
// and its role, access entries, an OpenID Connect provider, a security group
// for nodes, node groups with launch templates, the add-ons, the sweep with its
// role, and the provider. What NewRKE makes stands below, under RKE2 on EC2.
//
// # Order
//
// On EKS the log group comes before the control plane, which would otherwise make
// one without retention. Of the add-ons, the network plugin, kube-proxy and
// the Pod Identity agent come before the nodes: a node without a network
// plugin never becomes ready. CoreDNS, the metrics server and the volume
// driver come after, since they are pods that need nodes. Deletion is in the
// opposite order.
//
// # Destroying
//
// When a cluster of EKS or RKE2 is destroyed, its objects go with it: none of them is deleted
// one by one, whether the cluster answers, does not or is gone already. What
// controllers in it made in AWS (Karpenter's machines with their launch
// templates and instance profiles, load balancers with target groups and
// security groups, volumes of claims and snapshots of them, interfaces of the
// network plugin) is then taken away by a function in the account, the sweep, before the network
// goes: see internal/sweep for what it looks for, and by which tags. The
// provider invokes it when the engine deletes its invocation, at a time when
// no node and no control plane lives any more. At all other times it does
// nothing, and neither while the cluster exists.
//
// KeepVolumes keeps the volumes of claims and their snapshots. Without it those
// go as well whose class says Retain: that is about claims, this about the
// cluster. Snapshots that others than the EBS driver took of the volumes, such
// as backups, stay in either case.
//
// If something is left after a quarter of an hour, or must not be deleted, the
// deletion fails with one line that names it, and can be run again.
//
// # Access
//
// Access to EKS is by access entries alone (authentication mode API). Whoever
// deploys must be one of the admins, or the provider of this package cannot
// do anything in the cluster: either name that principal in Admins or set
// BootstrapCreator. The public endpoint is off unless asked for, and then
// open to named address ranges only.
//
// # Upgrades
//
// EKS upgrades one minor version at a time. A program does not see the
// version that runs now, so a skipped version is refused by EKS itself unless
// RunningVersion says what runs: then it is refused before anything starts.
// Nodes may be up to three minor versions behind the control plane, never
// ahead of it; NodeGroup.Version holds a group back.
//
// # Metadata service
//
// Nodes answer to version 2 of the instance metadata service only, with a hop
// limit of 1, so that a pod in a network of its own cannot take the node's
// role. Pods get roles of their own: by EKS Pod Identity or by the tokens of
// their service accounts on EKS, by tokens on RKE2, and on an existing cluster
// if its [Identity] is given: see [NewWorkloadRole].
package cluster
