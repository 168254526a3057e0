package dns

import (
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/route53"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeZone is the type token of Zone. Changing it needs an alias.
const TypeZone = "drydock:dns:Zone"

// maxComment is how long a zone's comment can be:
// https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZoneConfig.html
const maxComment = 256

// ZoneArgs are the settings of a Zone that is made.
type ZoneArgs struct {
	// Domain of the zone, such as "dev.example.com". Required. Changing it
	// replaces the zone.
	Domain string
	// VPCs make the zone private: it then answers in these VPCs only. None
	// means a public zone. A private zone may have a domain of one label.
	VPCs []VPC
	// ForceDestroy lets the zone be deleted with records in it that are not
	// in the state. Off unless set. To keep the zone itself from deletion,
	// pass pulumi.Protect(true) to NewZone.
	ForceDestroy bool
	// Comment for the console, at most 256 characters. Empty means none.
	Comment string
	// Tags of the zone. It has a Name tag besides.
	Tags map[string]string
}

// VPC is one in which a private zone answers.
type VPC struct {
	// ID of the VPC. Required.
	ID pulumi.StringInput
	// Region of the VPC. Empty means that of the AWS provider.
	Region string
}

// AdoptZoneArgs describe a zone that exists already. It is not changed.
type AdoptZoneArgs struct {
	// Domain of the zone. Required.
	Domain string
	// ID of the zone, such as "Z0123456789ABC". Required.
	ID pulumi.StringInput
	// Private states that the zone is private.
	Private bool
}

// Zone is a hosted zone, made or adopted.
type Zone struct {
	pulumi.ResourceState

	// ID of the zone.
	ID pulumi.StringOutput `pulumi:"zoneId"`
	// ARN of the zone; not of an adopted one.
	ARN pulumi.StringOutput `pulumi:"arn,optional"`
	// NameServers are what the parent's zone must delegate to; not of an
	// adopted zone.
	NameServers pulumi.StringArrayOutput `pulumi:"nameServers,optional"`

	// Domain of the zone.
	Domain string
	// Private reports whether the zone answers in VPCs only.
	Private bool
}

// NewZone makes a zone. The error, if the arguments are wrong, has one line
// for each problem, and nothing was registered.
func NewZone(ctx *pulumi.Context, name string, args *ZoneArgs, opts ...pulumi.ResourceOption) (*Zone, error) {
	if err := CheckZone(name, args); err != nil {
		return nil, err
	}
	z := &Zone{Domain: args.Domain, Private: len(args.VPCs) > 0}
	if err := component.Register(ctx, TypeZone, name, z.inputs(), z, opts...); err != nil {
		return nil, err
	}
	zone, err := route53.NewZone(ctx, component.Name(name, "zone"), &route53.ZoneArgs{
		Name: pulumi.String(args.Domain), ForceDestroy: pulumi.Bool(args.ForceDestroy),
		// Otherwise the engine's own default comment would stand there.
		Comment: pulumi.String(args.Comment), Vpcs: associated(args.VPCs), Tags: component.Tagged(args.Domain, args.Tags),
	}, pulumi.Parent(z))
	if err != nil {
		return nil, err
	}
	z.ID, z.ARN, z.NameServers = zone.ZoneId, zone.Arn, zone.NameServers
	return z, component.Publish(ctx, z)
}

func associated(vpcs []VPC) route53.ZoneVpcArrayInput {
	if len(vpcs) == 0 {
		return nil
	}
	var out route53.ZoneVpcArray
	for _, v := range vpcs {
		vpc := route53.ZoneVpcArgs{VpcId: v.ID}
		if v.Region != "" {
			vpc.VpcRegion = pulumi.String(v.Region)
		}
		out = append(out, vpc)
	}
	return out
}

// AdoptZone takes a zone that exists already. Nothing is looked up.
func AdoptZone(ctx *pulumi.Context, name string, args *AdoptZoneArgs, opts ...pulumi.ResourceOption) (*Zone, error) {
	p := component.NewProblems("adopted zone", name)
	checkName(p, name)
	switch {
	case args == nil:
		p.Add("args", nil, "nil", "describe the zone")
	default:
		checkDomain(p, "Domain", args.Domain, naming{single: args.Private, service: true})
		if args.ID == nil {
			p.Add("ID", nil, "not given", "pass the id of the zone")
		}
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	z := &Zone{Domain: args.Domain, Private: args.Private}
	if err := component.Register(ctx, TypeZone, name, z.inputs(), z, opts...); err != nil {
		return nil, err
	}
	z.ID = args.ID.ToStringOutput()
	return z, component.Publish(ctx, z)
}

func (z *Zone) inputs() pulumi.Map {
	return pulumi.Map{"domain": pulumi.String(z.Domain), "private": pulumi.Bool(z.Private)}
}

var regionForm = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+){1,2}-[1-9][0-9]?$`)

// CheckZone returns what is wrong with the arguments of a zone, without
// making it.
func CheckZone(name string, args *ZoneArgs) error {
	p := component.NewProblems("zone", name)
	checkName(p, name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the zone")
		return p.Err()
	}
	checkDomain(p, "Domain", args.Domain, naming{single: len(args.VPCs) > 0, service: true})
	for i, v := range args.VPCs {
		if v.ID == nil {
			p.Add(fmt.Sprintf("VPCs[%d].ID", i), nil, "not given", "pass the id of the VPC")
		}
		if v.Region != "" && !regionForm.MatchString(v.Region) {
			p.Add(fmt.Sprintf("VPCs[%d].Region", i), v.Region, "not a region", `name a region such as "eu-central-1"`)
		}
	}
	if n := len([]rune(args.Comment)); n > maxComment {
		p.Add("Comment", nil, fmt.Sprintf("%d characters long", n), fmt.Sprintf("use at most %d", maxComment))
	}
	checkTags(p, args.Tags)
	return p.Err()
}
