package identity

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// GitHubIssuer is the URL of the issuer of tokens for workflows on GitHub:
// https://docs.github.com/en/actions/reference/security/oidc
const GitHubIssuer = "https://token.actions.githubusercontent.com"

// GitHubWorkflow says which workflows of a repository are meant. Exactly one
// of Branch, Tag, Environment and PullRequests is set: a token names only one.
type GitHubWorkflow struct {
	// Owner and Repository, as in github.com/owner/repository.
	Owner, Repository string
	// Branch that the workflow runs on, such as "main".
	Branch string
	// Tag that the workflow runs on, such as "v1.2.3".
	Tag string
	// Environment that the job names.
	Environment string
	// PullRequests means runs for pull requests, which anyone can open on a
	// public repository.
	PullRequests bool
}

// Subject is how GitHub's tokens name such a workflow run.
func (w GitHubWorkflow) Subject() string {
	repo := "repo:" + w.Owner + "/" + w.Repository + ":"
	switch {
	case w.Branch != "":
		return repo + "ref:refs/heads/" + w.Branch
	case w.Tag != "":
		return repo + "ref:refs/tags/" + w.Tag
	case w.Environment != "":
		// GitHub percent-encodes a colon in a name, for it separates fields.
		return repo + "environment:" + strings.ReplaceAll(w.Environment, ":", "%3A")
	}
	return repo + "pull_request"
}

func (w GitHubWorkflow) check() error {
	var f faults
	if w.Owner == "" || w.Repository == "" || strings.ContainsAny(w.Owner+w.Repository, "*?/:") {
		f.add("Workflow", w.Owner+"/"+w.Repository, "not one repository",
			"name owner and repository in full, without wildcards")
	}
	if strings.ContainsAny(w.Branch+w.Tag+w.Environment, "*?") {
		f.add("Workflow", w.Branch+w.Tag+w.Environment, "has a wildcard, which an exact comparison never matches",
			"name each branch, tag or environment")
	}
	set := 0
	for _, chosen := range []bool{w.Branch != "", w.Tag != "", w.Environment != "", w.PullRequests} {
		if chosen {
			set++
		}
	}
	if set != 1 {
		f.add("Workflow", "", fmt.Sprintf("%d of Branch, Tag, Environment and PullRequests set", set), "set exactly one")
	}
	return errors.Join(f...)
}

// TrustGitHub lets workflow runs on GitHub assume a role, without a stored
// key. providerARN is the account's OpenID Connect provider for GitHubIssuer.
func TrustGitHub(providerARN pulumi.StringInput, workflows ...GitHubWorkflow) Source {
	return gitHubTrust{
		Template: Render(func(v []string) Document {
			subjects := make([]string, len(workflows))
			for i, w := range workflows {
				subjects[i] = w.Subject()
			}
			return webIdentity(v[0], GitHubIssuer, "StringEquals", subjects)
		}, providerARN),
		workflows: workflows,
	}
}

type gitHubTrust struct {
	Template
	workflows []GitHubWorkflow
}

// Check implements Source.
func (g gitHubTrust) Check(kind Kind) error {
	var all []error
	for _, w := range g.workflows {
		all = append(all, w.check())
	}
	return errors.Join(append(all, g.Template.Check(kind))...)
}
