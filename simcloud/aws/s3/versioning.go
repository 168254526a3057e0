package s3

import (
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const disabled = "Disabled"

// versioning keeps every version of an object, or stops to. A bucket that was
// versioned once never forgets it.
func versioning() setting {
	return setting{
		token: Versioning, doing: "%s S3 Bucket Versioning (%s)", put: "PutBucketVersioning", drop: "PutBucketVersioning",
		check: func(c *world.Check) {
			f := check.Of(c)
			f.Length("bucket", 1, maxName)
			f.Block("versioningConfiguration").OneOf("status", disabled, enabled, suspended)
			f.Block("versioningConfiguration").OneOf("mfaDelete", enabled, disabled)
			was, is := c.Old.Map("versioningConfiguration").Str("status"), c.In.Map("versioningConfiguration").Str("status")
			if is == disabled && (was == enabled || was == suspended) && c.Old.Str("bucket") == c.In.Str("bucket") {
				f.Fail("versioningConfiguration.status", "versioning_configuration.status cannot be updated from '%s' to '%s'", was, is)
			}
		},
		apply: func(c *world.Call, op api.Op, _, state *world.Object) error {
			status := c.In.Map("versioningConfiguration").Str("status")
			if status == disabled {
				return nil // The provider does not call: a new bucket has none.
			}
			if status == suspended && state.Props.Bool(stateLock) {
				return lockedVersioning(op)
			}
			if c.In.Map("versioningConfiguration").Str("mfaDelete") == enabled && c.In.Str("mfa") == "" {
				return denied(op)
			}
			state.Props[stateVersioning] = status
			return nil
		},
		reset: func(c *world.Call, _ api.Op, state *world.Object) error {
			// The provider suspends; of a bucket with object lock it lets go.
			if c.Object.Props.Map("versioningConfiguration").Str("status") != disabled && !state.Props.Bool(stateLock) {
				state.Props[stateVersioning] = suspended
			}
			return nil
		},
	}
}

func lockedVersioning(op api.Op) error {
	return op.RefuseStatus(409, "InvalidBucketState",
		"An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.", docLock)
}
