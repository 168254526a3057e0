package storage_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/storage"
)

func public(keys ...string) *storage.BucketArgs {
	return &storage.BucketArgs{Public: keys, Encryption: storage.Encryption{Keys: storage.KeysS3}}
}

func TestOnlyTheNamedObjectsAreForEverybody(t *testing.T) {
	r := one(t, public("keys.json", ".well-known/openid-configuration"))
	assert.Equal(t, props{
		"Sid": "PublicRead", "Effect": "Allow", "Principal": "*", "Action": []any{"s3:GetObject"},
		"Resource": []any{arn + "/.well-known/openid-configuration", arn + "/keys.json"},
	}, policyOf(t, r)[2])
	assert.Equal(t, props{
		"bucket": "backups-bucket-1234567", "blockPublicAcls": true, "blockPublicPolicy": false, "ignorePublicAcls": true, "restrictPublicBuckets": false,
	}, r.One(t, "BucketPublicAccessBlock").Inputs)
}

func TestWrongPublicKeysAreRefusedLineByLine(t *testing.T) {
	for _, c := range []struct {
		name string
		args *storage.BucketArgs
		want string
	}{
		{"no key", public(""), `Public[0] "": not the key of an object: write a key such as "keys.json"`},
		{"a slash in front", public("/keys.json"), `Public[0] "/keys.json": not the key of an object: write a key such as "keys.json"`},
		{"everything", public("*"), `Public[0] "*": has a character that stands for others in a policy: name each object by its own key`},
		{"a folder", public("a", "site/*"), `Public[1] "site/*": has a character that stands for others in a policy: name each object by its own key`},
		{"a variable", public("${aws:username}"), `Public[0] "${aws:username}": has a character that stands for others in a policy: name each object by its own key`},
		{"twice", public("a", "a"), `Public[1] "a": given twice: leave one out`},
		{"a KMS key", &storage.BucketArgs{Public: []string{"a"}}, `Encryption.Keys "own": strangers cannot read what a KMS key encrypts: choose KeysS3, or leave Public empty`},
	} {
		assert.EqualError(t, storage.CheckBucket("backups", c.args), `bucket "backups": `+c.want, c.name)
	}
}
