// # RKE2 on EC2
//
// [NewRKE] makes a cluster of RKE2: servers with the control plane and etcd,
// each in an auto scaling group of one in its zone, and groups of agents.
//
//	rke, err := cluster.NewRKE(ctx, "dev", &cluster.RKEArgs{
//		Network:   vpc.Placement(),
//		Version:   "1.35",
//		Agents:    []cluster.NodeGroup{{Name: "general", InstanceTypes: []string{"m7g.large"}, Min: 2, Max: 4}},
//		Snapshots: cluster.Snapshots{Bucket: bucket},
//	})
//	app, err := skeleton.New(ctx, "app", &skeleton.Args{Cluster: rke.Cluster(), …})
//
// Tokens, authorities and the administrator's certificate are made in code.
// Machines fetch what they need from Secrets Manager by their role: servers
// the tokens and authorities, agents a token that lets them join as agents.
// Nothing secret is in user data. The kubeconfig's certificate is short-lived;
// a run within AdminRenewHours of its end renews it, so a stack that nobody
// runs for longer than AdminHours loses its way in until the next run.
//
// # What survives
//
// With three servers, losing one is no outage: its group replaces it in its
// zone, and the new one joins and takes the lost one out of the cluster.
// Losing two of three is lost quorum: the API stands still and no machine
// mends that by itself, for a server that found nobody could not know whether
// it may begin again. Five servers bear the loss of two. One server bears
// none. Agents and the pods on them run on while the API is away.
//
// # How many servers
//
// Count may go up and down. A server that comes joins before the next one
// does. One that goes leaves first: its group tells the machine and waits, the
// machine has its pods go elsewhere and its member of etcd removed, and tells
// the group to go on, which it does in any case after five minutes. So three
// become one without losing quorum, one after the other. That is so for
// servers whose launch template has it; where it is new to a cluster, let it
// reach all of them before taking any away. A machine that is lost without
// warning says nothing, and stays a member until its successor removes it.
//
// # When machines go
//
// A machine that is shut down, by its group or by hand, takes no more pods and
// gives those that it has two minutes to end, the last half minute to those
// that the node itself needs (the kubelet's graceful shutdown). That is within
// what a spot machine has. It asks no disruption budget: pods that must not go
// together need replicas on several nodes.
//
// # Roles for pods
//
// The service accounts' tokens are signed by a key that is made here. Its
// public half lies in a bucket of its own, in the form that AWS asks for
// (OpenID Connect), and IAM trusts the bucket's address as the issuer. These
// two objects are the only ones that anybody may read, and nobody without a
// name can do more; where the account itself forbids public policies, S3
// refuses, and DisableIdentity is the way out. A webhook on the servers gives
// each pod whose service account names a role a token for AWS and says where
// it is, as EKS does: see [WorkloadRole], whose annotations the account needs.
// It is there before agents are. While no webhook answers pods are made
// without; delete those.
//
// The cluster's own issuer stays accepted besides, so tokens given out before
// go on being good. While servers that know the new issuer and servers that
// do not stand side by side, as during the upgrade that brings it, the latter
// refuse tokens of the former; pods try again.
//
// # Restore
//
// When quorum is lost: set Snapshots.RestoreFrom to the name of a snapshot
// (aws s3 ls s3://BUCKET/FOLDER/) and run up, which changes one parameter and
// no machine. Where objects in the cluster, which cannot be asked now, stop
// that run, name the parameter as its target: pulumi up --target
// '**NAME-restore'. Terminate the servers that are left, if any. Their groups
// replace them; the first one restores the snapshot as soon as nobody of the
// old cluster answers, writes so into the record, and the others join it. What
// was written after the snapshot is lost. Leave RestoreFrom as it is: the same
// name is not restored twice. The token decrypts the snapshot, so it must be
// of this cluster, not of one that was destroyed and made anew.
//
// # Upgrades of RKE2
//
// A new Version, image or setting changes the launch templates. Servers are
// then replaced by surge, one after the other: the engine makes a new group of
// one, waits until its server is healthy behind the balancer, and goes on to
// the next; each new server joins as one more member of etcd and removes its
// predecessor's. The old groups are deleted at the end. That holds for one
// server, too, whose data pass to the new one. Agents follow by instance
// refresh, new ones first. Go up one minor version at a time; RunningVersion
// has a skipped one refused beforehand.
//
// # The machines
//
// Amazon Linux 2023 with RKE2 from its release's tarball, whose checksum is
// pinned in Checksums or read from the release. A tarball rather than the
// packages, for it is the same on every image, and rather than an image of
// one's own, for that must be built again for each region and patch. The CIS
// profile is on. Secrets in etcd are encrypted by RKE2. The cloud controller
// manager for AWS tells nodes their zone; it makes no load balancers. Volumes
// need the EBS driver, which is an add-on (addons.VolumesArgs.InstallDriver);
// the controller of snapshots and the metrics server come with RKE2.
package cluster
