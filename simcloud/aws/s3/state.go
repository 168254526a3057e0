package s3

import "github.com/drydock-iac/drydock/simcloud/world"

// The properties of a bucket's state.
const (
	stateVersioning = "versioning"   // "", Enabled or Suspended
	stateLock       = "objectLock"   // bool
	stateOwnership  = "ownership"    // as in the ownership controls
	stateAlgorithm  = "algorithm"    // of the default encryption
	stateKey        = "key"          // of the default encryption, "" for none
	stateBucketKey  = "bucketKey"    // bool
	stateBlocks     = "publicAccess" // the four switches by property name
)

const (
	enabled   = "Enabled"
	suspended = "Suspended"
	enforced  = "BucketOwnerEnforced"
	aes       = "AES256"
)

// switches are those of Block Public Access.
func switches() []string {
	return []string{"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"}
}

// fresh is the state of a new bucket:
// https://aws.amazon.com/about-aws/whats-new/2023/04/amazon-s3-security-best-practices-buckets-default/
func fresh() world.Props {
	blocks := map[string]any{}
	for _, s := range switches() {
		blocks[s] = true
	}
	return world.Props{
		stateVersioning: "", stateLock: false, stateOwnership: enforced,
		stateAlgorithm: aes, stateKey: "", stateBucketKey: false, stateBlocks: blocks,
	}
}

// stateOf returns the settings of a bucket that are in force. A bucket that
// was put into the world by other means than its resource is as new.
func stateOf(c *world.Call, bucket *world.Object) *world.Object {
	if o := c.Find(kindState, bucket.ID); o != nil {
		return o
	}
	return c.Make(bucket, kindState, bucket.ID, fresh())
}
