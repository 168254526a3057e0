package s3

import (
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// publicAccess is Block Public Access of one bucket.
func publicAccess() setting {
	defaults := world.Props{}
	for _, s := range switches() {
		defaults[s] = false
	}
	all := func(value func(name string) bool) map[string]any {
		blocks := map[string]any{}
		for _, s := range switches() {
			blocks[s] = value(s)
		}
		return blocks
	}
	return setting{
		token: PublicAccess, doing: "%s S3 Bucket (%s) Public Access Block", put: "PutPublicAccessBlock", drop: "DeletePublicAccessBlock",
		defaults: defaults,
		apply: func(c *world.Call, _ api.Op, _, state *world.Object) error {
			state.Props[stateBlocks] = all(func(s string) bool { return c.In.Bool(s) })
			return nil
		},
		reset: func(_ *world.Call, _ api.Op, state *world.Object) error {
			state.Props[stateBlocks] = all(func(string) bool { return false })
			return nil
		},
	}
}

// ownership says who owns what others upload, and with BucketOwnerEnforced
// that ACLs have no say.
func ownership() setting {
	return setting{
		token: Ownership, doing: "%s S3 Bucket (%s) Ownership Controls",
		put: "PutBucketOwnershipControls", drop: "DeleteBucketOwnershipControls",
		check: func(c *world.Check) {
			check.Of(c).Block("rule").OneOf("objectOwnership", "BucketOwnerPreferred", "ObjectWriter", enforced)
		},
		apply: func(c *world.Call, _ api.Op, _, state *world.Object) error {
			state.Props[stateOwnership] = c.In.Map("rule").Str("objectOwnership")
			return nil
		},
		reset: func(_ *world.Call, _ api.Op, state *world.Object) error {
			state.Props[stateOwnership] = "ObjectWriter"
			return nil
		},
	}
}
