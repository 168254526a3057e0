package sweep

// OwnTag is the key of the tag that the library has controllers put on what
// they make, where it can; the value is the cluster's name. The EBS driver
// accepts no key that begins with "kubernetes.io" there.
const OwnTag = "drydock/cluster"

// Any stands for every value of a tag.
const Any = "*"

// Tags are tags that a thing must all have. In keys and values "{cluster}"
// and "{region}" stand for the cluster's name and region.
type Tags map[string]string

// Kind is one kind of thing that is swept.
type Kind struct {
	// Name of one thing of the kind, for messages.
	Name string `json:"name"`
	// Client is the service as the AWS SDK for Python calls it.
	Client string `json:"client"`
	// Look says how things of the kind are found.
	Look Look `json:"look"`
	// Own are alternatives: a thing with all the tags of one of them is the
	// cluster's own. Empty for Rules and Waited.
	Own []Tags `json:"own,omitempty"`
	// Rules marks the rules that refer to a security group of the cluster's
	// own, and so keep it.
	Rules bool `json:"rules,omitempty"`
	// Leaves marks load balancers, whose interfaces stay for a while.
	Leaves bool `json:"leaves,omitempty"`
	// Waited marks the interfaces of deleted load balancers, which their
	// service takes away, and which are only waited for.
	Waited bool `json:"waited,omitempty"`
	// Kept kinds, volumes and their snapshots, stay where Input.KeepVolumes is
	// set.
	Kept bool `json:"kept,omitempty"`
	// Absent are the states of a thing that is as good as gone, Waits those
	// in which it cannot be deleted and in which it will not stay.
	Absent []string `json:"absent,omitempty"`
	Waits  []string `json:"waits,omitempty"`
	// Delete says how one thing is deleted.
	Delete Delete `json:"delete,omitzero"`
	// Resource is what the ARN of a thing has after the account, with *.
	Resource string `json:"-"`
}

// Look is a call that lists things, and where its answer has what.
type Look struct {
	// Call is the method of the client, which has pages.
	Call string `json:"call"`
	// Items are the names of the lists, one in the other.
	Items []string `json:"items"`
	// ID, Tags, VPC and State are the names of fields in an item; State is a
	// path. Empty where it has none.
	ID    string   `json:"id"`
	Tags  string   `json:"tags,omitempty"`
	VPC   string   `json:"vpc,omitempty"`
	State []string `json:"state,omitempty"`
	// Filters marks a call that takes filters by tag and VPC.
	Filters bool `json:"filters,omitempty"`
	// With are arguments of every such call.
	With map[string][]string `json:"with,omitempty"`
	// Prefix is how the ids of the cluster's own begin, with "{cluster}" as in
	// Tags: of nothing else are tags asked.
	Prefix string `json:"prefix,omitempty"`
	// TagCall asks for tags where the list does not have them.
	TagCall *TagCall `json:"tagCall,omitempty"`
}

// TagCall is a call that returns the tags of things.
type TagCall struct {
	// Call is the method, By its argument.
	Call string `json:"call"`
	By   string `json:"by"`
	// Batch is how many things it takes at once; zero is one, not in a list.
	Batch int `json:"batch"`
	// Items is the list in the answer; with a Batch its items have ID and
	// Tags, else they are the tags.
	Items string `json:"items"`
	ID    string `json:"id,omitempty"`
}

// Delete is a call that deletes one thing.
type Delete struct {
	// Call is the method, By its argument, a list of one where List is set.
	Call string `json:"call,omitempty"`
	By   string `json:"by,omitempty"`
	List bool   `json:"list,omitempty"`
	// First takes out of the thing what keeps it.
	First *First `json:"first,omitempty"`
}

// First is a call for each item of a list in a thing.
type First struct {
	Call  string `json:"call"`
	By    string `json:"by"`
	Items string `json:"items"`
	ID    string `json:"id"`
}

// groupKind is the name of the kind that rules refer to.
const groupKind = "security group"

// owned are the tags of Kubernetes' own convention, which the cloud
// controller manager, EKS and most controllers keep to:
// https://kubernetes.io/docs/reference/labels-annotations-taints/
func owned() Tags { return Tags{"kubernetes.io/cluster/{cluster}": "owned"} }

// balanced are the tags of what the AWS Load Balancer Controller makes:
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#resource-tags
func balanced() Tags { return Tags{"elbv2.k8s.aws/cluster": "{cluster}"} }

// Kinds are all kinds in the order in which they are swept: machines first,
// for they make interfaces and hold volumes; then balancers; then what those
// leave; at last what belongs to nobody else.
func Kinds() []Kind { return append(append(machines(), balancers()...), remains()...) }

// machines are made by Karpenter: https://karpenter.sh/docs/concepts/nodeclasses/#spectags
// and https://karpenter.sh/docs/reference/cloudformation/ for the tags of
// templates and profiles. IAM has no regions, so a profile's region is a tag;
// it lists all profiles of the account and the tags of one at a time, but the
// name of Karpenter's begins with the cluster's:
// https://github.com/aws/karpenter-provider-aws/blob/main/pkg/apis/v1/ec2nodeclass.go
func machines() []Kind {
	return []Kind{
		{
			Name: "instance", Client: "ec2", Resource: "instance/*",
			Look: Look{
				Call: "describe_instances", Items: []string{"Reservations", "Instances"}, ID: "InstanceId", Tags: "Tags", VPC: "VpcId",
				State: []string{"State", "Name"}, Filters: true,
			},
			Own: []Tags{
				{"kubernetes.io/cluster/{cluster}": "owned", "karpenter.sh/nodepool": Any},
				{"eks:eks-cluster-name": "{cluster}", "karpenter.sh/nodepool": Any},
			},
			Absent: []string{"terminated"}, Waits: []string{"shutting-down"},
			Delete: Delete{Call: "terminate_instances", By: "InstanceIds", List: true},
		},
		{
			Name: "launch template", Client: "ec2", Resource: "launch-template/*",
			Look:   Look{Call: "describe_launch_templates", Items: []string{"LaunchTemplates"}, ID: "LaunchTemplateId", Tags: "Tags", Filters: true},
			Own:    []Tags{{"karpenter.k8s.aws/cluster": "{cluster}"}},
			Delete: Delete{Call: "delete_launch_template", By: "LaunchTemplateId"},
		},
		{
			Name: "instance profile", Client: "iam", Resource: "instance-profile/*",
			Look: Look{
				Call: "list_instance_profiles", Items: []string{"InstanceProfiles"}, ID: "InstanceProfileName", Prefix: "{cluster}_",
				TagCall: &TagCall{Call: "list_instance_profile_tags", By: "InstanceProfileName", Items: "Tags"},
			},
			Own: []Tags{{
				"kubernetes.io/cluster/{cluster}": "owned", "topology.kubernetes.io/region": "{region}", "karpenter.k8s.aws/ec2nodeclass": Any,
			}},
			Delete: Delete{
				Call: "delete_instance_profile", By: "InstanceProfileName",
				First: &First{Call: "remove_role_from_instance_profile", By: "RoleName", Items: "Roles", ID: "RoleName"},
			},
		},
	}
}

// balancers are those of both generations. Deleting one deletes its
// listeners, after which its target groups can go.
func balancers() []Kind {
	tags := func(by, id string) *TagCall {
		return &TagCall{Call: "describe_tags", By: by, Batch: 20, Items: "TagDescriptions", ID: id}
	}
	return []Kind{
		{
			Name: "load balancer", Client: "elbv2", Resource: "loadbalancer/*", Leaves: true,
			Look: Look{
				Call: "describe_load_balancers", Items: []string{"LoadBalancers"}, ID: "LoadBalancerArn", VPC: "VpcId",
				TagCall: tags("ResourceArns", "ResourceArn"),
			},
			Own:    []Tags{balanced(), owned()},
			Delete: Delete{Call: "delete_load_balancer", By: "LoadBalancerArn"},
		},
		{
			Name: "classic load balancer", Client: "elb", Resource: "loadbalancer/*", Leaves: true,
			Look: Look{
				Call: "describe_load_balancers", Items: []string{"LoadBalancerDescriptions"}, ID: "LoadBalancerName", VPC: "VPCId",
				TagCall: tags("LoadBalancerNames", "LoadBalancerName"),
			},
			Own:    []Tags{owned()},
			Delete: Delete{Call: "delete_load_balancer", By: "LoadBalancerName"},
		},
		{
			Name: "target group", Client: "elbv2", Resource: "targetgroup/*",
			Look: Look{
				Call: "describe_target_groups", Items: []string{"TargetGroups"}, ID: "TargetGroupArn", VPC: "VpcId",
				TagCall: tags("ResourceArns", "ResourceArn"),
			},
			Own:    []Tags{balanced(), owned()},
			Delete: Delete{Call: "delete_target_group", By: "TargetGroupArn"},
		},
		{
			Name: "interface of a deleted load balancer", Client: "ec2", Waited: true,
			Look: Look{
				Call: "describe_network_interfaces", Items: []string{"NetworkInterfaces"}, ID: "NetworkInterfaceId", VPC: "VpcId",
				State: []string{"Status"},
			},
		},
	}
}

// remains are what is left of machines and balancers. The network plugin's
// tag: https://github.com/aws/amazon-vpc-cni-k8s#cni-custom-network-resources;
// the EBS driver's: https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
func remains() []Kind {
	return []Kind{
		{
			Name: "network interface", Client: "ec2", Resource: "network-interface/*",
			Look: Look{
				Call: "describe_network_interfaces", Items: []string{"NetworkInterfaces"}, ID: "NetworkInterfaceId", Tags: "TagSet", VPC: "VpcId",
				State: []string{"Status"}, Filters: true,
			},
			Own:    []Tags{{"cluster.k8s.amazonaws.com/name": "{cluster}"}, owned()},
			Waits:  []string{"associated", "attaching", "in-use", "detaching", "pending"},
			Delete: Delete{Call: "delete_network_interface", By: "NetworkInterfaceId"},
		},
		{
			Name: "security group rule", Client: "ec2", Rules: true,
			Look: Look{Call: "describe_security_group_rules", Items: []string{"SecurityGroupRules"}, ID: "SecurityGroupRuleId"},
		},
		{
			Name: groupKind, Client: "ec2", Resource: "security-group/*",
			Look: Look{
				Call: "describe_security_groups", Items: []string{"SecurityGroups"}, ID: "GroupId", Tags: "Tags", VPC: "VpcId", Filters: true,
			},
			Own:    []Tags{balanced(), owned()},
			Delete: Delete{Call: "delete_security_group", By: "GroupId"},
		},
		{
			Name: "volume", Client: "ec2", Resource: "volume/*", Kept: true,
			Look: Look{
				Call: "describe_volumes", Items: []string{"Volumes"}, ID: "VolumeId", Tags: "Tags", State: []string{"State"}, Filters: true,
			},
			Own:    []Tags{owned(), {"KubernetesCluster": "{cluster}"}, {OwnTag: "{cluster}"}},
			Absent: []string{"deleted"}, Waits: []string{"creating", "deleting", "in-use"},
			Delete: Delete{Call: "delete_volume", By: "VolumeId"},
		},
		{
			// Deleting one that is not complete takes effect when it is:
			// https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-snapshot.html
			Name: "snapshot", Client: "ec2", Resource: "snapshot/*", Kept: true,
			Look: Look{
				Call: "describe_snapshots", Items: []string{"Snapshots"}, ID: "SnapshotId", Tags: "Tags", State: []string{"State"}, Filters: true,
				With: map[string][]string{"OwnerIds": {"self"}},
			},
			Own:    []Tags{snapped(owned()), snapped(Tags{OwnTag: "{cluster}"})},
			Delete: Delete{Call: "delete_snapshot", By: "SnapshotId"},
		},
	}
}

// snapped are tags of what the EBS driver took as a snapshot for Kubernetes.
// Backups of volumes carry the tags of their volumes, the cluster's among
// them, and are not the cluster's own; this one no volume has.
func snapped(tags Tags) Tags {
	tags["CSIVolumeSnapshotName"] = Any
	return tags
}

// gone are parts of the services' codes for what does not exist.
func gone() []string { return []string{"NotFound", "NoSuchEntity"} }

// hopeless are the codes of refusals that waiting does not change: what is
// not allowed, what is protected, and a snapshot that somebody made an image
// of. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
func hopeless() []string {
	return []string{"AccessDenied", "AccessDeniedException", "InvalidSnapshot.InUse", "OperationNotPermitted", "UnauthorizedOperation"}
}
