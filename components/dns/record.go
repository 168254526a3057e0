package dns

import (
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/route53"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeRecord is the type token of Record. Changing it needs an alias.
const TypeRecord = "drydock:dns:Record"

// Record is one record of a zone.
type Record struct {
	pulumi.ResourceState

	// FQDN is the record's full name, known once it exists.
	FQDN pulumi.StringOutput `pulumi:"fqdn"`

	ready []pulumi.Resource
}

// Ready is what must be there before the name is looked up.
func (r *Record) Ready() []pulumi.Resource { return slices.Clone(r.ready) }

// NewRecord makes a record. A record of the same name and type that is there
// already is not overwritten: Route 53 refuses. The error, if the arguments
// are wrong, has one line for each problem, and nothing was registered.
func NewRecord(ctx *pulumi.Context, name string, args *RecordArgs, opts ...pulumi.ResourceOption) (*Record, error) {
	a, err := planRecord(name, args)
	if err != nil {
		return nil, err
	}
	r := &Record{}
	inputs := pulumi.Map{"name": pulumi.String(a.Name), "type": pulumi.String(a.Type)}
	if err := component.Register(ctx, TypeRecord, name, inputs, r, opts...); err != nil {
		return nil, err
	}
	record, err := route53.NewRecord(ctx, component.Name(name, "record"), a.resource(), pulumi.Parent(r))
	if err != nil {
		return nil, err
	}
	r.FQDN, r.ready = record.Fqdn, []pulumi.Resource{record}
	return r, component.Publish(ctx, r)
}

func (a RecordArgs) resource() *route53.RecordArgs {
	out := &route53.RecordArgs{
		ZoneId: a.Zone.ID, Name: pulumi.String(a.Name), Type: pulumi.String(a.Type),
	}
	if a.Alias.given() {
		out.Aliases = route53.RecordAliasArray{route53.RecordAliasArgs{
			Name: a.Alias.DNSName, ZoneId: a.Alias.ZoneID, EvaluateTargetHealth: pulumi.Bool(!a.Alias.IgnoreHealth),
		}}
	} else {
		out.Ttl, out.Records = pulumi.Int(a.TTL), a.wired()
	}
	if a.Weighted.Set != "" {
		out.SetIdentifier = pulumi.String(a.Weighted.Set)
		out.WeightedRoutingPolicies = route53.RecordWeightedRoutingPolicyArray{
			route53.RecordWeightedRoutingPolicyArgs{Weight: pulumi.Int(a.Weighted.Weight)},
		}
	}
	if a.HealthCheck != nil {
		out.HealthCheckId = a.HealthCheck.ToStringOutput().ToStringPtrOutput()
	}
	return out
}

// wired are the values as the provider takes them.
func (a RecordArgs) wired() pulumi.StringArrayInput {
	if a.Type != TXT {
		return a.Values
	}
	return a.Values.ToStringArrayOutput().ApplyT(func(values []string) []string {
		out := make([]string, len(values))
		for i, v := range values {
			out[i] = wire(a.Type, v)
		}
		return out
	}).(pulumi.StringArrayOutput)
}
