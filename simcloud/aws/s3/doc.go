// Package s3 is the simulated Simple Storage Service: general purpose buckets,
// the resources that hold their settings, and objects with their versions.
//
// A bucket is aws:s3/bucketV2:BucketV2, which the AWS provider of this major
// version recommends; each setting is a resource of its own beside it. The
// arguments of BucketV2 that these replaced are deprecated: of them acl,
// policy, versionings, serverSideEncryptionConfigurations and the object lock
// have their effect here, the others are kept and have none.
//
// A new bucket is what the real service makes since April 2023: public access
// blocked, ACLs disabled, every object encrypted with keys of S3.
//
// Names are unique across all accounts. Names that belong to others are the
// setting [SettingTaken] of the world. What applications put into a bucket is
// put there by [Put]; a bucket that holds anything is not deleted.
package s3
