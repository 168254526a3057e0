package identity_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/identity"
)

// refused demands that each check says exactly the lines behind its subject.
func refused(t *testing.T, subject string, err error, lines ...string) {
	t.Helper()
	for i, line := range lines {
		lines[i] = subject + ": " + line
	}
	require.EqualError(t, err, strings.Join(lines, "\n"))
}

func TestWrongProvidersAreRefusedLineByLine(t *testing.T) {
	const good = "https://ci.example.com"
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	for _, c := range []struct {
		name string
		args *identity.OIDCProviderArgs
		want []string
	}{
		{"nothing given", nil, []string{`args: nil: name the issuer`}},
		{"no issuer", &identity.OIDCProviderArgs{}, []string{`Issuer "": not the URL of an issuer: write one such as "https://ci.example.com"`}},
		{"a host alone", &identity.OIDCProviderArgs{Issuer: "ci.example.com"}, []string{
			`Issuer "ci.example.com": not the URL of an issuer: write one such as "https://ci.example.com"`,
		}},
		{"plain http", &identity.OIDCProviderArgs{Issuer: "http://ci.example.com"}, []string{
			`Issuer "http://ci.example.com": not served over https, and IAM trusts no other issuer: serve it over https`,
		}},
		{"a port", &identity.OIDCProviderArgs{Issuer: good + ":8443"}, []string{
			`Issuer "https://ci.example.com:8443": has a port, which IAM does not take: serve the issuer on port 443`,
		}},
		{"a query", &identity.OIDCProviderArgs{Issuer: good + "/?a=b"}, []string{
			`Issuer "https://ci.example.com/?a=b": has a query, which the OpenID Connect standard forbids: leave it out`,
		}},
		{"a long one", &identity.OIDCProviderArgs{Issuer: good + "/" + strings.Repeat("x", 240)}, []string{
			`Issuer "https://ci.example.com/` + strings.Repeat("x", 240) + `": 263 characters, above 255: use a shorter one`,
		}},
		{"audiences", &identity.OIDCProviderArgs{Issuer: good, Audiences: []string{"a", "", "a", strings.Repeat("a", 256)}}, []string{
			`Audiences[1] "": not an audience: use 1 to 255 characters`,
			`Audiences[2] "a": given twice: leave one out`,
			`Audiences[3] "` + strings.Repeat("a", 256) + `": not an audience: use 1 to 255 characters`,
		}},
		{"too many audiences", &identity.OIDCProviderArgs{Issuer: good, Audiences: many}, []string{`Audiences: 101 of them: use at most 100`}},
		{"thumbprints", &identity.OIDCProviderArgs{Issuer: good, Thumbprints: []string{"", strings.Repeat("g", 40), "ab:cd", "1", "2", "3"}}, []string{
			`Thumbprints: 6 of them: use at most 5`,
			`Thumbprints[0] "": not a SHA-1 digest: write its 40 hexadecimal digits without colons`,
			`Thumbprints[1] "` + strings.Repeat("g", 40) + `": not a SHA-1 digest: write its 40 hexadecimal digits without colons`,
			`Thumbprints[2] "ab:cd": not a SHA-1 digest: write its 40 hexadecimal digits without colons`,
			`Thumbprints[3] "1": not a SHA-1 digest: write its 40 hexadecimal digits without colons`,
			`Thumbprints[4] "2": not a SHA-1 digest: write its 40 hexadecimal digits without colons`,
			`Thumbprints[5] "3": not a SHA-1 digest: write its 40 hexadecimal digits without colons`,
		}},
		{"tags", &identity.OIDCProviderArgs{Issuer: good, Tags: map[string]string{"": "x", "Name": "x", "aws:x": "x", "owner": strings.Repeat("o", 257)}}, []string{
			`Tags "": not a tag key: use 1 to 128 characters`,
			`Tags "Name": every resource has a name of its own: leave it out`,
			`Tags "aws:x": keys that start with "aws:" belong to AWS: use another key`,
			`Tags["owner"]: value of 257 characters: use at most 256`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			refused(t, `OIDC provider "ci"`, identity.CheckOIDCProvider("ci", c.args), c.want...)
		})
	}
	require.NoError(t, identity.CheckOIDCProvider("ci", &identity.OIDCProviderArgs{Issuer: good + "/", Thumbprints: []string{strings.Repeat("aB", 20)}}),
		"other issuers than Concourse may end in a slash")
}

func TestWrongPoliciesAreRefusedLineByLine(t *testing.T) {
	read := identity.Allow([]string{"s3:GetObject"}, "arn:aws:s3:::logs/*")
	many := map[string]string{}
	for i := range 50 {
		many[fmt.Sprint(i)] = ""
	}
	long := strings.Repeat("p", 113)
	for _, c := range []struct {
		name, instance string
		args           *identity.PolicyArgs
		want           []string
	}{
		{"nothing given", "p", nil, []string{`args: nil: pass the document`}},
		{"no document", "p", &identity.PolicyArgs{}, []string{`Document: not given: say what is allowed, such as with identity.Allow`}},
		{"a document of nothing", "p", &identity.PolicyArgs{Document: identity.Document{}}, []string{`Document: Statements: none given: give at least one statement`}},
		{"everything everywhere", "p", &identity.PolicyArgs{Document: identity.Allow([]string{"*"}, "*")}, []string{
			`Document: Statements[0].Actions "*": every action on every resource: name the actions or the resources, or set AllowWildcard`,
		}},
		{"too large", "p", &identity.PolicyArgs{Document: identity.Allow([]string{"s3:GetObject"}, "arn:aws:s3:::"+strings.Repeat("x", 6144))}, []string{
			`Document: 6256 characters, above the 6144 of a managed policy: split it`,
		}},
		{"names and bounds", "p", &identity.PolicyArgs{Document: read, Name: "a b", Path: "/a*/", Description: strings.Repeat("d", 1001), Tags: many}, []string{
			`Name "a b": not a name of 1 to 128 letters, digits and _+=,.@-: shorten or change it, or leave it empty`,
			`Path "/a*/": not a path: start and end it with a slash`,
			`Description: 1001 characters, above 1000: shorten it`,
			`Tags: 51 with the name: IAM allows 50: use fewer`,
		}},
		{"a long name of its component", long + "p", &identity.PolicyArgs{Document: read}, []string{
			`name: 114 characters, above 113, which leave room for what the engine adds: shorten it, or set Name`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			refused(t, fmt.Sprintf("policy %q", c.instance), identity.CheckPolicy(c.instance, c.args), c.want...)
		})
	}
	require.NoError(t, identity.CheckPolicy(long, &identity.PolicyArgs{Document: read}))
}

func TestWrongInstanceProfilesAreRefusedLineByLine(t *testing.T) {
	refused(t, `instance profile "m"`, identity.CheckInstanceProfile("m", nil), `args: nil: pass the role`)
	refused(t, `instance profile "m"`, identity.CheckInstanceProfile("m", &identity.InstanceProfileArgs{
		Name: strings.Repeat("m", 129), Path: "jobs", Tags: map[string]string{"aws:x": ""},
	}),
		`Role: nil: pass one that trusts EC2, such as with identity.TrustService("ec2")`,
		`Name "`+strings.Repeat("m", 129)+`": not a name of 1 to 128 letters, digits and _+=,.@-: shorten or change it, or leave it empty`,
		`Path "jobs": not a path: start and end it with a slash`,
		`Tags "aws:x": keys that start with "aws:" belong to AWS: use another key`,
	)
}
