package lb

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	docALBLogs = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html"
	docNLBLogs = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/enable-access-logs.html"
)

// The principals that deliver logs: the service's own for application load
// balancers, CloudWatch's delivery for network load balancers. Sources:
// docALBLogs, docNLBLogs.
const (
	deliveryALB = "logdelivery.elasticloadbalancing.amazonaws.com"
	deliveryNLB = "delivery.logs.amazonaws.com"
)

// deliveryAccounts are the accounts of the service that deliver the logs of
// application load balancers in the older regions. A policy may name either
// the account or the service. Source: docALBLogs.
var deliveryAccounts = map[string]string{
	"us-east-1": "127311923021", "us-east-2": "033677994240", "us-west-1": "027434742980", "us-west-2": "797873946194",
	"ca-central-1": "985666609251", "sa-east-1": "507241528517",
	"eu-central-1": "054676820928", "eu-west-1": "156460612806", "eu-west-2": "652711504416", "eu-west-3": "009996457667",
	"eu-north-1": "897822967062", "eu-south-1": "635631232127",
	"ap-northeast-1": "582318560864", "ap-northeast-2": "600734575887", "ap-south-1": "718504428378",
	"ap-southeast-1": "114774131450", "ap-southeast-2": "783225319266",
}

// testFile is what the service writes below the account's folder to prove that
// it may. Source: docALBLogs.
const testFile = "ELBAccessLogTestFile"

// checkLogs refuses access or connection logs that could not be delivered.
func checkLogs(c *world.Call, arn string) error {
	kind := c.Out.Str("loadBalancerType")
	op := operation(fmt.Sprintf("modifying ELBv2 Load Balancer (%s) attributes", arn), "ModifyLoadBalancerAttributes")
	for _, name := range []string{"accessLogs", "connectionLogs"} {
		logs := c.In.Map(name)
		if !logs.Bool("enabled") {
			continue
		}
		doc := docALBLogs
		if kind == network {
			doc = docNLBLogs
		}
		bucket := c.Find(s3.Bucket, logs.Str("bucket"))
		switch {
		case bucket == nil && elsewhere(c, logs.Str("bucket")):
			// The rule is the guide's ("must be located in the same Region"), the
			// code that of any bucket which the service cannot use.
			return op.Refuse("InvalidConfigurationRequest", fmt.Sprintf("S3 bucket: %s is not located in the same Region as the load balancer", logs.Str("bucket")), doc)
		case bucket == nil:
			return op.Refuse("InvalidConfigurationRequest", fmt.Sprintf("The S3 bucket: %s does not exist", logs.Str("bucket")), doc)
		case !delivers(c, bucket, kind, logs.Str("prefix")):
			return op.Refuse("InvalidConfigurationRequest", fmt.Sprintf("Access Denied for bucket: %s. Please check S3bucket permission", bucket.ID), doc)
		}
	}
	return nil
}

func elsewhere(c *world.Call, bucket string) bool {
	return slices.ContainsFunc(api.Regions(), func(r string) bool { return c.FindIn(r, s3.Bucket, bucket) != nil })
}

// delivers reports whether the logs of a kind of load balancer may be put into
// a bucket: its policy says so, and its encryption is one that the delivery can
// use, which for application load balancers is S3's own keys only.
func delivers(c *world.Call, bucket *world.Object, kind, prefix string) bool {
	if kind == application && encryptedByKMS(c, bucket.ID) {
		return false
	}
	object := "arn:aws:s3:::" + bucket.ID + "/" + withSlash(prefix) + "AWSLogs/" + api.Account + "/" + testFile
	if !permits(c, bucket.ID, kind, "s3:PutObject", object) {
		return false
	}
	return kind != network || permits(c, bucket.ID, kind, "s3:GetBucketAcl", "arn:aws:s3:::"+bucket.ID)
}

func withSlash(prefix string) string {
	if prefix == "" {
		return ""
	}
	return strings.Trim(prefix, "/") + "/"
}

func encryptedByKMS(c *world.Call, bucket string) bool {
	for _, e := range c.Where(s3.Encryption, "bucket", bucket) {
		for _, algorithm := range e.Props.StrsAt("rules[*].applyServerSideEncryptionByDefault.sseAlgorithm") {
			if algorithm != "AES256" {
				return true
			}
		}
	}
	return false
}

// permits evaluates the bucket's policy for the delivery. Conditions count as
// fulfilled, but for one that names another account; a conditional denial
// (such as of plain HTTP) does not count.
func permits(c *world.Call, bucket, kind, action, resource string) bool {
	allowed := false
	for _, p := range c.Where(s3.Policy, "bucket", bucket) {
		document, fault := iam.ParseDocument(p.Props.Str("policy"))
		if fault != "" {
			continue
		}
		for _, s := range document.Statements {
			if !names(c, s, kind) || !covers(s.Actions, strings.ToLower(action), strings.ToLower) || !covers(s.Resources, resource, same) {
				continue
			}
			switch {
			case s.Effect == "Deny" && len(s.Conditions) == 0:
				return false
			case s.Effect == "Allow" && ofAccount(s):
				allowed = true
			}
		}
	}
	return allowed
}

// names reports whether a statement is about the delivery of a kind's logs.
func names(c *world.Call, s iam.Statement, kind string) bool {
	service, account := deliveryALB, deliveryAccounts[c.Scope]
	if kind == network {
		service, account = deliveryNLB, ""
	}
	return slices.Contains(s.Principals["Service"], service) || slices.ContainsFunc(s.Principals["AWS"], func(p string) bool {
		return p == "*" || account != "" && (p == account || p == "arn:aws:iam::"+account+":root")
	})
}

func ofAccount(s iam.Statement) bool {
	for _, keys := range s.Conditions {
		for key, values := range keys {
			if strings.EqualFold(key, "aws:SourceAccount") && !slices.Contains(values, api.Account) {
				return false
			}
		}
	}
	return true
}

func same(s string) string { return s }

func covers(patterns []string, value string, fold func(string) string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(fold(p), value) })
}

// matches compares with a pattern in which * is any run of characters.
func matches(pattern, value string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == value
	}
	rest, ok := strings.CutPrefix(value, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}
