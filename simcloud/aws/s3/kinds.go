package s3

import "github.com/drydock-iac/drydock/simcloud/world"

// The resource types of the service, by Pulumi token.
const (
	Bucket       = "aws:s3/bucketV2:BucketV2"
	Versioning   = "aws:s3/bucketVersioningV2:BucketVersioningV2"
	Encryption   = "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2"
	PublicAccess = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
	Ownership    = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
	Policy       = "aws:s3/bucketPolicy:BucketPolicy"
	Lifecycle    = "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2"
	Logging      = "aws:s3/bucketLoggingV2:BucketLoggingV2"
	Object       = "aws:s3/bucketObjectv2:BucketObjectv2"
)

// What the service keeps by itself: the settings of a bucket that are in
// force, whichever resource set them, and each version of each object. No
// resource of a program is of these kinds.
const (
	kindState   = "aws:s3:BucketState"
	kindVersion = "aws:s3:ObjectVersion"
)

// SettingTaken is the setting of the world that lists the bucket names of
// other accounts, separated by commas.
const SettingTaken = "s3:taken"

// QuotaBuckets is the number of general purpose buckets of an account, 10,000:
// https://docs.aws.amazon.com/general/latest/gr/s3.html
const QuotaBuckets = "s3/L-DC2B2D3D"

// Documents that state the rules.
const (
	docNames      = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"
	docErrors     = "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"
	docQuotas     = "https://docs.aws.amazon.com/general/latest/gr/s3.html"
	docCreate     = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html"
	docDelete     = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html"
	docRegions    = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html"
	docOwner      = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html"
	docLock       = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html"
	docEncryption = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html"
	docPublic     = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"
	docACL        = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html"
	docPolicy     = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html"
	docLifecycle  = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html"
	docTransition = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"
	docLogging    = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-server-access-logging.html"
	docKeys       = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html"
	docTags       = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html"
	docKMS        = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"
)

// Types are the resource types of the service.
func Types() []*world.Type {
	return []*world.Type{
		bucket(), versioning().resource(), encryption().resource(), publicAccess().resource(), ownership().resource(),
		policy().resource(), lifecycle().resource(), logging().resource(), object(),
	}
}
