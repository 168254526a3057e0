package addons

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
)

// policies are what the operator may do in Secrets Manager:
// https://external-secrets.io/latest/provider/aws-secrets-manager/
func (a ExternalSecretsArgs) policies() map[string]identity.Source {
	all := map[string]identity.Source{}
	if len(a.Prefixes) > 0 {
		// The account is that of the role itself: another's secrets would
		// need their own policy to let it in, too.
		arns := make([]string, len(a.Prefixes))
		for n, prefix := range a.Prefixes {
			arns[n] = identity.ARN{
				Partition: partition(a.Cluster), Service: "secretsmanager", Region: a.Cluster.Region, Account: "*",
				Resource: "secret:" + prefix + "*",
			}.String()
		}
		all["read"] = identity.Allow(reading(), arns...)
	}
	if len(a.Archives) > 0 {
		arns := make([]pulumi.StringInput, len(a.Archives))
		for n, archive := range a.Archives {
			arns[n] = archive.ARN
		}
		all["archives"] = identity.Render(func(v []string) identity.Document {
			return identity.Allow(append(reading(),
				"secretsmanager:PutSecretValue", "secretsmanager:TagResource", "secretsmanager:UntagResource"), v...)
		}, arns...)
	}
	return all
}

func reading() []string {
	return []string{"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"}
}
