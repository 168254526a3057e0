package addons

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
)

// recordTypes is the condition that bounds which types of records a call
// changes:
// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html
func recordTypes(types ...string) identity.Condition {
	return identity.Condition{
		Operator: "ForAllValues:StringEquals", Key: "route53:ChangeResourceRecordSetsRecordTypes", Values: types,
	}
}

func zoneARN(p identity.Partition, id string) string {
	return identity.ARN{Partition: p, Service: "route53", Resource: "hostedzone/" + id}.String()
}

// mayWriteRecords is what ExternalDNS needs on one zone:
// https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/
func mayWriteRecords(p identity.Partition, zone pulumi.StringInput) identity.Source {
	return identity.Render(func(v []string) identity.Document {
		return identity.Document{Statements: []identity.Statement{
			{
				SID: "Write", Actions: []string{"route53:ChangeResourceRecordSets"}, Resources: []string{zoneARN(p, v[0])},
				Conditions: []identity.Condition{recordTypes("A", "AAAA", "CNAME", "TXT")},
			},
			{
				SID: "Read", Actions: []string{"route53:ListResourceRecordSets", "route53:ListTagsForResources"},
				Resources: []string{zoneARN(p, v[0])},
			},
			// It knows no resources.
			{SID: "Find", Actions: []string{"route53:ListHostedZones"}, Resources: []string{"*"}},
		}}
	}, zone)
}

// mayProve is what cert-manager needs to prove names of one zone:
// https://cert-manager.io/docs/configuration/acme/dns01/route53/
func mayProve(p identity.Partition, zone pulumi.StringInput) identity.Source {
	return identity.Render(func(v []string) identity.Document {
		change := identity.ARN{Partition: p, Service: "route53", Resource: "change/*"}
		return identity.Document{Statements: []identity.Statement{
			{
				SID: "Prove", Actions: []string{"route53:ChangeResourceRecordSets"}, Resources: []string{zoneARN(p, v[0])},
				Conditions: []identity.Condition{recordTypes("TXT")},
			},
			{SID: "Read", Actions: []string{"route53:ListResourceRecordSets"}, Resources: []string{zoneARN(p, v[0])}},
			{SID: "Await", Actions: []string{"route53:GetChange"}, Resources: []string{change.String()}},
		}}
	}, zone)
}
