package identity_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/recorder"
)

func TestDocumentsAreTheSameTextWhateverTheOrderOfTheirValues(t *testing.T) {
	document := func(actions, resources []string) string {
		return identity.Document{Statements: []identity.Statement{{
			SID: "Read", Actions: actions, Resources: resources,
			Conditions: []identity.Condition{{Operator: "StringEquals", Key: "aws:ResourceTag/team", Values: []string{"b", "a"}}},
		}}}.JSON()
	}
	want := `{"Statement":[{"Action":["s3:GetObject","s3:ListBucket"],` +
		`"Condition":{"StringEquals":{"aws:ResourceTag/team":["a","b"]}},"Effect":"Allow",` +
		`"Resource":["arn:aws:s3:::one","arn:aws:s3:::two"],"Sid":"Read"}],"Version":"2012-10-17"}`
	assert.Equal(t, want, document([]string{"s3:ListBucket", "s3:GetObject"}, []string{"arn:aws:s3:::two", "arn:aws:s3:::one"}))
	assert.Equal(t, want, document([]string{"s3:GetObject", "s3:ListBucket", "s3:GetObject"},
		[]string{"arn:aws:s3:::one", "arn:aws:s3:::two"}))
}

func TestPrincipalsAreWrittenByKind(t *testing.T) {
	one := func(p identity.Principals) string {
		return identity.Document{Statements: []identity.Statement{{
			Effect: identity.EffectDeny, Actions: []string{"kms:Decrypt"}, Resources: []string{"*"}, Principals: p,
		}}}.JSON()
	}
	assert.Contains(t, one(identity.Principals{Anyone: true}), `"Principal":"*"`)
	assert.Contains(t, one(identity.Principals{AWS: []string{"arn:aws:iam::111122223333:root"}, Services: []string{"ec2.amazonaws.com"}}),
		`"Principal":{"AWS":["arn:aws:iam::111122223333:root"],"Service":["ec2.amazonaws.com"]}`)
	assert.Contains(t, one(identity.Principals{}), `"Effect":"Deny","Resource":["*"]}`)
}

func TestARNsKnowTheirPartition(t *testing.T) {
	for region, want := range map[string]identity.Partition{
		"eu-central-1": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov", "eusc-de-east-1": "aws-eusc",
	} {
		assert.Equal(t, want, identity.PartitionOf(region), region)
	}
	assert.Equal(t, "arn:aws-cn:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
		identity.PartitionChina.ManagedPolicy("service-role/AmazonEBSCSIDriverPolicy"))
	assert.Equal(t, "arn:aws:iam::111122223333:root", identity.PartitionAWS.Root("111122223333"))
	assert.Equal(t, "arn:aws:s3:::logs", identity.ARN{Service: "s3", Resource: "logs"}.String())
}

func TestTrustDocumentsNameExactlyWhoMayAssume(t *testing.T) {
	assert.Equal(t, `{"Statement":[{"Action":["sts:AssumeRole"],"Effect":"Allow",`+
		`"Principal":{"Service":["ec2.amazonaws.com","vpc-flow-logs.amazonaws.com"]}}],"Version":"2012-10-17"}`,
		identity.TrustService("vpc-flow-logs", "ec2.amazonaws.com").JSON())
	assert.Equal(t, `{"Statement":[{"Action":["sts:AssumeRole","sts:TagSession"],"Effect":"Allow",`+
		`"Principal":{"Service":["pods.eks.amazonaws.com"]}}],"Version":"2012-10-17"}`,
		identity.TrustPodIdentity().JSON())
	trust := identity.TrustServiceAccount(identity.OIDC{
		ARN:    pulumi.String("arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC"),
		Issuer: pulumi.String("https://oidc.eks.eu-central-1.amazonaws.com/id/ABC"),
	}, identity.ServiceAccount{Namespace: "app", Name: "worker"})
	assert.Equal(t, `{"Statement":[{"Action":["sts:AssumeRoleWithWebIdentity"],"Condition":{"StringEquals":{`+
		`"oidc.eks.eu-central-1.amazonaws.com/id/ABC:aud":["sts.amazonaws.com"],`+
		`"oidc.eks.eu-central-1.amazonaws.com/id/ABC:sub":["system:serviceaccount:app:worker"]}},"Effect":"Allow",`+
		`"Principal":{"Federated":["arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC"]}}],`+
		`"Version":"2012-10-17"}`, text(t, trust))
	github := identity.TrustGitHub(pulumi.String("arn:aws:iam::111122223333:oidc-provider/x"),
		identity.GitHubWorkflow{Owner: "acme", Repository: "platform", Environment: "prod"})
	assert.Contains(t, text(t, github), `"token.actions.githubusercontent.com:sub":["repo:acme/platform:environment:prod"]`)
}

func TestWorkflowsAreNamedAsTheirTokensNameThem(t *testing.T) {
	for want, w := range map[string]identity.GitHubWorkflow{
		"repo:a/b:ref:refs/heads/main": {Owner: "a", Repository: "b", Branch: "main"},
		"repo:a/b:ref:refs/tags/v1":    {Owner: "a", Repository: "b", Tag: "v1"},
		"repo:a/b:environment:eu%3A1":  {Owner: "a", Repository: "b", Environment: "eu:1"},
		"repo:a/b:pull_request":        {Owner: "a", Repository: "b", PullRequests: true},
	} {
		assert.Equal(t, want, w.Subject())
	}
}

func TestWrongRolesAreRefusedLineByLine(t *testing.T) {
	ec2 := identity.TrustService("ec2")
	policy := func(d identity.Document) map[string]identity.Source { return map[string]identity.Source{"p": d} }
	statement := func(s identity.Statement) identity.Document {
		return identity.Document{Statements: []identity.Statement{s}}
	}
	for _, c := range []struct {
		name string
		args *identity.RoleArgs
		want []string
	}{
		{"nothing given", nil, []string{`Trust: not given: say who may assume the role, such as identity.TrustService("ec2")`}},
		{"no statement", &identity.RoleArgs{Trust: ec2, Policies: policy(identity.Document{})},
			[]string{`Policies[p]: Statements: none given: give at least one statement`}},
		{"no action and no resource", &identity.RoleArgs{Trust: ec2, Policies: policy(statement(identity.Statement{}))},
			[]string{
				`Policies[p]: Statements[0].Actions: none given: name at least one, such as "s3:GetObject"`,
				`Policies[p]: Statements[0].Resources: none given: name ARNs, or "*" where the action knows no resources`,
			}},
		{"a misspelt action", &identity.RoleArgs{Trust: ec2, Policies: policy(identity.Allow([]string{"s3.GetObject"}, "*"))},
			[]string{`Policies[p]: Statements[0].Actions "s3.GetObject": not an action: write service:Action, such as "s3:GetObject"`}},
		{"everything everywhere", &identity.RoleArgs{Trust: ec2, Policies: policy(identity.Allow([]string{"*"}, "*"))},
			[]string{`Policies[p]: Statements[0].Actions "*": every action on every resource: name the actions or the resources, or set AllowWildcard`}},
		{"a whole service everywhere", &identity.RoleArgs{Trust: ec2, Policies: policy(identity.Allow([]string{"s3:*"}, "*"))},
			[]string{`Policies[p]: Statements[0].Actions "s3:*": every action on every resource: name the actions or the resources, or set AllowWildcard`}},
		{"a bare name as resource", &identity.RoleArgs{Trust: ec2, Policies: policy(identity.Allow([]string{"s3:GetObject"}, "logs"))},
			[]string{`Policies[p]: Statements[0].Resources "logs": not an ARN: write an ARN, or "*"`}},
		{"a principal in permissions", &identity.RoleArgs{Trust: ec2, Policies: policy(statement(identity.Statement{
			Actions: []string{"s3:GetObject"}, Resources: []string{"*"}, Principals: identity.Principals{Anyone: true},
		}))}, []string{`Policies[p]: Statements[0].Principals: a role's permissions are about the role: leave Principals empty`}},
		{"an unknown effect", &identity.RoleArgs{Trust: ec2, Policies: policy(statement(identity.Statement{
			Effect: "Maybe", Actions: []string{"s3:GetObject"}, Resources: []string{"*"},
		}))}, []string{`Policies[p]: Statements[0].Effect "Maybe": not an effect: choose Allow or Deny`}},
		{"conditions", &identity.RoleArgs{Trust: ec2, Policies: policy(statement(identity.Statement{
			Actions: []string{"s3:GetObject"}, Resources: []string{"*"},
			Conditions: []identity.Condition{
				{Operator: "StringEquals"}, {Operator: "Bool", Key: "k", Values: []string{"true"}}, {Operator: "Bool", Key: "k", Values: []string{"x"}},
			},
		}))}, []string{
			`Policies[p]: Statements[0].Conditions[0]: incomplete: give an operator, a key and at least one value`,
			`Policies[p]: Statements[0].Conditions[2] "Bool k": given twice: give all values in one condition`,
		}},
		{"a SID twice and one with a blank", &identity.RoleArgs{Trust: ec2, Policies: policy(identity.Document{Statements: []identity.Statement{
			{SID: "A B", Actions: []string{"s3:GetObject"}, Resources: []string{"*"}},
			{SID: "A B", Actions: []string{"s3:GetObject"}, Resources: []string{"*"}},
		}})}, []string{
			`Policies[p]: Statements[0].SID "A B": has other characters than letters and digits: leave them out`,
			`Policies[p]: Statements[1].SID "A B": used twice in the document: give each statement a SID of its own, or none`,
			`Policies[p]: Statements[1].SID "A B": has other characters than letters and digits: leave them out`,
		}},
		{"trust in everybody", &identity.RoleArgs{Trust: statement(identity.Statement{
			Actions: []string{"sts:AssumeRole"}, Principals: identity.Principals{Anyone: true},
		})}, []string{`Trust: Statements[0].Principals.Anyone: the role could be assumed by anybody: name who may assume it`}},
		{"trust in nobody, about something", &identity.RoleArgs{Trust: identity.Allow([]string{"sts:AssumeRole"}, "*")}, []string{
			`Trust: Statements[0].Resources "*": a trust document is about its own role: leave Resources empty`,
			`Trust: Statements[0].Principals: none given: say who the statement is about`,
		}},
		{"a service by a wrong name", &identity.RoleArgs{Trust: identity.TrustService("ec2.example.com")},
			[]string{`Trust: Statements[0].Principals.Services "ec2.example.com": not a service principal: write it as "ec2.amazonaws.com"`}},
		{"workflows of everybody", &identity.RoleArgs{Trust: identity.TrustGitHub(pulumi.String("arn:x"),
			identity.GitHubWorkflow{Owner: "*", Repository: "b", Branch: "x*"}, identity.GitHubWorkflow{Owner: "a", Repository: "b"})},
			[]string{
				`Trust: Workflow "*/b": not one repository: name owner and repository in full, without wildcards`,
				`Trust: Workflow "x*": has a wildcard, which an exact comparison never matches: name each branch, tag or environment`,
				`Trust: Workflow: 0 of Branch, Tag, Environment and PullRequests set: set exactly one`,
			}},
		{"a nil value", &identity.RoleArgs{Trust: identity.TrustGitHub(nil, identity.GitHubWorkflow{Owner: "a", Repository: "b", Tag: "v"})},
			[]string{`Trust: Values[0]: nil: pass an output or a string`}},
		{"names and bounds", &identity.RoleArgs{
			Trust: ec2, Name: strings.Repeat("r", 65), Path: "team", MaxSession: 60, Description: strings.Repeat("d", 1001),
		}, []string{
			`Name "` + strings.Repeat("r", 65) + `": not a role name of 1 to 64 letters, digits and _+=,.@-: shorten or change it, or leave it empty`,
			`Path "team": not a path: start and end it with a slash`,
			`Description: 1001 characters, above 1000: shorten it`,
			`MaxSession 60: outside 3600 to 43200 seconds: choose 1 to 12 hours`,
		}},
		{"attachments", &identity.RoleArgs{
			Trust: ec2, ManagedPolicies: []string{"A", "A", "arn:aws:iam::aws:policy/B"},
			Attached: map[string]pulumi.StringInput{"A": pulumi.String("arn"), "c": nil},
		}, []string{
			`Attached "A": also the name of an AWS managed policy of this role: choose another key`,
			`ManagedPolicies "A": given twice: leave one out`,
			`ManagedPolicies "arn:aws:iam::aws:policy/B": not the name of an AWS managed policy: put the ARN of a policy into Attached`,
			`Attached[c]: nil: give an ARN or leave the key out`,
		}},
		{"too large", &identity.RoleArgs{Trust: ec2, Policies: policy(identity.Allow([]string{"s3:GetObject"}, "arn:aws:s3:::"+strings.Repeat("x", 10240)))},
			[]string{`Policies: 10352 characters together, above the 10240 of a role: move some into a managed policy and attach it`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := make([]string, len(c.want))
			for i, line := range c.want {
				want[i] = `role "r": ` + line
			}
			require.EqualError(t, identity.CheckRole("r", c.args), strings.Join(want, "\n"))
		})
	}
}

func TestALongNameNeedsAShortOneInIAM(t *testing.T) {
	args := &identity.RoleArgs{Trust: identity.TrustService("ec2")}
	name := strings.Repeat("r", identity.MaxLogicalName+1)
	require.EqualError(t, identity.CheckRole(name, args),
		`role "`+name+`": name: 52 characters, above 51, which leave room for what the engine adds: shorten it, or set Name`)
	require.NoError(t, identity.CheckRole(name[1:], args))
	args.Name = "short"
	require.NoError(t, identity.CheckRole(name, args))
}

func TestAWildcardThatIsMeantIsAllowed(t *testing.T) {
	key := identity.Document{Statements: []identity.Statement{{
		Actions: []string{"kms:*"}, Resources: []string{"*"}, AllowWildcard: true,
		Principals: identity.Principals{AWS: []string{identity.PartitionAWS.Root("111122223333")}},
	}}}
	require.NoError(t, key.Check(identity.ResourcePolicy))
	require.NoError(t, identity.Allow([]string{"ec2:Describe*"}, "*").Check(identity.Permissions))
}

func TestARoleHasItsPoliciesAsChildrenOfItsOwn(t *testing.T) {
	var policies int
	r := recorder.Run(t, computed, func(ctx *pulumi.Context) error {
		role, err := identity.NewRole(ctx, "reader", &identity.RoleArgs{
			Trust:           identity.TrustService("ec2"),
			ManagedPolicies: []string{"service-role/AmazonEBSCSIDriverPolicy"},
			Attached:        map[string]pulumi.StringInput{"own": pulumi.String("arn:aws:iam::111122223333:policy/own")},
			Policies: map[string]identity.Source{"read": identity.Render(func(v []string) identity.Document {
				return identity.Allow([]string{"s3:GetObject"}, v[0]+"/*")
			}, pulumi.String("arn:aws:s3:::logs"))},
		})
		if err == nil {
			policies = len(role.Policies())
		}
		return err
	})
	assert.Equal(t, 3, policies)
	assert.Equal(t, map[string]any{"Name": "reader-role"}, r.Named("reader-role").Inputs["tags"])
	tokens := map[string]string{}
	for _, m := range r.All() {
		tokens[m.Name] = m.Token
		if m.Name != "reader" {
			assert.True(t, strings.HasSuffix(m.Parent, identity.TypeRole+"::reader"), "%s below %s", m.Name, m.Parent)
		}
	}
	assert.Equal(t, map[string]string{
		"reader":                                 identity.TypeRole,
		"reader-role":                            "aws:iam/role:Role",
		"reader-policy-read":                     "aws:iam/rolePolicy:RolePolicy",
		"reader-attach-AmazonEBSCSIDriverPolicy": "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
		"reader-attach-own":                      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
	}, tokens)
	assert.Equal(t, `{"Statement":[{"Action":["s3:GetObject"],"Effect":"Allow","Resource":["arn:aws:s3:::logs/*"]}],"Version":"2012-10-17"}`,
		r.Named("reader-policy-read").Inputs["policy"])
	assert.Equal(t, "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
		r.Named("reader-attach-AmazonEBSCSIDriverPolicy").Inputs["policyArn"])
}

// text waits for a source's JSON.
func text(t *testing.T, s identity.Source) string {
	t.Helper()
	require.NoError(t, s.Check(identity.Trust))
	r := recorder.Run(t, computed, func(ctx *pulumi.Context) error {
		_, err := identity.NewRole(ctx, "r", &identity.RoleArgs{Trust: s})
		return err
	})
	return r.Named("r-role").Inputs["assumeRolePolicy"].(string)
}
