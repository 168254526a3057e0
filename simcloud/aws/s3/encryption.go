package s3

import (
	"slices"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// encryption is the default encryption of a bucket. The service does not look
// whether the key exists (docEncryption): an upload does.
func encryption() setting {
	return setting{
		token: Encryption, doing: "%s S3 Bucket Server-side Encryption Configuration (%s)",
		put: "PutBucketEncryption", drop: "DeleteBucketEncryption",
		refs: []world.Ref{
			{Path: "rules[*].applyServerSideEncryptionByDefault.kmsMasterKeyId", Kind: api.Key, By: "arn"},
			{Path: "rules[*].applyServerSideEncryptionByDefault.kmsMasterKeyId", Kind: api.Key},
		},
		check: func(c *world.Check) {
			f := check.Of(c)
			f.Length("bucket", 1, maxName)
			algorithms := []string{aes, "aws:kms", "aws:kms:dsse"}
			for i, rule := range f.Blocks("rules") {
				by := rule.Block("applyServerSideEncryptionByDefault")
				if v := by.In().Str("sseAlgorithm"); v != "" && !slices.Contains(algorithms, v) {
					by.Fail("sseAlgorithm", "expected rule.%d.apply_server_side_encryption_by_default.0.sse_algorithm to be one of %q, got %s", i, algorithms, v)
				}
			}
		},
		apply: func(c *world.Call, op api.Op, _, state *world.Object) error {
			rules := c.In.Maps("rules")
			if len(rules) != 1 {
				return op.Refuse("MalformedXML", malformed, docEncryption)
			}
			by := rules[0].Map("applyServerSideEncryptionByDefault")
			if by.Str("sseAlgorithm") == aes && by.Str("kmsMasterKeyId") != "" {
				return op.Refuse("InvalidArgument",
					"a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse", docEncryption)
			}
			encrypt(state.Props, by, rules[0].Bool("bucketKeyEnabled"))
			return nil
		},
		reset: func(_ *world.Call, _ api.Op, state *world.Object) error {
			encrypt(state.Props, world.Props{}, false)
			return nil
		},
	}
}

func encrypt(state, by world.Props, bucketKey bool) {
	state[stateAlgorithm] = by.StrOr("sseAlgorithm", aes)
	state[stateKey] = by.Str("kmsMasterKeyId")
	state[stateBucketKey] = bucketKey
}
