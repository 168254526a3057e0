package identity

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// ConcourseSubject says which builds of a Concourse are meant, from all those
// of a team down to those of one job. Tokens come from a var source of type
// idtoken, which Concourse has had since 7.14. How much of the build a token
// names is set there, as subject_scope, and compared exactly:
// [ConcourseSubject.Scope] is what to set. Source:
// https://concourse-ci.org/docs/operation/creds/id-token/
type ConcourseSubject struct {
	// Team whose builds are meant. Required.
	Team string
	// Pipeline of the team. Empty means all its pipelines.
	Pipeline string
	// Instance is the instance of the pipeline by its vars, as Concourse writes
	// them: sorted, "branch:main,stage:dev". Empty means all instances, or,
	// with Job, a pipeline without any.
	Instance string
	// Job of the pipeline. Empty means all its jobs, and what runs outside of
	// one, such as the checks of resources.
	Job string
}

// Subject is how a token names the builds.
func (s ConcourseSubject) Subject() string {
	parts := []string{s.Team}
	switch {
	case s.Job != "":
		parts = append(parts, s.Pipeline, s.Instance, s.Job)
	case s.Instance != "":
		parts = append(parts, s.Pipeline, s.Instance)
	case s.Pipeline != "":
		parts = append(parts, s.Pipeline)
	}
	for i, part := range parts {
		// A slash separates the parts, so Concourse escapes those within.
		parts[i] = strings.ReplaceAll(part, "/", "%2F")
	}
	return strings.Join(parts, "/")
}

// Scope is the subject_scope of the var source that makes such tokens: "team",
// "pipeline", "instance" or "job".
func (s ConcourseSubject) Scope() string {
	switch {
	case s.Job != "":
		return "job"
	case s.Instance != "":
		return "instance"
	case s.Pipeline != "":
		return "pipeline"
	}
	return "team"
}

func (s ConcourseSubject) check(field string) error {
	var f faults
	if s.Team == "" {
		f.add(field+".Team", "", "not given", "name the team, for the tokens of all teams have one issuer")
	}
	if s.Pipeline == "" && s.Job+s.Instance != "" {
		f.add(field+".Pipeline", "", "not given", "name the pipeline that the job or the instance belongs to")
	}
	for _, part := range []struct{ name, value string }{
		{"Team", s.Team}, {"Pipeline", s.Pipeline}, {"Instance", s.Instance}, {"Job", s.Job},
	} {
		switch {
		case strings.ContainsAny(part.value, "*?"):
			f.add(field+"."+part.name, part.value, "has a wildcard, which an exact comparison never matches",
				"name each, or leave the narrower parts out")
		case strings.Contains(part.value, "${"):
			// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
			f.add(field+"."+part.name, part.value, "has a variable, which IAM would replace", "write the name itself")
		}
	}
	return errors.Join(f...)
}

// TrustConcourse lets builds of a Concourse assume a role by their own tokens,
// without a stored key. The provider's issuer is the external URL of the
// Concourse, or its --oidc-issuer-url, which AWS must be able to reach, and the
// var source asks for the audience "sts.amazonaws.com":
//
//	var_sources:
//	  - name: aws
//	    type: idtoken
//	    config: {audience: [sts.amazonaws.com], subject_scope: job}
//
// Whoever may set a pipeline of the team may ask for tokens of any scope within
// that pipeline, so a role for a team is a role for each of its pipelines.
func TrustConcourse(provider OIDC, subjects ...ConcourseSubject) Source {
	return concourseTrust{
		Template: Render(func(v []string) Document {
			names := make([]string, len(subjects))
			for i, s := range subjects {
				names[i] = s.Subject()
			}
			return webIdentity(v[0], v[1], "StringEquals", names)
		}, provider.ARN, provider.Issuer),
		issuer: provider.Issuer, subjects: subjects,
	}
}

type concourseTrust struct {
	Template
	issuer   pulumi.StringInput
	subjects []ConcourseSubject
}

// Check implements Source.
func (c concourseTrust) Check(kind Kind) error {
	var all []error
	if url, known := c.issuer.(pulumi.String); known {
		var f faults
		if rule, repair := issuerFault(withScheme(string(url))); rule != "" {
			f.add("Issuer", string(url), rule, repair)
		} else if strings.HasSuffix(string(url), "/") {
			// Concourse drops it from its URL, and IAM compares letter by letter.
			f.add("Issuer", string(url), "ends in a slash, and the tokens' issuer does not", "leave the slash out")
		}
		all = append(all, f...)
	}
	for i, s := range c.subjects {
		all = append(all, s.check(fmt.Sprintf("Subjects[%d]", i)))
	}
	return errors.Join(append(all, c.Template.Check(kind))...)
}
