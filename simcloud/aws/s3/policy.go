package s3

import (
	"encoding/json"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// policy is the bucket policy.
func policy() setting {
	return setting{
		token: Policy, doing: "%s S3 Bucket (%s) Policy", put: "PutBucketPolicy", drop: "DeleteBucketPolicy",
		check: func(c *world.Check) {
			if text, ok := policyText(c.In); ok && !isJSON(text) {
				c.Fail("policy", `"policy" contains an invalid JSON: `+jsonFault(text))
			}
		},
		apply: func(c *world.Call, op api.Op, bucket, state *world.Object) error {
			text, _ := policyText(c.In)
			c.Out["policy"] = text
			return policyRules(c, op, bucket.ID, text, state.Props)
		},
		reset: func(*world.Call, api.Op, *world.Object) error { return nil },
	}
}

// policyText returns the policy as text: the SDKs also pass it as an object,
// which the provider turns into JSON. It is false for what is not known yet.
func policyText(in world.Props) (string, bool) {
	if m, ok := in["policy"].(map[string]any); ok {
		text, err := json.Marshal(m)
		return string(text), err == nil
	}
	return in.Str("policy"), in.Known("policy")
}

func isJSON(text string) bool { return json.Valid([]byte(text)) }

func jsonFault(text string) string {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return err.Error()
	}
	return ""
}

// policyRules refuses a policy that is malformed, or public where Block Public
// Access forbids it.
func policyRules(c *world.Call, op api.Op, bucket, text string, state world.Props) error {
	document, fault := parsePolicy(c, bucket, text)
	if fault != "" {
		return op.Refuse("MalformedPolicy", fault, docPolicy)
	}
	if state.Map(stateBlocks).Bool("blockPublicPolicy") && public(document) {
		return blocked(op, "s3:PutBucketPolicy", bucket)
	}
	return nil
}
