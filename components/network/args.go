package network

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// VPCArgs are the settings of a VPC.
type VPCArgs struct {
	// Region of the VPC, such as "eu-central-1". It must be the region of the
	// AWS provider that the component gets. Required.
	Region string
	// CIDR is the VPC's IPv4 range, /16 to /28, such as "10.20.0.0/16".
	// Required. Changing it replaces everything.
	CIDR string
	// Zones are the letters of one to six zones of the region, such as "a",
	// "b". Required. Their order does not matter; adding or removing one
	// touches no other.
	Zones []string
	// Tiers of subnets. None means DefaultTiers, public and private. Adding
	// or removing one touches no other.
	Tiers []Tier
	// Capacity is for how many zones and tiers the range is cut. Zero means
	// DefaultCapacity of the range. Changing it moves every subnet.
	Capacity Capacity
	// Reserved are ranges, IPv4 or IPv6, that the VPC must not overlap, such
	// as those of peers and offices. They are only checked.
	Reserved []string

	// NAT for the private tiers. Zero means NATPerZone, or NATNone where
	// there is no private tier.
	NAT NAT
	// NATZone is the letter of the zone of NATOne and NATInstance. Empty
	// means "a"; in a VPC without that zone it must be stated.
	NATZone string
	// NATInstance has the settings of NATInstance.
	NATInstance NATInstanceArgs

	// IPv6 makes the VPC dual-stack: a /56 from Amazon, a /64 for each
	// subnet, an address for whatever starts in one. Public subnets reach and
	// are reached from the internet, private ones reach it through an
	// egress-only gateway, isolated ones do neither.
	IPv6 bool

	// DisableS3Endpoint and DisableDynamoDBEndpoint leave out the gateway
	// endpoints, which cost nothing and keep traffic off NAT.
	DisableS3Endpoint       bool
	DisableDynamoDBEndpoint bool
	// InterfaceEndpoints are AWS services to reach without leaving the VPC,
	// by the last part of their service name: "ecr.api", "sts", "logs". Each
	// costs by the hour and zone. None unless named. Listed at
	// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
	InterfaceEndpoints []string
	// EndpointTier is the tier in which the interface endpoints stand. Empty
	// means the private tier with the lowest slot, or else the isolated, or
	// else the public one.
	EndpointTier string

	// ACLs are network ACLs for the tiers. Off unless enabled: the VPC's
	// default ACL, which lets everything pass, then holds for all subnets.
	ACLs ACLs
	// FlowLogs records the VPC's connections, unless it is disabled.
	FlowLogs FlowLogs
	// Kubernetes has the tags by which clusters find the subnets.
	Kubernetes Kubernetes
	// Tags of every resource. Each resource has a Name tag besides.
	Tags map[string]string
}

// Kubernetes says which tags the subnets get for Kubernetes controllers that
// make load balancers. None unless set: Drydock's own balancers do not need
// them.
type Kubernetes struct {
	// Roles tags public subnets kubernetes.io/role/elb and private ones
	// kubernetes.io/role/internal-elb.
	Roles bool
	// Clusters are names of clusters for which subnets are tagged
	// kubernetes.io/cluster/<name> = shared.
	Clusters []string
}

// Defaults of FlowLogs.
const (
	DefaultFlowLogDays     = 30
	DefaultFlowLogInterval = 600
	DefaultFlowLogTraffic  = TrafficAll
)

// Traffic says which connections flow logs record.
type Traffic string

// The kinds of traffic.
const (
	TrafficAll      Traffic = "ALL"
	TrafficAccepted Traffic = "ACCEPT"
	TrafficRejected Traffic = "REJECT"
)

// FlowLogs are the settings of a VPC's flow logs, which go to a log group of
// CloudWatch. On unless disabled.
type FlowLogs struct {
	// Disable leaves the flow logs out.
	Disable bool
	// RetentionDays is for how long CloudWatch keeps them: one of the numbers
	// that it takes, such as 30 or 365. Zero means DefaultFlowLogDays.
	RetentionDays int
	// KMSKey is the ARN of the key that encrypts the log group; its policy
	// must let CloudWatch Logs use it. Nil means the service's own
	// encryption:
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
	KMSKey pulumi.StringInput
	// Traffic to record. Empty means DefaultFlowLogTraffic, all of it.
	Traffic Traffic
	// Interval over which packets are put together, in seconds: 60 or 600.
	// Zero means DefaultFlowLogInterval.
	Interval int
}

func (a VPCArgs) withDefaults() VPCArgs {
	a.Zones = slices.Clone(a.Zones)
	slices.Sort(a.Zones)
	a.Tiers = tiersWithDefaults(a.Tiers)
	a.Reserved = slices.Clone(a.Reserved)
	a.InterfaceEndpoints = slices.Clone(a.InterfaceEndpoints)
	slices.Sort(a.InterfaceEndpoints)
	a.Kubernetes.Clusters = slices.Clone(a.Kubernetes.Clusters)
	a.Tags = maps.Clone(a.Tags)
	a.FlowLogs = a.FlowLogs.withDefaults()
	a.ACLs = a.ACLs.withDefaults()
	if a.EndpointTier == "" && len(a.InterfaceEndpoints) > 0 {
		a.EndpointTier = a.endpointTier()
	}
	return a.natWithDefaults()
}

func (f FlowLogs) withDefaults() FlowLogs {
	if f.Disable {
		return f
	}
	if f.RetentionDays == 0 {
		f.RetentionDays = DefaultFlowLogDays
	}
	if f.Traffic == "" {
		f.Traffic = DefaultFlowLogTraffic
	}
	if f.Interval == 0 {
		f.Interval = DefaultFlowLogInterval
	}
	return f
}

// has reports whether there is a tier of the kind.
func (a VPCArgs) has(kind Kind) bool {
	return slices.ContainsFunc(a.Tiers, func(t Tier) bool { return t.Kind == kind })
}

// endpointTier is the tier for interface endpoints where none is named.
func (a VPCArgs) endpointTier() string {
	for _, kind := range []Kind{Private, Isolated, Public} {
		best := Tier{Slot: MaxTiers + 1}
		for _, t := range a.Tiers {
			if t.Kind == kind && t.Slot < best.Slot {
				best = t
			}
		}
		if best.Name != "" {
			return best.Name
		}
	}
	return ""
}
