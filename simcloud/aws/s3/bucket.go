package s3

import (
	"fmt"
	"slices"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	maxName = 63
	// appended is what the provider adds to a prefix.
	appended = 26
)

func bucket() *world.Type {
	return &world.Type{
		Token:    Bucket,
		AutoName: &world.AutoName{Property: "bucket", Max: maxName, Unless: "bucketPrefix"},
		Replace:  []string{"bucket", "bucketPrefix", "objectLockEnabled", "objectLockConfiguration.objectLockEnabled"},
		Defaults: world.Props{"forceDestroy": false, "objectLockEnabled": false, "requestPayer": "BucketOwner", "accelerationStatus": "", "policy": ""},
		Takes:    world.Times{Create: 3 * time.Second, Update: 2 * time.Second, Delete: time.Second},
		Check:    checkBucket, Create: createBucket, Update: updateBucket, Delete: deleteBucket,
	}
}

func checkBucket(c *world.Check) {
	f := check.Of(c)
	f.Length("bucket", 0, maxName)
	f.Length("bucketPrefix", 0, maxName-appended)
	f.Conflicts("bucketPrefix", "bucket")
	f.Conflicts("grants", "acl")
	f.OneOf("acl", "private", "public-read", "public-read-write", "aws-exec-read", "authenticated-read", "log-delivery-write")
	f.OneOf("accelerationStatus", enabled, suspended)
	f.OneOf("requestPayer", "Requester", "BucketOwner")
	if directory.MatchString(c.In.Str("bucket")) {
		f.Fail("bucket", "invalid value for bucket (must not be in the format [bucket_name]--[azid]--x-s3. "+
			"Use the aws_s3_directory_bucket resource to manage S3 Express buckets)")
	}
	if text := c.In.Str("policy"); text != "" && !isJSON(text) {
		f.Fail("policy", `"policy" contains an invalid JSON: %s`, jsonFault(text))
	}
}

func createBucket(c *world.Call) error {
	name := c.In.Str("bucket")
	if prefix := c.In.Str("bucketPrefix"); prefix != "" {
		name = prefix + c.Hex(appended, "bucket")
	}
	if fault := providerName(name, c.Scope); fault != "" {
		return fmt.Errorf("validating S3 Bucket (%s) name: %s", name, fault)
	}
	op := operation(fmt.Sprintf("creating S3 Bucket (%s)", name), "CreateBucket")
	if !legal(name) {
		return op.Refuse("InvalidBucketName", "The specified bucket is not valid.", docNames)
	}
	if err := free(c, op, name); err != nil {
		return err
	}
	if acl := c.In.StrOr("acl", "private"); acl != "private" {
		return op.Refuse("InvalidBucketAclWithObjectOwnership",
			"Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting", docACL)
	}
	if len(c.Everywhere(Bucket)) >= c.Quota(QuotaBuckets, 10000) {
		return op.Refuse("TooManyBuckets", "You have attempted to create more buckets than allowed", docQuotas)
	}
	c.ID = name
	state := fresh()
	if err := inline(c, name, state); err != nil {
		return err
	}
	c.Make(nil, kindState, name, state)
	describe(c, name, state)
	return nil
}

func updateBucket(c *world.Call) error {
	state := stateOf(c, c.Object)
	if acl := c.In.Str("acl"); acl != c.Object.Inputs.Str("acl") && state.Props.Str(stateOwnership) == enforced {
		return noACL(operation(fmt.Sprintf("putting S3 Bucket (%s) ACL", c.ID), "PutBucketAcl"))
	}
	return inline(c, c.ID, state.Props)
}

// inline puts into force the settings that the bucket's own, deprecated
// arguments hold.
func inline(c *world.Call, name string, state world.Props) error {
	if text := c.In.Str("policy"); text != "" {
		op := operation(fmt.Sprintf("putting S3 Bucket (%s) policy", name), "PutBucketPolicy")
		if err := policyRules(c, op, name, text, state); err != nil {
			return err
		}
	}
	if c.In.Bool("objectLockEnabled") || c.In.Map("objectLockConfiguration").Str("objectLockEnabled") == enabled {
		// Object lock comes with versioning: docLock.
		state[stateLock], state[stateVersioning] = true, enabled
		c.Out["objectLockEnabled"] = true
	}
	for _, v := range c.In.Maps("versionings") {
		switch {
		case v.Bool("enabled"):
			state[stateVersioning] = enabled
		case state.Str(stateVersioning) != "":
			op := operation(fmt.Sprintf("putting S3 Bucket (%s) versioning", name), "PutBucketVersioning")
			if state.Bool(stateLock) {
				return lockedVersioning(op)
			}
			state[stateVersioning] = suspended
		}
	}
	for _, one := range c.In.Maps("serverSideEncryptionConfigurations") {
		for _, rule := range one.Maps("rules") {
			for _, by := range rule.Maps("applyServerSideEncryptionByDefaults") {
				encrypt(state, by, rule.Bool("bucketKeyEnabled"))
			}
		}
	}
	return nil
}

// describe sets the computed outputs. Those that repeat a setting show it as
// the bucket was made: the real ones follow at the next refresh.
func describe(c *world.Call, name string, state world.Props) {
	c.Out["bucket"], c.Out["arn"], c.Out["region"] = name, arnOf(name), c.Scope
	c.Out["bucketPrefix"] = c.In.Str("bucketPrefix")
	c.Out["bucketDomainName"] = name + ".s3.amazonaws.com"
	c.Out["bucketRegionalDomainName"] = fmt.Sprintf("%s.s3.%s.amazonaws.com", name, c.Scope)
	c.Out["hostedZoneId"] = websiteZone(c.Scope)
	if !c.In.Has("versionings") {
		c.Out["versionings"] = []any{map[string]any{"enabled": state.Str(stateVersioning) == enabled, "mfaDelete": false}}
	}
	if !c.In.Has("grants") {
		c.Out["grants"] = []any{map[string]any{
			"id": canonicalUser, "type": "CanonicalUser", "permissions": []any{"FULL_CONTROL"}, "uri": "",
		}}
	}
	if !c.In.Has("serverSideEncryptionConfigurations") {
		c.Out["serverSideEncryptionConfigurations"] = []any{map[string]any{"rules": []any{map[string]any{
			"applyServerSideEncryptionByDefaults": []any{map[string]any{"sseAlgorithm": aes, "kmsMasterKeyId": ""}},
			"bucketKeyEnabled":                    false,
		}}}}
	}
}

// canonicalUser is the account's canonical user id, the one of the service's
// documents.
const canonicalUser = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"

// deleteBucket takes the bucket away with its settings. The force comes from
// the last inputs that were applied, as in the real provider.
func deleteBucket(c *world.Call) error {
	op := operation(fmt.Sprintf("deleting S3 Bucket (%s)", c.ID), "DeleteBucket")
	versions := versionsOf(c, c.ID)
	if len(versions) > 0 && !c.In.Bool("forceDestroy") {
		message := "The bucket you tried to delete is not empty"
		if stateOf(c, c.Object).Props.Str(stateVersioning) != "" {
			message += ". You must delete all versions in the bucket."
		}
		return op.RefuseStatus(409, "BucketNotEmpty", message, docDelete)
	}
	for _, v := range versions {
		if heldByCompliance(c, v) {
			return protected(operation(fmt.Sprintf("emptying S3 Bucket (%s)", c.ID), "DeleteObject"))
		}
	}
	for _, kind := range []string{Versioning, Encryption, PublicAccess, Ownership, Policy, Lifecycle, Logging, Object} {
		for _, o := range c.Where(kind, "bucket", c.ID) {
			c.Remove(o)
		}
	}
	return nil
}

// websiteZone is the hosted zone of a region's website endpoints:
// https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints
func websiteZone(region string) string {
	zones := []string{
		"ap-northeast-1", "Z2M4EHUR26P7ZW", "ap-northeast-2", "Z3W03O7B5YMIYP", "ap-south-1", "Z11RGJOFQNVJUP",
		"ap-southeast-1", "Z3O0J2DXBE1FTB", "ap-southeast-2", "Z1WCIGYICN2BYD", "ca-central-1", "Z1QDHH18159H29",
		"eu-central-1", "Z21DNDUVLTQW6Q", "eu-central-2", "Z030506016YDQGETNASS", "eu-north-1", "Z3BAZG2TWCNX0D",
		"eu-south-1", "Z30OZKI7KPW7MI", "eu-west-1", "Z1BKCTXD74EZPE", "eu-west-2", "Z3GKZC51ZF0DB4",
		"eu-west-3", "Z3R1K369G5AVDG", "sa-east-1", "Z7KQH4QJS55SO", "us-east-1", "Z3AQBSTGFYJSTF",
		"us-east-2", "Z2O1EMRO9K5GLX", "us-west-1", "Z2F56UZL2M1ACD", "us-west-2", "Z3BJ6K6RIION7M",
	}
	if i := slices.Index(zones, region); i >= 0 {
		return zones[i+1]
	}
	return ""
}
