package addons

import (
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/internal/versions"
)

// TypeVolumes is the type token of Volumes. Changing it needs an alias.
const TypeVolumes = "drydock:addons:Volumes"

// Reclaim says what becomes of a volume whose claim is deleted.
type Reclaim string

// The choices.
const (
	// ReclaimDelete deletes the volume with its data. The default.
	ReclaimDelete Reclaim = "Delete"
	// ReclaimRetain leaves it in the account, for somebody to find and pay. It
	// goes when the cluster is destroyed, unless that has KeepVolumes.
	ReclaimRetain Reclaim = "Retain"
)

// Snapshots says how the cluster gets snapshots of volumes.
type Snapshots string

// The choices.
const (
	// NoSnapshots makes no class of snapshots. The default.
	NoSnapshots Snapshots = ""
	// SnapshotsAddOn installs the controller as an add-on of EKS.
	SnapshotsAddOn Snapshots = "add-on"
	// SnapshotsPresent states that the controller and its definitions are in
	// the cluster already, as RKE2 brings them.
	SnapshotsPresent Snapshots = "present"
)

// DefaultVolumeClass is the name of the class of volumes.
const DefaultVolumeClass = "gp3"

// ebsDriver is the name of the driver in the cluster.
const ebsDriver = "ebs.csi.aws.com"

// VolumesArgs are the settings of Volumes.
type VolumesArgs struct {
	// Cluster to install into. Required.
	Cluster cluster.Cluster
	// InstallDriver installs the EBS driver from its chart. An EKS has it as
	// an add-on unless cluster.EKSArgs.DisableVolumes is set.
	InstallDriver bool
	// Class is the name of the storage class, which is the cluster's default
	// one unless NotDefault. Empty means DefaultVolumeClass.
	Class      string
	NotDefault bool
	// Reclaim is ReclaimDelete when empty.
	Reclaim Reclaim
	// Key is the ARN of the KMS key of the volumes. Nil means the account's
	// own for EBS. The driver's role needs to be allowed to use it: the
	// component sees to that with InstallDriver; for the add-on the key's
	// policy must.
	Key pulumi.StringInput
	// Snapshots is NoSnapshots when empty.
	Snapshots Snapshots
	// Workload is how the driver gets its role, with InstallDriver.
	Workload Workload
}

// Volumes are encrypted disks of EBS for pods, and snapshots of them.
type Volumes struct {
	pulumi.ResourceState

	// Class is the name of the storage class.
	Class string `pulumi:"class"`
	// SnapshotClass is the name of the class of snapshots, empty without.
	SnapshotClass string `pulumi:"snapshotClass"`

	ready []pulumi.Resource
}

func (a VolumesArgs) withDefaults() VolumesArgs {
	if a.Class == "" {
		a.Class = DefaultVolumeClass
	}
	if a.Reclaim == "" {
		a.Reclaim = ReclaimDelete
	}
	return a
}

// CheckVolumes returns what is wrong with the arguments, without making
// anything.
func CheckVolumes(name string, args *VolumesArgs) error {
	_, err := planVolumes(name, args)
	return err
}

func planVolumes(name string, args *VolumesArgs) (VolumesArgs, error) {
	if args == nil {
		args = &VolumesArgs{}
	}
	a := args.withDefaults()
	p := component.NewProblems("volumes", name)
	checkCluster(p, a.Cluster)
	if form := objectNameForm; !form.MatchString(a.Class) {
		p.Add("Class", a.Class, "not the name of an object", "use lower-case letters, digits, hyphens and dots")
	}
	if a.Class == "gp2" {
		p.Add("Class", a.Class, "the one that EKS makes itself, without encryption", "choose another name")
	}
	if a.Reclaim != ReclaimDelete && a.Reclaim != ReclaimRetain {
		p.Add("Reclaim", a.Reclaim, "not a choice", `choose "Delete" or "Retain"`)
	}
	switch a.Snapshots {
	case NoSnapshots, SnapshotsPresent:
	case SnapshotsAddOn:
		if a.Cluster.Valid() && a.Cluster.Live() == nil && (a.Cluster.Identity == nil || a.Cluster.Identity.ClusterName == nil) {
			p.Add("Snapshots", a.Snapshots, "the cluster is not one of EKS", `choose "present" and install the controller`)
		}
	default:
		p.Add("Snapshots", a.Snapshots, "not a choice", `choose "add-on", "present" or none`)
	}
	if a.InstallDriver {
		checkWorkload(p, name, a.Cluster, a.Workload)
		checkRegion(p, a.Cluster)
	}
	return a, p.Err()
}

// NewVolumes makes the class of volumes and what it needs. The error, if the
// arguments are wrong, has one line for each problem, and nothing is
// registered.
func NewVolumes(ctx *pulumi.Context, name string, args *VolumesArgs, opts ...pulumi.ResourceOption) (*Volumes, error) {
	a, err := planVolumes(name, args)
	if err != nil {
		return nil, err
	}
	v := &Volumes{Class: a.Class}
	inputs := pulumi.Map{
		"cluster": pulumi.String(a.Cluster.Name), "class": pulumi.String(a.Class), "reclaim": pulumi.String(string(a.Reclaim)),
		"snapshots": pulumi.String(string(a.Snapshots)),
	}
	i, err := begin(ctx, TypeVolumes, name, a.Cluster, inputs, v, opts)
	if err != nil {
		return nil, err
	}
	if err := v.driver(i, a); err != nil {
		return nil, err
	}
	class, err := i.object("class", a.storageClass(), v.ready...)
	if err != nil {
		return nil, err
	}
	v.ready = append(v.ready, class)
	if a.Snapshots != NoSnapshots {
		if err := v.snapshots(i, a); err != nil {
			return nil, err
		}
	}
	return v, component.Publish(ctx, v)
}

// Ready is what must be there before a claim is made.
func (v *Volumes) Ready() []pulumi.Resource { return slices.Clone(v.ready) }

func (v *Volumes) driver(i installer, a VolumesArgs) error {
	if !a.InstallDriver {
		return nil
	}
	may := permissions{managed: []string{"service-role/AmazonEBSCSIDriverPolicy"}}
	if a.Key != nil {
		may.policies = map[string]identity.Source{"key": mayUseKey(a.Key)}
	}
	role, err := i.role(a.Workload, systemNamespace, ebsAccount, may)
	if err != nil {
		return err
	}
	values := a.Values()
	annotate(values, role, "controller", "serviceAccount")
	release, err := i.release(versions.EBSDriver(), systemNamespace, values, role.Ready()...)
	if err != nil {
		return err
	}
	v.ready = append(v.ready, release)
	return nil
}

func (v *Volumes) snapshots(i installer, a VolumesArgs) error {
	after := slices.Clone(v.ready)
	if a.Snapshots == SnapshotsAddOn {
		tags := pulumi.ToStringMap(a.Workload.Tags)
		tags["Name"] = pulumi.String(i.child("snapshots"))
		controller, err := eks.NewAddon(i.ctx, i.child("snapshots"), &eks.AddonArgs{
			ClusterName: a.Cluster.Identity.ClusterName, AddonName: pulumi.String(versions.AddOnSnapshots),
			AddonVersion:             pulumi.String(versions.SnapshotsAddOnVersion),
			ResolveConflictsOnCreate: pulumi.String("OVERWRITE"), ResolveConflictsOnUpdate: pulumi.String("OVERWRITE"),
			Tags: tags,
		}, i.own(), pulumi.DependsOn(a.Cluster.Ready))
		if err != nil {
			return err
		}
		after = append(after, controller)
	}
	v.SnapshotClass = a.Class
	class, err := i.object("snapshot-class", a.snapshotClass(), after...)
	if err != nil {
		return err
	}
	v.ready = append(v.ready, class)
	return nil
}

// storageClass places a volume only once a pod is placed, for a volume cannot
// leave its zone.
func (a VolumesArgs) storageClass() kube.Manifest {
	parameters := map[string]any{"type": "gp3", "encrypted": "true", "csi.storage.k8s.io/fstype": "ext4"}
	if a.Key != nil {
		parameters["kmsKeyId"] = a.Key
	}
	metadata := map[string]any{"name": a.Class}
	if !a.NotDefault {
		metadata["annotations"] = map[string]any{"storageclass.kubernetes.io/is-default-class": "true"}
	}
	return kube.Unstructured(map[string]any{
		"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": metadata,
		"provisioner": ebsDriver, "parameters": parameters, "reclaimPolicy": string(a.Reclaim),
		"volumeBindingMode": "WaitForFirstConsumer", "allowVolumeExpansion": true,
	})
}

func (a VolumesArgs) snapshotClass() kube.Manifest {
	metadata := map[string]any{"name": a.Class}
	if !a.NotDefault {
		metadata["annotations"] = map[string]any{"snapshot.storage.kubernetes.io/is-default-class": "true"}
	}
	return kube.Unstructured(map[string]any{
		"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshotClass", "metadata": metadata,
		"driver": ebsDriver, "deletionPolicy": string(a.Reclaim),
	})
}
