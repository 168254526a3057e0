package network

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// makeBalancer makes a balancer of either type, which args name with what it
// alone has, at the place, and its security group, whose id it returns with
// what must be there before requests pass the group.
func makeBalancer(
	ctx *pulumi.Context, own pulumi.ResourceOption, name string, place LoadBalancerArgs, in, out []Rule, args lb.LoadBalancerArgs,
) (*lb.LoadBalancer, pulumi.StringOutput, []pulumi.Resource, error) {
	group, ready, err := makeGroup(ctx, own, groupPlan{
		name: component.Name(name, "group"), vpc: place.Network.VPCID, description: "Load balancer " + name,
		ingress: in, egress: out, tags: place.Tags,
	})
	if err != nil {
		return nil, pulumi.StringOutput{}, nil, err
	}
	address, scheme, subnets := "ipv4", "internal", IDs(place.subnets())
	if place.DualStack {
		address = "dualstack"
	}
	if place.InternetFacing {
		// AWS refuses such a balancer in a VPC that has no internet gateway
		// yet; the subnets' routes lead to it.
		scheme, subnets = "internet", ReadyIDs(place.subnets())
	}
	logical, id := component.Name(name, "lb"), group.ID().ToStringOutput()
	args.Name = physical(ctx, logical, scheme)
	args.Internal = pulumi.Bool(!place.InternetFacing)
	args.IpAddressType = pulumi.String(address)
	args.Subnets = subnets
	args.SecurityGroups = pulumi.StringArray{id}
	args.EnableDeletionProtection = pulumi.Bool(place.DeletionProtection)
	args.AccessLogs = place.AccessLogs.args()
	args.Tags = component.Tagged(logical, place.Tags)
	balancer, err := lb.NewLoadBalancer(ctx, logical, &args, place.AccessLogs.wait(own)...)
	return balancer, id, append(ready, balancer), err
}

// outward are the rules by which a balancer reaches ports of its targets.
func (a LoadBalancerArgs) outward(ports []int) []Rule {
	var out []Rule
	slices.Sort(ports)
	for _, port := range slices.Compact(ports) {
		for _, c := range a.Network.CIDRs() {
			out = append(out, Rule{Port: port, CIDR: c}.withDefaults())
		}
	}
	return out
}

// inputs are those of a balancer of either type.
func (a LoadBalancerArgs) inputs(doors []door) pulumi.Map {
	ports := pulumi.IntMap{}
	for _, d := range doors {
		ports[d.key] = pulumi.Int(d.port)
	}
	return pulumi.Map{
		"internetFacing": pulumi.Bool(a.InternetFacing), "tier": pulumi.String(a.Tier),
		"zones": pulumi.ToStringArray(a.Zones), "clients": pulumi.ToStringArray(a.Clients), "ports": ports,
	}
}

func checkBalancerName(p *component.Problems, name string) {
	checkName(p, name)
	if strings.HasPrefix(name+"-", "internal-") {
		// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
		p.Add("name", name, `the names of load balancers may not start with "internal-"`, "use another name")
	}
}

// Limits of the names of load balancers and target groups, and what
// auto-naming adds to a logical name: a hyphen and seven digits.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
const (
	maxPhysical = 32
	autoSuffix  = 8
)

// physical is the name to ask for, or nil where auto-naming makes a legal one.
// What forces a replacement takes part in the name, as changes, so that the
// new one can be made before the old one goes; stack and project keep
// deployments in one account apart.
func physical(ctx *pulumi.Context, logical string, changes ...string) pulumi.StringPtrInput {
	if len(logical)+autoSuffix <= maxPhysical {
		return nil
	}
	parts := append([]string{logical, ctx.Stack(), ctx.Project()}, changes...)
	return pulumi.String(component.Physical(maxPhysical, parts...))
}
