package storage_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// Tokens are part of what is in the state of every user: a change needs an
// alias in the same commit.
func TestTypeTokensAreFrozen(t *testing.T) {
	assert.Equal(t, []string{"drydock:storage:Bucket", "drydock:storage:Object"}, []string{storage.TypeBucket, storage.TypeObject})
}

func one(t *testing.T, args *storage.BucketArgs) *recorder.Recorder {
	t.Helper()
	return run(t, func(ctx *pulumi.Context) error {
		_, err := storage.NewBucket(ctx, "backups", args)
		return err
	})
}

type props = map[string]any

func TestABucketIsSafeWithoutAWord(t *testing.T) {
	r := one(t, nil)
	names := map[string]string{}
	for _, m := range r.All() {
		if m.Token != storage.TypeBucket {
			names[m.Token[strings.LastIndex(m.Token, ":")+1:]] = m.Name
			assert.Contains(t, m.Parent, storage.TypeBucket+"::backups", m.Name)
		}
	}
	assert.Equal(t, map[string]string{
		"Key": "backups-key", "BucketV2": "backups-bucket", "BucketVersioningV2": "backups-versioning",
		"BucketServerSideEncryptionConfigurationV2": "backups-encryption", "BucketPublicAccessBlock": "backups-block",
		"BucketOwnershipControls": "backups-ownership", "BucketPolicy": "backups-policy",
		"BucketLifecycleConfigurationV2": "backups-lifecycle",
	}, names)
	assert.Equal(t, props{"forceDestroy": false, "tags": props{"Name": "backups-bucket"}}, r.One(t, "BucketV2").Inputs)
	assert.Equal(t, props{
		"description": "Objects of the bucket backups", "enableKeyRotation": true, "deletionWindowInDays": 30.,
		"tags": props{"Name": "backups-key"},
	}, r.One(t, "Key").Inputs)
	assert.Equal(t, props{"bucket": "backups-bucket-1234567", "rules": []any{props{
		"bucketKeyEnabled":                   true,
		"applyServerSideEncryptionByDefault": props{"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "arn:aws:x:::backups-key"},
	}}}, r.One(t, "BucketServerSideEncryptionConfigurationV2").Inputs)
	assert.Equal(t, props{"bucket": "backups-bucket-1234567", "versioningConfiguration": props{"status": "Enabled"}},
		r.One(t, "BucketVersioningV2").Inputs)
	assert.Equal(t, props{
		"bucket": "backups-bucket-1234567", "blockPublicAcls": true, "blockPublicPolicy": true, "ignorePublicAcls": true, "restrictPublicBuckets": true,
	}, r.One(t, "BucketPublicAccessBlock").Inputs)
	assert.Equal(t, props{"bucket": "backups-bucket-1234567", "rule": props{"objectOwnership": "BucketOwnerEnforced"}},
		r.One(t, "BucketOwnershipControls").Inputs)
	assert.Equal(t, props{"bucket": "backups-bucket-1234567", "rules": []any{props{
		"id": "base", "status": "Enabled", "filter": props{"prefix": ""},
		"noncurrentVersionExpiration":    props{"noncurrentDays": 90.},
		"expiration":                     props{"expiredObjectDeleteMarker": true},
		"abortIncompleteMultipartUpload": props{"daysAfterInitiation": 7.},
	}}}, r.One(t, "BucketLifecycleConfigurationV2").Inputs)
}

func policyOf(t *testing.T, r *recorder.Recorder) []any {
	t.Helper()
	var document struct{ Statement []any }
	policy := r.One(t, "BucketPolicy")
	require.NoError(t, json.Unmarshal([]byte(policy.Inputs["policy"].(string)), &document))
	assert.Contains(t, policy.After(), "backups-block", "the two must not be set at one moment")
	return document.Statement
}

const arn = "arn:aws:x:::backups-bucket"

var guard = []any{
	props{
		"Sid": "DenyInsecureTransport", "Effect": "Deny", "Principal": "*", "Action": []any{"s3:*"}, "Resource": []any{arn, arn + "/*"},
		"Condition": props{"Bool": props{"aws:SecureTransport": []any{"false"}}},
	},
	props{
		"Sid": "DenyOldTLS", "Effect": "Deny", "Principal": "*", "Action": []any{"s3:*"}, "Resource": []any{arn, arn + "/*"},
		"Condition": props{"NumericLessThan": props{"s3:TlsVersion": []any{"1.2"}}},
	},
}

func TestThePolicyDemandsTLSAndHoldsWhatTheCallerAdds(t *testing.T) {
	assert.Equal(t, guard, policyOf(t, one(t, nil)))
	added := policyOf(t, one(t, &storage.BucketArgs{
		AcceptLogsOf: "111122223333", Encryption: storage.Encryption{Keys: storage.KeysS3},
		Policy: &storage.Policy{
			Values: []pulumi.StringInput{pulumi.String("arn:aws:iam::111122223333:role/reader")},
			Statements: func(bucket string, v []string) []identity.Statement {
				return []identity.Statement{{
					Actions: []string{"s3:GetObject"}, Resources: []string{bucket + "/public/*"}, Principals: identity.Principals{AWS: v},
				}}
			},
		},
	}))
	assert.Equal(t, append(append([]any{}, guard...), props{
		"Sid": "AcceptAccessLogs", "Effect": "Allow", "Principal": props{"Service": []any{"logging.s3.amazonaws.com"}},
		"Action": []any{"s3:PutObject"}, "Resource": []any{arn + "/*"},
		"Condition": props{"StringEquals": props{"aws:SourceAccount": []any{"111122223333"}}},
	}, props{
		"Effect": "Allow", "Principal": props{"AWS": []any{"arn:aws:iam::111122223333:role/reader"}},
		"Action": []any{"s3:GetObject"}, "Resource": []any{arn + "/public/*"},
	}), added)
}

func TestKeysAreTheCallersChoice(t *testing.T) {
	r := one(t, &storage.BucketArgs{Encryption: storage.Encryption{
		Keys: storage.KeysGiven, Key: pulumi.String("arn:key"), DisableBucketKey: true,
	}})
	assert.Empty(t, r.Of("Key"))
	assert.Equal(t, []any{props{
		"bucketKeyEnabled": false, "applyServerSideEncryptionByDefault": props{"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "arn:key"},
	}}, r.One(t, "BucketServerSideEncryptionConfigurationV2").Inputs["rules"])
	r = one(t, &storage.BucketArgs{Encryption: storage.Encryption{Keys: storage.KeysS3}})
	assert.Empty(t, r.Of("Key"))
	assert.Equal(t, []any{props{"applyServerSideEncryptionByDefault": props{"sseAlgorithm": "AES256"}}},
		r.One(t, "BucketServerSideEncryptionConfigurationV2").Inputs["rules"])
}

func TestWhatIsNotWantedIsNotMade(t *testing.T) {
	r := one(t, &storage.BucketArgs{
		Name: "acme-backups", DisableVersioning: true, ForceDestroy: true, Tags: map[string]string{"team": "core"},
		Lifecycle: storage.Lifecycle{AbortDays: storage.Forever},
	})
	assert.Empty(t, r.Of("BucketVersioningV2"))
	assert.Empty(t, r.Of("BucketLifecycleConfigurationV2"))
	assert.Equal(t, props{"bucket": "acme-backups", "forceDestroy": true, "tags": props{"Name": "backups-bucket", "team": "core"}},
		r.One(t, "BucketV2").Inputs)
	r = one(t, &storage.BucketArgs{DisableVersioning: true})
	assert.Equal(t, []any{props{
		"id": "base", "status": "Enabled", "filter": props{"prefix": ""}, "abortIncompleteMultipartUpload": props{"daysAfterInitiation": 7.},
	}}, r.One(t, "BucketLifecycleConfigurationV2").Inputs["rules"])
}

func TestALifecycleIsPlain(t *testing.T) {
	r := one(t, &storage.BucketArgs{Lifecycle: storage.Lifecycle{
		NoncurrentDays: 30, KeepVersions: 3, AbortDays: 1,
		Rules: []storage.Rule{{
			Name: "archive", Prefix: "daily/", ExpireDays: 365,
			Transitions: []storage.Transition{{Days: 30, Class: storage.Infrequent}, {Days: 90, Class: storage.Glacier}},
		}},
	}})
	assert.Equal(t, []any{
		props{
			"id": "base", "status": "Enabled", "filter": props{"prefix": ""},
			"noncurrentVersionExpiration":    props{"noncurrentDays": 30., "newerNoncurrentVersions": 3.},
			"expiration":                     props{"expiredObjectDeleteMarker": true},
			"abortIncompleteMultipartUpload": props{"daysAfterInitiation": 1.},
		},
		props{
			"id": "archive", "status": "Enabled", "filter": props{"prefix": "daily/"}, "expiration": props{"days": 365.},
			"transitions": []any{props{"days": 30., "storageClass": "STANDARD_IA"}, props{"days": 90., "storageClass": "GLACIER"}},
		},
	}, r.One(t, "BucketLifecycleConfigurationV2").Inputs["rules"])
}

func TestLogsGoToABucketThatAcceptsThem(t *testing.T) {
	r := run(t, func(ctx *pulumi.Context) error {
		logs, err := storage.AdoptBucket(ctx, "logs", &storage.AdoptBucketArgs{Name: "acme-logs", AcceptsLogs: true})
		require.NoError(t, err)
		_, err = storage.NewBucket(ctx, "backups", &storage.BucketArgs{Logs: &storage.Logs{Bucket: logs}})
		return err
	})
	assert.Len(t, r.Of("BucketV2"), 1, "adoption makes nothing")
	assert.Equal(t, props{"bucket": "backups-bucket-1234567", "targetBucket": "acme-logs", "targetPrefix": "backups/"}, r.One(t, "BucketLoggingV2").Inputs)
}

func TestAnAdoptedBucketIsDescribed(t *testing.T) {
	var got []any
	run(t, func(ctx *pulumi.Context) error {
		b, err := storage.AdoptBucket(ctx, "old", &storage.AdoptBucketArgs{
			Name: "acme.old", Partition: identity.PartitionChina, Key: pulumi.String("arn:key"), Versioned: true,
		})
		require.NoError(t, err)
		assert.Equal(t, storage.KeysGiven, b.Keys)
		assert.True(t, b.Versioned)
		ctx.Export("waited for", pulumi.All(b.Name, b.ARN, b.KeyARN).ApplyT(func(v []any) bool {
			got = v
			return true
		}))
		return nil
	})
	assert.Equal(t, []any{"acme.old", "arn:aws-cn:s3:::acme.old", "arn:key"}, got)
	assert.EqualError(t, storage.CheckAdoptBucket("old", nil), `adopted bucket "old": args: nil: describe the bucket`)
	assert.EqualError(t, storage.CheckAdoptBucket("old", &storage.AdoptBucketArgs{Key: pulumi.String("k"), AcceptsLogs: true}),
		`adopted bucket "old": Name "": 0 characters long: write the name of the bucket, not its ARN`+"\n"+
			`adopted bucket "old": AcceptsLogs: S3 delivers access logs only into buckets encrypted with keys that it manages: leave it or Key out`)
}

func TestTheCallersArgumentsStayAsTheyWere(t *testing.T) {
	args := &storage.BucketArgs{Logs: &storage.Logs{Bucket: &storage.Bucket{AcceptsLogs: true}}, Lifecycle: storage.Lifecycle{Rules: []storage.Rule{{Name: "a", ExpireDays: 1}}}}
	require.NoError(t, storage.CheckBucket("backups", args))
	assert.Equal(t, "", args.Logs.Prefix)
	assert.Equal(t, storage.Keys(""), args.Encryption.Keys)
	assert.Equal(t, 0, args.Lifecycle.NoncurrentDays)
}
