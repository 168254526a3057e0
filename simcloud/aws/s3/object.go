package s3

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// maxKey is the longest key in bytes: docKeys.
const maxKey = 1024

// maxObjectTags is how many tags an object can have: docTags.
const maxObjectTags = 10

// object is one object that a program keeps in a bucket. The real provider
// calls it by its key alone; the world needs an identifier that no object of
// another bucket has, so here the bucket stands before it.
func object() *world.Type {
	return &world.Type{
		Token:    Object,
		Replace:  []string{"bucket", "key"},
		Defaults: world.Props{"forceDestroy": false, "storageClass": "STANDARD"},
		Refs: []world.Ref{
			{Path: "bucket", Kind: Bucket}, {Path: "kmsKeyId", Kind: api.Key, By: "arn"},
		},
		Takes: world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: checkObject, Create: createObject, Update: updateObject, Delete: deleteObject,
	}
}

func checkObject(c *world.Check) {
	f := check.Of(c)
	if !c.In.Has("key") {
		c.In["key"] = c.URN[strings.LastIndex(c.URN, "::")+2:] // As the bridge fills it in.
	}
	for _, name := range []string{"bucket", "key"} {
		if v, ok := c.In[name].(string); ok && v == "" {
			f.Fail(name, "%q must not be empty, got ", name)
		}
	}
	f.Conflicts("content", "source", "contentBase64")
	f.Conflicts("contentBase64", "source")
	f.Conflicts("etag", "kmsKeyId")
	f.OneOf("acl", "private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control")
	f.OneOf("checksumAlgorithm", "CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME")
	f.OneOf("serverSideEncryption", aes, "aws:kms", "aws:kms:dsse")
	f.OneOf("storageClass", "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING",
		"GLACIER", "DEEP_ARCHIVE", "OUTPOSTS", "GLACIER_IR", "SNOW", "EXPRESS_ONEZONE")
	f.OneOf("objectLockMode", "GOVERNANCE", "COMPLIANCE")
	f.OneOf("objectLockLegalHoldStatus", "ON", "OFF")
	if key := c.In.Str("kmsKeyId"); key != "" && !strings.HasPrefix(key, "arn:") {
		f.Fail("kmsKeyId", `"kms_key_id" (%s) is an invalid ARN: arn: invalid prefix`, key)
	}
	if date := c.In.Str("objectLockRetainUntilDate"); date != "" {
		if _, err := time.Parse(time.RFC3339, date); err != nil {
			f.Fail("objectLockRetainUntilDate", `expected "object_lock_retain_until_date" to be a valid RFC3339 date, got %q: %s`, date, err)
		}
	}
	for _, name := range c.In.Map("metadata").Keys() {
		if strings.ToLower(name) != name {
			f.Fail("metadata", "Metadata must be lowercase only. Offending key: %q", name)
		}
	}
}

func createObject(c *world.Call) error {
	bucket, key := c.In.Str("bucket"), cleanKey(c.In.Str("key"))
	c.ID = bucket + "/" + key
	if err := upload(c, bucket, key); err != nil {
		return err
	}
	if earlier := c.Find(Object, c.ID); earlier != nil {
		c.Remove(earlier) // The later upload is the object now.
	}
	return nil
}

func updateObject(c *world.Call) error {
	bucket, key := c.In.Str("bucket"), cleanKey(c.In.Str("key"))
	if uploads(c.Object.Inputs, c.In) {
		return upload(c, bucket, key)
	}
	b, err := find(c, operation(fmt.Sprintf("updating S3 Object (%s)", key), "PutObjectTagging"), bucket)
	if err != nil {
		return err
	}
	if acl := c.In.Str("acl"); acl != c.Object.Inputs.Str("acl") {
		op := operation(fmt.Sprintf("putting S3 Object (%s) ACL", key), "PutObjectAcl")
		if err := aclRules(op, acl, stateOf(c, b).Props); err != nil {
			return err
		}
	}
	op := operation(fmt.Sprintf("putting S3 Object (%s) retention", key), "PutObjectRetention")
	if err := lockRules(c, op, stateOf(c, b).Props); err != nil {
		return err
	}
	if v := c.Find(kindVersion, versionKey(bucket, key, c.Out.StrOr("versionId", null))); v != nil {
		for name, value := range lockOf(c.In) {
			v.Props[name] = value
		}
	}
	return tagRules(c, operation(fmt.Sprintf("updating S3 Object (%s) tags", key), "PutObjectTagging"))
}

// uploads reports whether a change of inputs is one of the content or of what
// is stored with it.
func uploads(old, in world.Props) bool {
	return slices.ContainsFunc([]string{
		"bucketKeyEnabled", "cacheControl", "checksumAlgorithm", "content", "contentBase64", "contentDisposition",
		"contentEncoding", "contentLanguage", "contentType", "etag", "kmsKeyId", "metadata", "serverSideEncryption",
		"source", "sourceHash", "storageClass", "websiteRedirect",
	}, func(name string) bool { return fmt.Sprint(old[name]) != fmt.Sprint(in[name]) })
}

// deleteObject takes away every version of an object that was versioned when
// it was uploaded. Of one that was not, a bucket versioned since keeps the
// version and gets a marker that hides it.
func deleteObject(c *world.Call) error {
	bucket, key := c.In.Str("bucket"), cleanKey(c.In.Str("key"))
	b := c.Find(Bucket, bucket)
	if b == nil {
		return nil
	}
	op := operation(fmt.Sprintf("deleting S3 Bucket (%s) Object (%s)", bucket, key), "DeleteObject")
	if c.Out.Str("versionId") == "" {
		if stateOf(c, b).Props.Str(stateVersioning) == enabled {
			addVersion(c, b, key, world.Props{"deleteMarker": true})
		} else if v := c.Find(kindVersion, versionKey(bucket, key, null)); v != nil {
			c.Remove(v)
		}
		return nil
	}
	var all []*world.Object
	for _, v := range versionsOf(c, bucket) {
		if v.Props.Str("key") != key {
			continue
		}
		// With force the provider lifts legal holds and passes over governance.
		if force := c.In.Bool("forceDestroy"); held(c, v) && !force || force && heldByCompliance(c, v) {
			return protected(op)
		}
		all = append(all, v)
	}
	for _, v := range all {
		c.Remove(v)
	}
	return nil
}

var slashes = regexp.MustCompile(`/{2,}`)

// cleanKey is the key as the provider sends it: without leading slashes, and
// with one slash for several.
func cleanKey(key string) string {
	return slashes.ReplaceAllString(strings.TrimLeft(key, "/"), "/")
}
