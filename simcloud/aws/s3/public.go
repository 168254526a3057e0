package s3

import (
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/iam"
)

// fixed are the condition keys which, with a value without wildcards, keep a
// statement for everybody from being public. Keys that narrow the caller down
// in ways that the document does not list by name count, too: rather one
// refusal too few than a false one.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
const fixed = "aws:sourcearn aws:sourcevpc aws:sourcevpce aws:sourceowner aws:sourceaccount aws:userid aws:sourceip " +
	"aws:principalarn aws:principalaccount aws:principalorgid aws:principalorgpaths aws:sourceorgid aws:sourceorgpaths " +
	"aws:sourcevpcarn aws:vpcsourceip aws:principalisawsservice " +
	"s3:x-amz-server-side-encryption-aws-kms-key-id s3:dataaccesspointarn s3:dataaccesspointaccount"

// public reports whether the service counts a policy as public: whether some
// statement allows everybody something, with no condition on a fixed value.
func public(d iam.Document) bool { return slices.ContainsFunc(d.Statements, opens) }

func opens(s iam.Statement) bool {
	everybody := slices.Contains(s.Principals["AWS"], "*") || s.NotPrincipals != nil
	if s.Effect != "Allow" || !everybody {
		return false
	}
	for op, keys := range s.Conditions {
		if strings.Contains(op, "Not") {
			continue
		}
		for key, values := range keys {
			key = strings.ToLower(key)
			accessPoint := key == "s3:dataaccesspointarn" // May have wildcards.
			if slices.Contains(strings.Fields(fixed), key) && (accessPoint || !slices.ContainsFunc(values, loose)) {
				return false
			}
		}
	}
	return true
}

// loose reports whether a value stands for too many: a wildcard, or all
// addresses.
func loose(value string) bool {
	return strings.ContainsAny(value, "*?") || strings.HasSuffix(value, "/0")
}
