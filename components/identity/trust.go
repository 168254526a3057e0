package identity

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	assumeRole    = "sts:AssumeRole"
	tagSession    = "sts:TagSession"
	assumeWithWeb = "sts:AssumeRoleWithWebIdentity"
	stsAudience   = "sts.amazonaws.com"
)

// TrustService lets AWS services assume a role. A service is named by its
// short name, "ec2" or "vpc-flow-logs", or in full.
func TrustService(services ...string) Document {
	principals := make([]string, len(services))
	for i, s := range services {
		if !strings.Contains(s, ".") {
			s += ".amazonaws.com"
		}
		principals[i] = s
	}
	return Document{Statements: []Statement{{
		Actions:    []string{assumeRole},
		Principals: Principals{Services: principals},
	}}}
}

// TrustPodIdentity lets EKS Pod Identity assume a role for pods. Which pods
// is not said here but by a Pod Identity association, which also tags the
// session, hence the second action:
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
func TrustPodIdentity() Document {
	return Document{Statements: []Statement{{
		Actions:    []string{assumeRole, tagSession},
		Principals: Principals{Services: []string{"pods.eks.amazonaws.com"}},
	}}}
}

// ServiceAccount is an identity within a Kubernetes cluster.
type ServiceAccount struct {
	Namespace, Name string
}

// Subject is how the cluster's tokens name the service account.
func (s ServiceAccount) Subject() string {
	return "system:serviceaccount:" + s.Namespace + ":" + s.Name
}

// OIDC is an IAM OpenID Connect provider.
type OIDC struct {
	// ARN of the provider.
	ARN pulumi.StringInput
	// Issuer is the URL of the token issuer, with or without its scheme.
	Issuer pulumi.StringInput
}

// TrustServiceAccount lets the service accounts of a cluster assume a role by
// their own tokens (IAM roles for service accounts). Audience and subject
// are compared exactly:
// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
func TrustServiceAccount(provider OIDC, accounts ...ServiceAccount) Template {
	subjects := make([]string, len(accounts))
	for i, a := range accounts {
		subjects[i] = a.Subject()
	}
	return Render(func(v []string) Document {
		return webIdentity(v[0], v[1], "StringEquals", subjects)
	}, provider.ARN, provider.Issuer)
}

// webIdentity trusts tokens of an issuer for the audience of AWS STS.
func webIdentity(providerARN, issuer, operator string, subjects []string) Document {
	host := strings.TrimPrefix(issuer, "https://")
	return Document{Statements: []Statement{{
		Actions:    []string{assumeWithWeb},
		Principals: Principals{Federated: []string{providerARN}},
		Conditions: []Condition{
			{Operator: "StringEquals", Key: host + ":aud", Values: []string{stsAudience}},
			{Operator: operator, Key: host + ":sub", Values: subjects},
		},
	}}}
}
