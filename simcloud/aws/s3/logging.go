package s3

import (
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// logging writes a bucket's access log into another one. Whether the policy
// of that bucket lets the log in, the service finds out when it delivers.
func logging() setting {
	return setting{
		token: Logging, doing: "%s S3 Bucket Logging (%s)", put: "PutBucketLogging", drop: "PutBucketLogging",
		refs: []world.Ref{{Path: "targetBucket", Kind: Bucket}},
		check: func(c *world.Check) {
			f := check.Of(c)
			f.Length("bucket", 1, maxName)
			f.Length("targetBucket", 1, maxName)
			for _, g := range f.Blocks("targetGrants") {
				g.OneOf("permission", "FULL_CONTROL", "READ", "WRITE")
			}
			f.Block("targetObjectKeyFormat").Block("partitionedPrefix").OneOf("partitionDateSource", "EventTime", "DeliveryTime")
		},
		apply: func(c *world.Call, op api.Op, _, _ *world.Object) error {
			name := c.In.Str("targetBucket")
			target := c.Find(Bucket, name)
			switch {
			case target == nil && anywhere(c, name) != nil:
				return op.RefuseStatus(403, "CrossLocationLoggingProhibitted", "Cross S3 location logging not allowed. ", docLogging)
			case target == nil && taken(c, name):
				return op.Refuse("InvalidTargetBucketForLogging",
					"The owner for the bucket to be logged and the target bucket must be the same.", docLogging)
			case target == nil:
				return op.Refuse("InvalidTargetBucketForLogging", "The target bucket for logging does not exist", docLogging)
			}
			if len(c.In.List("targetGrants")) > 0 && stateOf(c, target).Props.Str(stateOwnership) == enforced {
				return op.Refuse("AccessControlListNotSupported", "Target grants not allowed for bucket owner enforced buckets", docLogging)
			}
			return nil
		},
		reset: func(*world.Call, api.Op, *world.Object) error { return nil },
	}
}
