package s3_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestABucketIsNamedAndDescribed(t *testing.T) {
	b := newBench(t)
	id, out := b.Make(s3.Bucket, "logs", world.Props{})
	assert.Regexp(t, `^logs-[0-9a-f]{7}$`, id)
	assert.Equal(t, id, out.Str("bucket"))
	assert.Equal(t, "arn:aws:s3:::"+id, out.Str("arn"))
	assert.Equal(t, id+".s3.amazonaws.com", out.Str("bucketDomainName"))
	assert.Equal(t, id+".s3.eu-central-1.amazonaws.com", out.Str("bucketRegionalDomainName"))
	assert.Equal(t, "Z21DNDUVLTQW6Q", out.Str("hostedZoneId"))
	assert.Equal(t, "eu-central-1", out.Str("region"))
	assert.Equal(t, []any{map[string]any{"enabled": false, "mfaDelete": false}}, out["versionings"])
	prefixed, _ := b.Make(s3.Bucket, "pre", world.Props{"bucketPrefix": "logs-of-"})
	assert.Regexp(t, `^logs-of-[0-9a-f]{26}$`, prefixed)
}

func TestWhatAChangeReplaces(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct {
		kind    string
		old, in world.Props
		want    []string
	}{
		{s3.Bucket, world.Props{"bucket": "a"}, world.Props{"bucket": "b"}, []string{"bucket"}},
		{s3.Bucket, world.Props{"bucket": "a"}, world.Props{"bucket": "a", "objectLockEnabled": true}, []string{"objectLockEnabled"}},
		{s3.Bucket, world.Props{"bucket": "a"}, world.Props{"bucket": "a", "forceDestroy": true}, nil},
		{s3.Policy, world.Props{"bucket": "a", "policy": "x"}, world.Props{"bucket": "b", "policy": "x"}, []string{"bucket"}},
		{s3.Versioning, versioned("Enabled"), versioned("Suspended"), nil},
		{s3.Object, world.Props{"bucket": "a", "key": "k"}, world.Props{"bucket": "a", "key": "l"}, []string{"key"}},
		{s3.Object, world.Props{"bucket": "a", "key": "k"}, world.Props{"bucket": "a", "key": "k", "content": "x"}, nil},
	} {
		d, err := b.Session.Diff(c.kind, c.old, c.in)
		require.NoError(t, err)
		assert.Equal(t, c.want, d.Replace, c.kind)
	}
}

func TestABucketThatHoldsSomethingStays(t *testing.T) {
	const full = "409 BucketNotEmpty: The bucket you tried to delete is not empty"
	put := func(b *bench) {
		require.NoError(t, b.Change("put", func(c *world.Call) error { return s3.Put(c, "one", "backup") }))
	}
	t.Run("an object of an application", func(t *testing.T) {
		b := newBench(t)
		b.bucket("one")
		put(b)
		require.Equal(t, full, said(b.Delete(s3.Bucket, "one", "one")))
	})
	t.Run("an object of a program", func(t *testing.T) {
		b := newBench(t)
		b.bucket("one")
		id, _ := b.Make(s3.Object, "o", with(world.Props{"key": "k"}))
		require.Equal(t, full, said(b.Delete(s3.Bucket, "one", "one")))
		require.NoError(t, b.Delete(s3.Object, "o", id))
		require.NoError(t, b.Delete(s3.Bucket, "one", "one"))
		require.Empty(t, b.World.Objects())
	})
	t.Run("versions", func(t *testing.T) {
		b := newBench(t)
		b.bucket("one")
		v, _ := b.Make(s3.Versioning, "v", versioned("Enabled"))
		put(b)
		require.NoError(t, b.Delete(s3.Versioning, "v", v), "which only suspends")
		require.Equal(t, full+". You must delete all versions in the bucket.", said(b.Delete(s3.Bucket, "one", "one")))
	})
	t.Run("unless force was applied", func(t *testing.T) {
		b := newBench(t)
		b.bucket("one")
		put(b)
		_, err := b.Update(s3.Bucket, "one", "one", world.Props{"bucket": "one", "forceDestroy": true})
		require.NoError(t, err)
		require.NoError(t, b.Delete(s3.Bucket, "one", "one"))
		require.Empty(t, b.World.Objects())
	})
}

func TestSettingsGoWithTheirBucket(t *testing.T) {
	b := newBench(t)
	b.bucket("one")
	v, _ := b.Make(s3.Versioning, "v", versioned("Enabled"))
	b.Make(s3.Ownership, "o", with(world.Props{"rule": map[string]any{"objectOwnership": "ObjectWriter"}}))
	require.NoError(t, b.Delete(s3.Bucket, "one", "one"))
	require.Empty(t, b.World.Objects())
	require.NoError(t, b.Delete(s3.Versioning, "v", v))
}

func TestTheLastWhoSetsASettingWins(t *testing.T) {
	b := newBench(t)
	b.bucket("one")
	b.Make(s3.Encryption, "first", encrypted(map[string]any{"sseAlgorithm": "AES256"}))
	id, _ := b.Make(s3.Encryption, "second", encrypted(map[string]any{"sseAlgorithm": "aws:kms"}))
	_, out := b.Make(s3.Object, "o", with(world.Props{"key": "k"}))
	assert.Equal(t, "aws:kms", out.Str("serverSideEncryption"))
	require.NoError(t, b.Delete(s3.Encryption, "first", id), "which takes the one setting away")
	_, out = b.Make(s3.Object, "p", with(world.Props{"key": "l"}))
	assert.Equal(t, "AES256", out.Str("serverSideEncryption"))
}

func TestAnObjectIsEncryptedAsItsBucketSays(t *testing.T) {
	b := newBench(t)
	b.bucket("one")
	_, plain := b.Make(s3.Object, "plain", with(world.Props{"key": "/a//b.txt", "content": "hello"}))
	assert.Equal(t, "5d41402abc4b2a76b9719d911017c592", plain.Str("etag"), "the MD5 digest")
	assert.Equal(t, "arn:aws:s3:::one/a/b.txt", plain.Str("arn"))
	assert.Equal(t, "AES256", plain.Str("serverSideEncryption"))
	assert.Equal(t, "", plain.Str("versionId"))
	_, key := b.Make(api.Key, "k", world.Props{})
	b.Make(s3.Encryption, "e", world.Props{"bucket": "one", "rules": []any{map[string]any{
		"bucketKeyEnabled":                   true,
		"applyServerSideEncryptionByDefault": map[string]any{"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key.Str("keyId")},
	}}})
	_, secret := b.Make(s3.Object, "secret", with(world.Props{"key": "b", "content": "hello"}))
	assert.Equal(t, "aws:kms", secret.Str("serverSideEncryption"))
	assert.Equal(t, key.Str("arn"), secret.Str("kmsKeyId"))
	assert.True(t, secret.Bool("bucketKeyEnabled"))
	assert.NotEqual(t, plain.Str("etag"), secret.Str("etag"))
	_, own := b.Make(s3.Object, "own", with(world.Props{"key": "c", "serverSideEncryption": "AES256"}))
	assert.Equal(t, "", own.Str("kmsKeyId"))
}

func TestADefaultKeyIsLookedAtWhenItIsUsed(t *testing.T) {
	b := newBench(t)
	b.bucket("one")
	b.Make(s3.Encryption, "e", encrypted(map[string]any{"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "gone"}))
	_, _, err := b.Try(s3.Object, "o", with(world.Props{"key": "k"}))
	require.Equal(t, "400 KMS.NotFoundException: Key 'arn:aws:kms:eu-central-1:111122223333:key/gone' does not exist", said(err))
	err = b.Change("put", func(c *world.Call) error { return s3.Put(c, "one", "backup") })
	require.Equal(t, "KMS.NotFoundException", world.CodeOf(err))
}

func TestVersionsAreKeptAndGoWithTheirObject(t *testing.T) {
	b := newBench(t)
	b.bucket("one")
	b.Make(s3.Versioning, "v", versioned("Enabled"))
	id, first := b.Make(s3.Object, "o", with(world.Props{"key": "k", "content": "1"}))
	assert.Len(t, first.Str("versionId"), 32)
	second, err := b.Update(s3.Object, "o", id, with(world.Props{"key": "k", "content": "2"}))
	require.NoError(t, err)
	assert.NotEqual(t, first.Str("versionId"), second.Str("versionId"))
	same, err := b.Update(s3.Object, "o", id, with(world.Props{"key": "k", "content": "2", "tags": map[string]any{"a": "b"}}))
	require.NoError(t, err)
	assert.Equal(t, second.Str("versionId"), same.Str("versionId"), "tags make no version")
	require.NoError(t, b.Change("put", func(c *world.Call) error { return s3.Put(c, "one", "other") }))
	b.World.View(region, func(c *world.Call) { assert.Equal(t, []string{"k", "other"}, s3.Keys(c, "one")) })
	require.NoError(t, b.Delete(s3.Object, "o", id))
	b.World.View(region, func(c *world.Call) { assert.Equal(t, []string{"other"}, s3.Keys(c, "one")) })
}

func TestAnObjectFromBeforeTheVersionsLeavesOne(t *testing.T) {
	b := newBench(t)
	b.bucket("one")
	id, _ := b.Make(s3.Object, "o", with(world.Props{"key": "k"}))
	b.Make(s3.Versioning, "v", versioned("Enabled"))
	require.NoError(t, b.Delete(s3.Object, "o", id))
	require.Equal(t, "BucketNotEmpty", world.CodeOf(b.Delete(s3.Bucket, "one", "one")))
}

func TestALockedObjectStaysUntilItsDay(t *testing.T) {
	lock := func(b *bench, mode string) string {
		b.bucket("one", world.Props{"objectLockEnabled": true, "forceDestroy": true})
		id, _ := b.Make(s3.Object, "o", with(world.Props{
			"key": "k", "objectLockMode": mode, "objectLockRetainUntilDate": b.World.Now().Add(48 * time.Hour).Format(time.RFC3339),
		}))
		return id
	}
	const held = "403 AccessDenied: Access Denied because object protected by object lock."
	b := newBench(t)
	id := lock(b, "COMPLIANCE")
	require.Equal(t, held, said(b.Delete(s3.Object, "o", id)))
	require.Equal(t, held, said(b.Delete(s3.Bucket, "one", "one")), "force does not help")
	b.World.Advance(49 * time.Hour)
	require.NoError(t, b.Delete(s3.Object, "o", id))
	require.NoError(t, b.Delete(s3.Bucket, "one", "one"))

	b = newBench(t)
	id = lock(b, "GOVERNANCE")
	require.Equal(t, held, said(b.Delete(s3.Object, "o", id)))
	require.NoError(t, b.Delete(s3.Bucket, "one", "one"), "force passes over governance")
	require.Empty(t, b.World.Objects())
}

func TestObjectsOfTwoBucketsMayHaveOneKey(t *testing.T) {
	b := newBench(t)
	b.bucket("one")
	b.bucket("two")
	first, _ := b.Make(s3.Object, "a", world.Props{"bucket": "one", "key": "k"})
	second, _ := b.Make(s3.Object, "b", world.Props{"bucket": "two", "key": "k"})
	assert.Equal(t, []string{"one/k", "two/k"}, []string{first, second})
	b.Make(s3.Object, "c", world.Props{"bucket": "two", "key": "k", "content": "later"})
}

func TestTheSameProgramMakesTheSameWorld(t *testing.T) {
	run := func(seed string) []world.Object {
		b := seeded(t, seed)
		b.Make(s3.Bucket, "logs", world.Props{})
		b.bucket("one")
		b.Make(s3.Versioning, "v", versioned("Enabled"))
		id, _ := b.Make(s3.Object, "o", with(world.Props{"key": "k", "content": "1"}))
		_, err := b.Update(s3.Object, "o", id, with(world.Props{"key": "k", "content": "2"}))
		require.NoError(t, err)
		require.NoError(t, b.Change("put", func(c *world.Call) error { return s3.Put(c, "one", "backup") }))
		return b.World.Objects()
	}
	assert.Equal(t, run("a"), run("a"))
	assert.NotEqual(t, run("a"), run("b"))
}
