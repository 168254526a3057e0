package iam

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Malformed returns "" for an identity policy that IAM takes, or the words
// with which it refuses the document (MalformedPolicyDocument). A managed
// policy must state Version 2012-10-17; an inline one may leave it out.
func Malformed(text string, managed bool) string {
	d, fault := ParseDocument(text)
	if fault != "" {
		return fault
	}
	if managed && d.Version != "2012-10-17" {
		return "Policy document must be version 2012-10-17 or greater."
	}
	if fault := d.general(); fault != "" {
		return fault
	}
	for _, s := range d.Statements {
		if s.Principals != nil || s.NotPrincipals != nil {
			return "Policy document should not specify a principal."
		}
		if len(s.Resources) == 0 && len(s.NotResources) == 0 {
			return "Policy statement must contain resources."
		}
		for _, r := range slices.Concat(s.Resources, s.NotResources) {
			if fault := resourceFault(r); fault != "" {
				return fault
			}
		}
	}
	return ""
}

// general holds for policies of every kind.
func (d Document) general() string {
	seen := map[string]bool{}
	for _, s := range d.Statements {
		if s.Effect != "Allow" && s.Effect != "Deny" {
			return "The policy failed legacy parsing"
		}
		if s.SID != "" && seen[s.SID] {
			return "Statement IDs (SID) in a single policy must be unique."
		}
		seen[s.SID] = true
		if len(s.Actions) == 0 && len(s.NotActions) == 0 {
			return "Policy statement must contain actions."
		}
		for _, a := range slices.Concat(s.Actions, s.NotActions) {
			if fault := actionFault(a); fault != "" {
				return fault
			}
		}
	}
	return ""
}

var vendor = regexp.MustCompile(`^[a-zA-Z0-9.-]+$`)

func actionFault(action string) string {
	if action == "*" {
		return ""
	}
	service, name, found := strings.Cut(action, ":")
	switch {
	case !found:
		return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
	case strings.Contains(name, ":"):
		return "Actions/Condition can contain only one colon."
	case service != "*" && !vendor.MatchString(service):
		return fmt.Sprintf("Vendor %s is not valid", service)
	}
	return ""
}

// iamPaths are the ways in which the resource of an IAM ARN may begin.
const iamPaths = "user/ federated-user/ role/ group/ instance-profile/ mfa/ server-certificate/ policy/ sms-mfa/ saml-provider/ oidc-provider/ report/ access-report/"

func resourceFault(resource string) string {
	if resource == "*" {
		return ""
	}
	parts := strings.SplitN(resource, ":", 6)
	if len(parts) < 2 || parts[0] != "arn" {
		return fmt.Sprintf(`Resource %s must be in ARN format or "*".`, resource)
	}
	for len(parts) < 6 {
		parts = append(parts, "*")
	}
	if p := parts[1]; p != "*" && p != "aws" && p != "aws-cn" && p != "aws-us-gov" {
		return fmt.Sprintf(`Partition "%s" is not valid for resource "arn:%s:%s:%s:%s:%s".`, p, p, parts[2], parts[3], parts[4], parts[5])
	}
	switch {
	case parts[2] == "iam" && parts[3] != "":
		return fmt.Sprintf("IAM resource %s cannot contain region information.", resource)
	case parts[2] == "s3" && parts[3] != "" && parts[3] != "*":
		return fmt.Sprintf("Resource %s can not contain region information.", resource)
	case parts[2] == "iam" && parts[5] != "*" && parts[5] != "root" &&
		!slices.ContainsFunc(strings.Fields(iamPaths), func(p string) bool { return strings.HasPrefix(parts[5], p) }):
		return fmt.Sprintf(`IAM resource path must either be "*" or start with %s.`, strings.Join(strings.Fields(iamPaths), ", "))
	}
	return ""
}
