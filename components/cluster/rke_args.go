package cluster

import (
	"maps"
	"slices"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/storage"
)

// Defaults of RKEArgs.
const (
	// DefaultServers is how many servers there are: losing one of three is no
	// outage.
	DefaultServers = 3
	// DefaultServerType is the instance type of servers, 2 CPUs and 8 GiB:
	// https://docs.rke2.io/install/requirements
	DefaultServerType = "m7g.large"
	// DefaultPodCIDR and DefaultRKEServiceCIDR are RKE2's own ranges.
	DefaultPodCIDR        = "10.42.0.0/16"
	DefaultRKEServiceCIDR = "10.43.0.0/16"
	// DefaultSnapshotSchedule takes a snapshot every six hours.
	DefaultSnapshotSchedule = "0 */6 * * *"
	// DefaultSnapshotKeep is how many snapshots are kept.
	DefaultSnapshotKeep = 28
	// DefaultAdminHours is how long the kubeconfig's certificate is valid, and
	// DefaultAdminRenewHours how long before its end a run renews it.
	DefaultAdminHours      = 720
	DefaultAdminRenewHours = 240
	// DefaultSecretRecoveryDays is how long a deleted secret can be had back.
	DefaultSecretRecoveryDays = 7
)

// NoRecovery deletes a secret for good at once.
const NoRecovery = -1

// RKEArgs are the settings of a cluster of RKE2 on EC2.
type RKEArgs struct {
	// Name of the cluster: lower-case letters, digits and hyphens, a letter
	// first, at most 24, that no other cluster in the account and region has,
	// of whatever kind: what a cluster's controllers make in AWS is known by
	// it. Empty means the component's name. It cannot be changed later without making a
	// new cluster.
	Name string
	// Network to be in. Required.
	Network network.Placement
	// Tier of subnets for nodes and balancers. Empty means DefaultTier. A
	// public tier is refused.
	Tier string
	// Version of Kubernetes, "1.35". Required. The release of RKE2 for it is
	// pinned.
	Version string
	// RunningVersion is the version that the cluster runs at present, if it
	// exists. With it an upgrade that skips a version is refused at once.
	RunningVersion string
	// Checksums of the release's tarballs by architecture, "x86_64" and
	// "arm64", in hexadecimal SHA-256. For an architecture without one a
	// machine believes the checksums that the release itself states, which
	// finds a broken download, not a forged release.
	Checksums map[string]string
	// Images by architecture: the id of an image with Amazon Linux 2023 or
	// one like it, or the name of a parameter of Systems Manager that holds
	// it. Empty means the current Amazon Linux 2023, as it is when a machine
	// starts.
	Images map[string]string
	// Servers run the control plane and etcd.
	Servers Servers
	// Agents are groups of nodes for everything else. OS and Version of a
	// group must be left out. None means that servers run everything.
	Agents []NodeGroup
	// Endpoint says from where the API server is reached. The zero value is
	// from within the VPC only. Registration is never reached from outside.
	Endpoint Endpoint
	// Snapshots of etcd. Required.
	Snapshots Snapshots
	// PodCIDR and ServiceCIDR are the ranges of pods and Services, neither in
	// the network's nor each other. Empty means DefaultPodCIDR and
	// DefaultRKEServiceCIDR.
	PodCIDR, ServiceCIDR string
	// BundledTraefik has RKE2 deploy the Traefik that it comes with. Without
	// it there is no ingress controller until addons.NewTraefik installs one,
	// which serves on every cluster alike.
	BundledTraefik bool
	// DisableCIS leaves the CIS profile out, which refuses pods that run as
	// root outside of kube-system and isolates the built-in namespaces.
	DisableCIS bool
	// DisableCloudController leaves the cloud controller manager out, which
	// tells nodes their zone and removes those whose machines are gone.
	DisableCloudController bool
	// DisableIdentity gives pods no way to roles of AWS: no public bucket with
	// the public keys by which AWS checks their tokens, no trust in them, no
	// webhook. Pods that need a role then need credentials of another kind.
	DisableIdentity bool
	// DisableSession leaves out the policy that lets AWS Systems Manager open
	// shells on nodes. There is no SSH either way.
	DisableSession bool
	// AdminHours is how long the kubeconfig's certificate is valid, 24 to
	// 8760, and AdminRenewHours how long before its end a run renews it. Zero
	// means DefaultAdminHours and DefaultAdminRenewHours.
	AdminHours, AdminRenewHours int
	// SecretRecoveryDays is how long a deleted secret can be had back, 7 to
	// 30, or NoRecovery. Zero means DefaultSecretRecoveryDays. Without the
	// token in it no snapshot can be restored.
	SecretRecoveryDays int
	// KeyDeletionDays is how long a deleted key can be had back, 7 to 30. Zero
	// means DefaultKeyDeletionDays.
	KeyDeletionDays int
	// KeepVolumes leaves the volumes of claims, and the snapshots of them, in
	// the account when the cluster is destroyed. Without it they are deleted
	// with all else that controllers in the cluster made: see the package
	// comment.
	KeepVolumes bool
	// Protect keeps the engine from deleting what the cluster cannot be made
	// again without: its key, tokens and authorities, and its record.
	Protect bool
	// Tags of every resource that can have tags.
	Tags map[string]string
}

// Servers are the machines with the control plane and etcd, each in an auto
// scaling group of one in its zone.
type Servers struct {
	// Count is 1, 3 or 5. Zero means DefaultServers. Those that come join one
	// after the other; those that go leave etcd before they end.
	Count int
	// Type is the instance type. Empty means DefaultServerType.
	Type string
	// Disk in GiB. Zero means DefaultDisk.
	Disk int
	// Zones, by letter, in which the servers are in turn. Empty means all of
	// the tier. Changing them moves servers one after the other.
	Zones []string
	// ShareZones states that servers may share a zone: the loss of one with
	// most of them is then the loss of quorum.
	ShareZones bool
}

// Snapshots say where copies of etcd go.
type Snapshots struct {
	// Bucket that they go to. Required. It should outlive the cluster.
	Bucket *storage.Bucket
	// Folder in the bucket. Empty means the cluster's name.
	Folder string
	// Schedule in cron's five fields, UTC. Empty means
	// DefaultSnapshotSchedule.
	Schedule string
	// Keep is how many are kept, 1 to 1000. Zero means DefaultSnapshotKeep.
	Keep int
	// RestoreFrom is the name of the snapshot, within the folder, to restore
	// when all servers are lost. It is restored once; leave it where it is
	// afterwards. See the package comment.
	RestoreFrom string
}

func (a RKEArgs) withDefaults(name string) RKEArgs {
	for _, d := range []struct {
		value *string
		unset string
	}{
		{&a.Name, name}, {&a.Tier, DefaultTier}, {&a.Servers.Type, DefaultServerType},
		{&a.PodCIDR, DefaultPodCIDR}, {&a.ServiceCIDR, DefaultRKEServiceCIDR},
		{&a.Snapshots.Schedule, DefaultSnapshotSchedule},
	} {
		if *d.value == "" {
			*d.value = d.unset
		}
	}
	if a.Snapshots.Folder == "" {
		a.Snapshots.Folder = a.Name
	}
	for _, d := range []struct {
		value *int
		unset int
	}{
		{&a.Servers.Count, DefaultServers}, {&a.Servers.Disk, DefaultDisk}, {&a.Snapshots.Keep, DefaultSnapshotKeep},
		{&a.AdminHours, DefaultAdminHours}, {&a.AdminRenewHours, DefaultAdminRenewHours},
		{&a.SecretRecoveryDays, DefaultSecretRecoveryDays}, {&a.KeyDeletionDays, DefaultKeyDeletionDays},
	} {
		if *d.value == 0 {
			*d.value = d.unset
		}
	}
	groups := make([]NodeGroup, len(a.Agents))
	for i, g := range a.Agents {
		os, version := g.OS, g.Version
		g = g.withDefaults(a.Version)
		g.OS, g.Version = os, version
		groups[i] = g
	}
	a.Agents = groups
	a.Servers.Zones, a.Endpoint.PublicCIDRs = slices.Clone(a.Servers.Zones), slices.Clone(a.Endpoint.PublicCIDRs)
	a.Checksums, a.Images, a.Tags = maps.Clone(a.Checksums), maps.Clone(a.Images), maps.Clone(a.Tags)
	return a
}
