package compute

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
)

// Defaults of a Machine.
const (
	DefaultType    = "t3.small"
	DefaultRootGiB = 20
	DefaultHops    = 1
)

// Machine is what an instance, and each instance of a group, is.
type Machine struct {
	// Type is the instance type. Empty means DefaultType.
	Type string
	// Image to run. The zero value means the current Amazon Linux 2023 for
	// the type's architecture.
	Image Image
	// Boot is what the machine does when it first starts.
	Boot CloudInit
	// Containers installs containerd from the distribution's packages and
	// starts it.
	Containers bool
	// RootGiB is the size of the root volume, a gp3, 8 to 16384. Zero means
	// DefaultRootGiB.
	RootGiB int
	// RootKey is the ARN of the KMS key that encrypts the root volume. Nil
	// means the account's own key for EBS; the volume is always encrypted.
	RootKey pulumi.StringInput
	// Ingress of the machine's security group. None unless given.
	Ingress []network.Rule
	// Egress of it. None means network.EgressAnywhere, for Session Manager and
	// packages; machines that must not reach out name their endpoints here.
	Egress []network.Rule
	// SecurityGroups are ids of further groups, at most four.
	SecurityGroups []pulumi.StringInput
	// ManagedPolicies are names of policies of AWS that the machine's role
	// gets, besides the one for Session Manager.
	ManagedPolicies []string
	// Policies are its inline policies by name.
	Policies map[string]identity.Source
	// Boundary is the ARN of the policy that bounds the role. Nil means none.
	Boundary pulumi.StringInput
	// DisableSession leaves out the policy for Session Manager: then nobody
	// gets in at all.
	DisableSession bool
	// KeyName is the name of an EC2 key pair. Nil means none, which is how it
	// should be: use Session Manager.
	KeyName pulumi.StringInput
	// Hops is how far answers of the metadata service travel, 1 to 64. Zero
	// means DefaultHops, which keeps containers of their own network from the
	// machine's role; 2 lets them have it.
	Hops int
	// BasicMonitoring measures every five minutes rather than every minute.
	BasicMonitoring bool
}

func (m Machine) withDefaults() Machine {
	if m.Type == "" {
		m.Type = DefaultType
	}
	m.Image = m.Image.withDefaults(ArchOf(m.Type))
	if m.RootGiB == 0 {
		m.RootGiB = DefaultRootGiB
	}
	if m.Hops == 0 {
		m.Hops = DefaultHops
	}
	if len(m.Egress) == 0 {
		m.Egress = network.EgressAnywhere()
	}
	m.Boot = m.Boot.clone()
	if m.Containers {
		if !slices.Contains(m.Boot.Packages, containerd) {
			m.Boot.Packages = append([]string{containerd}, m.Boot.Packages...)
		}
		m.Boot.Units = append([]Unit{{Name: containerd + ".service"}}, m.Boot.Units...)
	}
	m.Ingress, m.SecurityGroups = slices.Clone(m.Ingress), slices.Clone(m.SecurityGroups)
	m.ManagedPolicies, m.Policies = slices.Clone(m.ManagedPolicies), maps.Clone(m.Policies)
	if !m.DisableSession && !slices.Contains(m.ManagedPolicies, sessionPolicy) {
		m.ManagedPolicies = append(m.ManagedPolicies, sessionPolicy)
	}
	return m
}

// containerd is the package and the unit, which have one name on Amazon Linux
// 2023, Debian and Ubuntu.
const containerd = "containerd"

// sessionPolicy is what the agent on the machine needs for Session Manager:
// https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html
const sessionPolicy = "AmazonSSMManagedInstanceCore"

// role are the settings of the machine's role.
func (m Machine) role(region string, tags map[string]string) *identity.RoleArgs {
	return &identity.RoleArgs{
		Trust: identity.TrustService("ec2"), Partition: identity.PartitionOf(region),
		ManagedPolicies: m.ManagedPolicies, Policies: m.Policies, Boundary: m.Boundary, Tags: tags,
	}
}

// group are the settings of the machine's security group.
func (m Machine) group(name string, n network.Placement, tags map[string]string) *network.SecurityGroupArgs {
	return &network.SecurityGroupArgs{Network: n, Description: "Machines of " + name, Ingress: m.Ingress, Egress: m.Egress, Tags: tags}
}
