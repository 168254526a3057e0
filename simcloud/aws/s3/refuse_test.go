package s3_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const noName = "400 InvalidBucketName: The specified bucket is not valid."

func TestNamesThatABucketCannotHave(t *testing.T) {
	for name, want := range map[string]string{
		"ab":                           `validating S3 Bucket (ab) name: "ab" must contain from 3 to 63 characters`,
		strings.Repeat("a", 64):        "check: bucket: expected length of bucket to be in the range (0 - 63), got " + strings.Repeat("a", 64),
		"Logs":                         `validating S3 Bucket (Logs) name: only lowercase alphanumeric characters and hyphens allowed in "Logs"`,
		"my_logs":                      `validating S3 Bucket (my_logs) name: only lowercase alphanumeric characters and hyphens allowed in "my_logs"`,
		"192.168.5.4":                  `validating S3 Bucket (192.168.5.4) name: "192.168.5.4" must not be formatted as an IP address`,
		".logs":                        `validating S3 Bucket (.logs) name: ".logs" cannot start with a period`,
		"logs.":                        `validating S3 Bucket (logs.) name: "logs." cannot end with a period`,
		"my..logs":                     `validating S3 Bucket (my..logs) name: "my..logs" can be only one period between labels`,
		"-logs":                        noName,
		"logs-":                        noName,
		"xn--logs":                     noName,
		"sthree-logs":                  noName,
		"amzn-s3-demo-bucket":          noName,
		"logs-s3alias":                 noName,
		"logs--ol-s3":                  noName,
		"logs.mrap":                    noName,
		"logs--table-s3":               noName,
		"logs--euc1-az1--x-s3":         "check: bucket: invalid value for bucket (must not be in the format [bucket_name]--[azid]--x-s3. Use the aws_s3_directory_bucket resource to manage S3 Express buckets)",
		"theirs":                       "409 BucketAlreadyExists: The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
		"one":                          "409 BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.",
		"overseas":                     "409 BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.",
		"logs-of-two.and-1.others-3.c": "",
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.World.Set(s3.SettingTaken, "others,theirs")
			b.bucket("one")
			b.in("us-east-1").bucket("overseas")
			_, _, err := b.Try(s3.Bucket, "new", world.Props{"bucket": name})
			require.Equal(t, want, said(err))
		})
	}
}

func TestInVirginiaTheProviderLooksWhetherTheBucketExists(t *testing.T) {
	b := newBench(t).in("us-east-1")
	b.bucket("one")
	_, _, err := b.Try(s3.Bucket, "new", world.Props{"bucket": "one"})
	require.EqualError(t, err, "creating S3 Bucket (one): BucketAlreadyExists")
	_, _, err = b.Try(s3.Bucket, "new", world.Props{"bucket": "My_Logs"})
	require.Equal(t, noName, said(err))
}

const (
	noBucket = "404 NoSuchBucket: The specified bucket does not exist"
	noACL    = "400 AccessControlListNotSupported: The bucket does not allow ACLs"
)

func with(more world.Props) world.Props {
	in := world.Props{"bucket": "one"}
	for k, v := range more {
		in[k] = v
	}
	return in
}

func encrypted(by map[string]any) world.Props {
	return world.Props{"bucket": "one", "rules": []any{map[string]any{"applyServerSideEncryptionByDefault": by}}}
}

func logged(target string) world.Props {
	return world.Props{"bucket": "one", "targetBucket": target, "targetPrefix": "log/"}
}

// The world of these cases has the buckets one and locked here, overseas in
// another region, a bucket theirs of another account, and a key that is
// disabled.
func TestWhatS3Refuses(t *testing.T) {
	missing := "arn:aws:kms:eu-central-1:111122223333:key/none"
	for _, c := range []struct {
		name, kind string
		in         world.Props
		want       string
	}{
		{"a bucket with a public ACL", s3.Bucket, world.Props{"bucket": "two", "acl": "public-read"}, "400 InvalidBucketAclWithObjectOwnership: Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"},
		{"an ACL that does not exist", s3.Bucket, world.Props{"bucket": "two", "acl": "open"}, `check: acl: expected acl to be one of ["private" "public-read" "public-read-write" "aws-exec-read" "authenticated-read" "log-delivery-write"], got open`},
		{"a name and a prefix", s3.Bucket, world.Props{"bucket": "two", "bucketPrefix": "t"}, `check: bucketPrefix: "bucket_prefix": conflicts with bucket`},
		{"versions of no bucket", s3.Versioning, world.Props{"bucket": "none", "versioningConfiguration": map[string]any{"status": "Enabled"}}, noBucket},
		{"versions of a bucket elsewhere", s3.Versioning, world.Props{"bucket": "overseas", "versioningConfiguration": map[string]any{"status": "Enabled"}}, "301 PermanentRedirect: The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint."},
		{"versions of somebody else's bucket", s3.Versioning, world.Props{"bucket": "theirs", "versioningConfiguration": map[string]any{"status": "Enabled"}}, "403 AccessDenied: Access Denied"},
		{"an owner that is not", s3.Versioning, with(world.Props{"expectedBucketOwner": "444455556666", "versioningConfiguration": map[string]any{"status": "Enabled"}}), "403 AccessDenied: Access Denied"},
		{"a versioning that does not exist", s3.Versioning, versioned("On"), `check: versioningConfiguration.status: expected versioning_configuration.0.status to be one of ["Disabled" "Enabled" "Suspended"], got On`},
		{"an end of the versions that a lock needs", s3.Versioning, world.Props{"bucket": "locked", "versioningConfiguration": map[string]any{"status": "Suspended"}}, "409 InvalidBucketState: An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."},
		{"MFA delete without MFA", s3.Versioning, with(world.Props{"versioningConfiguration": map[string]any{"status": "Enabled", "mfaDelete": "Enabled"}}), "403 AccessDenied: Access Denied"},
		{"an algorithm that does not exist", s3.Encryption, encrypted(map[string]any{"sseAlgorithm": "rot13"}), `check: rules[0].applyServerSideEncryptionByDefault.sseAlgorithm: expected rule.0.apply_server_side_encryption_by_default.0.sse_algorithm to be one of ["AES256" "aws:kms" "aws:kms:dsse"], got rot13`},
		{"a key without KMS", s3.Encryption, encrypted(map[string]any{"sseAlgorithm": "AES256", "kmsMasterKeyId": "k"}), "400 InvalidArgument: a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse"},
		{"two rules of encryption", s3.Encryption, with(world.Props{"rules": []any{map[string]any{}, map[string]any{}}}), "400 MalformedXML: The XML you provided was not well-formed or did not validate against our published schema"},
		{"an ownership that does not exist", s3.Ownership, with(world.Props{"rule": map[string]any{"objectOwnership": "Mine"}}), `check: rule.objectOwnership: expected rule.0.object_ownership to be one of ["BucketOwnerPreferred" "ObjectWriter" "BucketOwnerEnforced"], got Mine`},
		{"logs into nowhere", s3.Logging, logged("none"), "400 InvalidTargetBucketForLogging: The target bucket for logging does not exist"},
		{"logs into another region", s3.Logging, logged("overseas"), "403 CrossLocationLoggingProhibitted: Cross S3 location logging not allowed. "},
		{"logs into another account", s3.Logging, logged("theirs"), "400 InvalidTargetBucketForLogging: The owner for the bucket to be logged and the target bucket must be the same."},
		{"logs granted by ACL", s3.Logging, world.Props{"bucket": "one", "targetBucket": "locked", "targetPrefix": "", "targetGrants": []any{map[string]any{"permission": "READ"}}}, "400 AccessControlListNotSupported: Target grants not allowed for bucket owner enforced buckets"},
		{"an object in no bucket", s3.Object, world.Props{"bucket": "none", "key": "k"}, noBucket},
		{"a key too long", s3.Object, with(world.Props{"key": strings.Repeat("ä", 513)}), "400 KeyTooLongError: Your key is too long"},
		{"an empty key", s3.Object, with(world.Props{"key": ""}), `check: key: "key" must not be empty, got `},
		{"two contents", s3.Object, with(world.Props{"key": "k", "content": "a", "contentBase64": "YQ=="}), `check: content: "content": conflicts with content_base64`},
		{"a content that is not base64", s3.Object, with(world.Props{"key": "k", "contentBase64": "%"}), "uploading S3 Object (k) to Bucket (one): illegal base64 data at input byte 0"},
		{"a class that does not exist", s3.Object, with(world.Props{"key": "k", "storageClass": "COLD"}), `check: storageClass: expected storage_class to be one of ["STANDARD" "REDUCED_REDUNDANCY" "STANDARD_IA" "ONEZONE_IA" "INTELLIGENT_TIERING" "GLACIER" "DEEP_ARCHIVE" "OUTPOSTS" "GLACIER_IR" "SNOW" "EXPRESS_ONEZONE"], got COLD`},
		{"metadata in capitals", s3.Object, with(world.Props{"key": "k", "metadata": map[string]any{"Team": "a"}}), `check: metadata: Metadata must be lowercase only. Offending key: "Team"`},
		{"an ACL where there are none", s3.Object, with(world.Props{"key": "k", "acl": "private"}), noACL},
		{"a key that is no ARN", s3.Object, with(world.Props{"key": "k", "kmsKeyId": "alias/a"}), `check: kmsKeyId: "kms_key_id" (alias/a) is an invalid ARN: arn: invalid prefix`},
		{"a key that does not exist", s3.Object, with(world.Props{"key": "k", "kmsKeyId": missing}), "400 KMS.NotFoundException: Key '" + missing + "' does not exist"},
		{"eleven tags", s3.Object, with(world.Props{"key": "k", "tags": map[string]any{"1": "", "2": "", "3": "", "4": "", "5": "", "6": "", "7": "", "8": "", "9": "", "10": "", "11": ""}}), "400 BadRequest: Object tags cannot be greater than 10"},
		{"a lock in a bucket without", s3.Object, with(world.Props{"key": "k", "objectLockLegalHoldStatus": "ON"}), "400 InvalidRequest: Bucket is missing Object Lock Configuration"},
		{"a lock without an end", s3.Object, world.Props{"bucket": "locked", "key": "k", "objectLockMode": "GOVERNANCE"}, "400 InvalidArgument: x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied"},
		{"a lock that ended", s3.Object, world.Props{"bucket": "locked", "key": "k", "objectLockMode": "GOVERNANCE", "objectLockRetainUntilDate": "2001-01-01T00:00:00Z"}, "400 InvalidArgument: The retain until date must be in the future!"},
		{"a date that is none", s3.Object, world.Props{"bucket": "locked", "key": "k", "objectLockMode": "GOVERNANCE", "objectLockRetainUntilDate": "soon"}, `check: objectLockRetainUntilDate: expected "object_lock_retain_until_date" to be a valid RFC3339 date, got "soon": parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.World.Set(s3.SettingTaken, "theirs")
			b.bucket("one")
			b.bucket("locked", world.Props{"objectLockEnabled": true})
			b.in("us-east-1").bucket("overseas")
			before := b.World.Objects()
			_, _, err := b.Try(c.kind, "new", c.in)
			require.Equal(t, c.want, said(err))
			require.Equal(t, before, b.World.Objects(), "a refusal leaves no trace")
		})
	}
}

func TestAKeyThatIsOffEncryptsNothing(t *testing.T) {
	b := newBench(t)
	b.bucket("one")
	_, key := b.Make(api.Key, "k", world.Props{"isEnabled": false})
	b.Make(s3.Encryption, "e", encrypted(map[string]any{"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key.Str("arn")}))
	_, _, err := b.Try(s3.Object, "o", with(world.Props{"key": "k"}))
	require.Equal(t, "400 KMS.DisabledException: "+key.Str("arn")+" is disabled.", said(err))
}

func TestTheBucketsOfAnAccountAreCounted(t *testing.T) {
	b := newBench(t)
	b.World.Set("quota:"+s3.QuotaBuckets, "2")
	b.bucket("one")
	b.in("us-east-1").bucket("two")
	_, _, err := b.Try(s3.Bucket, "three", world.Props{"bucket": "three"})
	require.Equal(t, "400 TooManyBuckets: You have attempted to create more buckets than allowed", said(err))
}

func TestVersionsAreNotForgotten(t *testing.T) {
	b := newBench(t)
	b.bucket("one")
	b.Make(s3.Versioning, "v", versioned("Enabled"))
	_, fails, err := b.Session.Check(worldtest.URN(s3.Versioning, "v"), s3.Versioning, versioned("Enabled"), versioned("Disabled"))
	require.NoError(t, err)
	require.Equal(t, []world.Failure{{
		Property: "versioningConfiguration.status",
		Reason:   "versioning_configuration.status cannot be updated from 'Enabled' to 'Disabled'",
	}}, fails)
}
