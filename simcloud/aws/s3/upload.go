package s3

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// put begins to put an object: the call and the bucket.
func put(c *world.Call, bucket, key string) (api.Op, *world.Object, error) {
	op := operation(fmt.Sprintf("uploading S3 Object (%s) to Bucket (%s)", key, bucket), "PutObject")
	b, err := find(c, op, bucket)
	if err == nil && len(key) > maxKey {
		err = tooLong(op)
	}
	return op, b, err
}

// upload stores the content as a new version and sets the outputs.
func upload(c *world.Call, bucket, key string) error {
	op, b, err := put(c, bucket, key)
	if err != nil {
		return err
	}
	state := stateOf(c, b).Props
	if err := aclRules(op, c.In.Str("acl"), state); err != nil {
		return err
	}
	if err := lockRules(c, op, state); err != nil {
		return err
	}
	if err := tagRules(c, op); err != nil {
		return err
	}
	by, err := encryptionOf(c, op, c.In, state)
	if err != nil {
		return err
	}
	if text := c.In.Str("contentBase64"); text != "" {
		if _, err := base64.StdEncoding.DecodeString(text); err != nil {
			return fmt.Errorf("uploading S3 Object (%s) to Bucket (%s): %w", key, bucket, err)
		}
	}
	digest := digestOf(c.In)
	if by.algorithm != aes {
		digest = c.Hex(32, "etag", digest) // No digest of the content: API_Object.html
	}
	version := addVersion(c, b, key, lockOf(c.In))
	c.Out["key"], c.Out["arn"] = c.In.Str("key"), arnOf(bucket)+"/"+key
	c.Out["etag"], c.Out["versionId"] = digest, version
	if version == null && state.Str(stateVersioning) == "" {
		c.Out["versionId"] = "" // A bucket that never was versioned names none.
	}
	delete(c.Out, "source") // The world has no files to give back.
	c.Out["checksumSha256"] = ""
	if c.In.Str("checksumAlgorithm") == "SHA256" {
		c.Out["checksumSha256"] = checksumOf(c.In)
	}
	c.Out["contentType"] = c.In.StrOr("contentType", "application/octet-stream")
	c.Out["serverSideEncryption"], c.Out["kmsKeyId"], c.Out["bucketKeyEnabled"] = by.algorithm, by.key, by.bucketKey
	return nil
}

func tooLong(op api.Op) error {
	return op.Refuse("KeyTooLongError", "Your key is too long", docKeys)
}

// contentOf is the content as far as the world knows it: of a file only the
// SHA-256 digest that the engine took.
func contentOf(in world.Props) (content, digest string) {
	if text := in.Str("contentBase64"); text != "" {
		decoded, _ := base64.StdEncoding.DecodeString(text) // Checked by upload.
		return string(decoded), ""
	}
	source := in.Map("source")
	if digest := source.Str("asset"); digest != "" && source.Str("text") == "" {
		return "", digest
	}
	return source.StrOr("text", in.Str("content")), ""
}

// digestOf is the MD5 digest of the content, or one that stands for it.
func digestOf(in world.Props) string {
	content, digest := contentOf(in)
	sum := md5.Sum([]byte(content + digest))
	return hex.EncodeToString(sum[:])
}

// checksumOf is the SHA-256 digest of the content, in base64.
func checksumOf(in world.Props) string {
	content, digest := contentOf(in)
	sum, err := hex.DecodeString(digest)
	if digest == "" || err != nil {
		of := sha256.Sum256([]byte(content))
		sum = of[:]
	}
	return base64.StdEncoding.EncodeToString(sum)
}

func aclRules(op api.Op, acl string, state world.Props) error {
	// The one ACL that says what holds anyway is let pass: docACL.
	if acl != "" && acl != "bucket-owner-full-control" && state.Str(stateOwnership) == enforced {
		return noACL(op)
	}
	open := acl == "public-read" || acl == "public-read-write" || acl == "authenticated-read"
	if open && state.Map(stateBlocks).Bool("blockPublicAcls") {
		return op.RefuseStatus(403, "AccessDenied", "Access Denied", docPublic)
	}
	return nil
}

func tagRules(c *world.Call, op api.Op) error {
	if len(c.In.Map("tags")) > maxObjectTags {
		return op.Refuse("BadRequest", "Object tags cannot be greater than 10", docTags)
	}
	return nil
}

func lockRules(c *world.Call, op api.Op, state world.Props) error {
	mode, until, hold := c.In.Str("objectLockMode"), c.In.Str("objectLockRetainUntilDate"), c.In.Str("objectLockLegalHoldStatus")
	if mode == "" && until == "" && hold == "" {
		return nil
	}
	if !state.Bool(stateLock) {
		return op.Refuse("InvalidRequest", "Bucket is missing Object Lock Configuration", docLock)
	}
	if (mode == "") != (until == "") {
		return op.Refuse("InvalidArgument", "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied", docLock)
	}
	if date, err := time.Parse(time.RFC3339, until); err == nil && !c.Now().Before(date) &&
		(c.Object == nil || c.Object.Inputs.Str("objectLockRetainUntilDate") != until) {
		return op.Refuse("InvalidArgument", "The retain until date must be in the future!", docLock)
	}
	return nil
}

func lockOf(in world.Props) world.Props {
	return world.Props{
		"lockMode": in.Str("objectLockMode"), "retainUntil": in.Str("objectLockRetainUntilDate"),
		"legalHold": in.Str("objectLockLegalHoldStatus") == "ON",
	}
}

// encrypted is how one object is encrypted.
type encrypted struct {
	algorithm, key string
	bucketKey      bool
}

// encryptionOf is what the upload says, or else the bucket's default. A key
// must exist and be enabled by now.
func encryptionOf(c *world.Call, op api.Op, in, state world.Props) (encrypted, error) {
	by := encrypted{state.Str(stateAlgorithm), state.Str(stateKey), state.Bool(stateBucketKey)}
	algorithm := in.Str("serverSideEncryption")
	if in.Str("kmsKeyId") != "" && algorithm == "" {
		algorithm = "aws:kms" // The provider says so for the user.
	}
	if algorithm != "" {
		by = encrypted{algorithm, in.Str("kmsKeyId"), by.bucketKey}
	}
	by.bucketKey = in.BoolOr("bucketKeyEnabled", by.bucketKey) && by.algorithm != aes
	if by.algorithm == aes {
		by.key = ""
		return by, nil
	}
	if by.key == "" {
		// The key that AWS manages for S3 comes into being with its first use.
		by.key = api.ARN(c, "kms", "alias/aws/s3")
	}
	if by.key == "alias/aws/s3" || by.key == api.ARN(c, "kms", "alias/aws/s3") {
		return by, nil
	}
	key := kms.Find(c, by.key)
	if key == nil {
		arn := by.key
		if len(arn) < 4 || arn[:4] != "arn:" {
			arn = api.ARN(c, "kms", "key/"+by.key)
		}
		return by, op.Refuse("KMS.NotFoundException", fmt.Sprintf("Key '%s' does not exist", arn), docKMS)
	}
	if !key.Props.BoolOr("isEnabled", true) {
		return by, op.Refuse("KMS.DisabledException", key.Props.Str("arn")+" is disabled.", docKMS)
	}
	by.key = key.Props.Str("arn")
	return by, nil
}
