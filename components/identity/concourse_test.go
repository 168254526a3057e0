package identity_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/identity"
)

// The subjects are those of https://concourse-ci.org/docs/operation/creds/id-token/
// and of Concourse's own tests of its token generator.
func TestBuildsAreNamedAsTheirTokensNameThem(t *testing.T) {
	for _, c := range []struct {
		of             identity.ConcourseSubject
		scope, subject string
	}{
		{identity.ConcourseSubject{Team: "main"}, "team", "main"},
		{identity.ConcourseSubject{Team: "main", Pipeline: "deploy"}, "pipeline", "main/deploy"},
		{identity.ConcourseSubject{Team: "main", Pipeline: "deploy", Instance: "hello:world,my-var:my-value"}, "instance", "main/deploy/hello:world,my-var:my-value"},
		{identity.ConcourseSubject{Team: "main", Pipeline: "deploy", Instance: "foo:bar", Job: "up"}, "job", "main/deploy/foo:bar/up"},
		{identity.ConcourseSubject{Team: "my-team", Pipeline: "my-pipeline", Job: "my-job"}, "job", "my-team/my-pipeline//my-job"},
		{
			identity.ConcourseSubject{Team: "fake/team", Pipeline: "fake/pipeline", Instance: `"fake/foo":"fake/bar"`, Job: "fake/job"},
			"job", `fake%2Fteam/fake%2Fpipeline/"fake%2Ffoo":"fake%2Fbar"/fake%2Fjob`,
		},
	} {
		assert.Equal(t, c.subject, c.of.Subject())
		assert.Equal(t, c.scope, c.of.Scope(), c.subject)
	}
}

// concourse is a provider of the tokens of a Concourse.
func concourse(issuer string) identity.OIDC {
	return identity.OIDC{ARN: pulumi.String("arn:aws:iam::111122223333:oidc-provider/ci.example.com"), Issuer: pulumi.String(issuer)}
}

func TestATrustInAConcourseComparesAudienceAndSubjectExactly(t *testing.T) {
	want := `{"Statement":[{"Action":["sts:AssumeRoleWithWebIdentity"],"Condition":{"StringEquals":{` +
		`"ci.example.com:aud":["sts.amazonaws.com"],"ci.example.com:sub":["main/deploy//up","web"]}},"Effect":"Allow",` +
		`"Principal":{"Federated":["arn:aws:iam::111122223333:oidc-provider/ci.example.com"]}}],"Version":"2012-10-17"}`
	for _, issuer := range []string{"https://ci.example.com", "ci.example.com"} {
		trust := identity.TrustConcourse(concourse(issuer),
			identity.ConcourseSubject{Team: "web"}, identity.ConcourseSubject{Team: "main", Pipeline: "deploy", Job: "up"})
		assert.Equal(t, want, text(t, trust), issuer)
	}
}

func TestWrongTrustsInAConcourseAreRefusedLineByLine(t *testing.T) {
	main := identity.ConcourseSubject{Team: "main"}
	for _, c := range []struct {
		name     string
		issuer   string
		subjects []identity.ConcourseSubject
		want     []string
	}{
		{"nobody", "https://ci.example.com", nil, []string{
			`Statements[0].Conditions[1]: incomplete: give an operator, a key and at least one value`,
		}},
		{"every team", "https://ci.example.com", []identity.ConcourseSubject{{}, {Team: "*"}}, []string{
			`Subjects[0].Team: not given: name the team, for the tokens of all teams have one issuer`,
			`Subjects[1].Team "*": has a wildcard, which an exact comparison never matches: name each, or leave the narrower parts out`,
		}},
		{"a job of no pipeline", "https://ci.example.com", []identity.ConcourseSubject{{Team: "main", Job: "up"}, {Team: "main", Instance: "a:b"}}, []string{
			`Subjects[0].Pipeline: not given: name the pipeline that the job or the instance belongs to`,
			`Subjects[1].Pipeline: not given: name the pipeline that the job or the instance belongs to`,
		}},
		{"patterns", "https://ci.example.com", []identity.ConcourseSubject{{Team: "main", Pipeline: "deploy-?", Instance: "branch:*", Job: "${aws:username}"}}, []string{
			`Subjects[0].Pipeline "deploy-?": has a wildcard, which an exact comparison never matches: name each, or leave the narrower parts out`,
			`Subjects[0].Instance "branch:*": has a wildcard, which an exact comparison never matches: name each, or leave the narrower parts out`,
			`Subjects[0].Job "${aws:username}": has a variable, which IAM would replace: write the name itself`,
		}},
		{"plain http", "http://ci.example.com", []identity.ConcourseSubject{main}, []string{
			`Issuer "http://ci.example.com": not served over https, and IAM trusts no other issuer: serve it over https`,
		}},
		{"a port", "https://ci.example.com:8443", []identity.ConcourseSubject{main}, []string{
			`Issuer "https://ci.example.com:8443": has a port, which IAM does not take: serve the issuer on port 443`,
		}},
		{"a slash at the end", "https://ci.example.com/", []identity.ConcourseSubject{main}, []string{
			`Issuer "https://ci.example.com/": ends in a slash, and the tokens' issuer does not: leave the slash out`,
		}},
		{"no issuer", "", []identity.ConcourseSubject{main}, []string{
			`Issuer: not the URL of an issuer: write one such as "https://ci.example.com"`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := make([]string, len(c.want))
			for i, line := range c.want {
				want[i] = `role "deploy": Trust: ` + line
			}
			err := identity.CheckRole("deploy", &identity.RoleArgs{Trust: identity.TrustConcourse(concourse(c.issuer), c.subjects...)})
			require.EqualError(t, err, strings.Join(want, "\n"))
		})
	}
	err := identity.CheckRole("deploy", &identity.RoleArgs{Trust: identity.TrustConcourse(identity.OIDC{}, main)})
	require.EqualError(t, err, `role "deploy": Trust: Values[0]: nil: pass an output or a string`)
}
