package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// cloud is a simulated account with the services that buckets need, and its
// rules.
func cloud() (*simcloud.Cloud, error) {
	p := &world.Provider{Name: "aws", Types: map[string]*world.Type{}, Scope: func(_ *world.World, config world.Props) (string, error) {
		return config.Str("region"), nil
	}}
	for _, typ := range slices.Concat(s3.Types(), kms.Types(), iam.Types()) {
		p.Types[typ.Token] = typ
	}
	return simcloud.New(simcloud.With(p))
}

// up runs a program against the simulated account and returns the resources
// of S3 and KMS that exist then, one line each.
func up(program pulumi.RunFunc) ([]string, error) {
	c, err := cloud()
	if err != nil {
		return nil, err
	}
	monitor := c.Mocks(simcloud.Config{"aws:region": "eu-central-1"})
	if err := pulumi.RunErr(program, pulumi.WithMocks("project", "stack", monitor)); err != nil {
		return nil, err
	}
	var lines []string
	for _, i := range c.Inventory() {
		if i.URN != "" {
			lines = append(lines, fmt.Sprintf("%s %s", i.Kind[strings.LastIndex(i.Kind, ":")+1:], i.URN[strings.LastIndex(i.URN, "::")+2:]))
		}
	}
	return lines, nil
}

func show(program pulumi.RunFunc) {
	lines, err := up(program)
	fmt.Println(strings.Join(lines, "\n"))
	if err != nil {
		fmt.Println(err)
	}
}

// A bucket for backups: nothing to decide.
func ExampleNewBucket() {
	show(func(ctx *pulumi.Context) error {
		_, err := storage.NewBucket(ctx, "backups", nil)
		return err
	})
	// Output:
	// Key backups-key
	// BucketLifecycleConfigurationV2 backups-lifecycle
	// BucketOwnershipControls backups-ownership
	// BucketPolicy backups-policy
	// BucketPublicAccessBlock backups-block
	// BucketServerSideEncryptionConfigurationV2 backups-encryption
	// BucketV2 backups-bucket
	// BucketVersioningV2 backups-versioning
}

// A bucket that ships what is old to the archive, lets another account read a
// part, and sends its access log to a bucket for logs; and an object in it.
func ExampleNewBucket_complete() {
	show(func(ctx *pulumi.Context) error {
		logs, err := storage.NewBucket(ctx, "logs", &storage.BucketArgs{
			AcceptLogsOf:      "111122223333",
			Encryption:        storage.Encryption{Keys: storage.KeysS3},
			DisableVersioning: true,
			Lifecycle:         storage.Lifecycle{Rules: []storage.Rule{{Name: "year", ExpireDays: 365}}},
		})
		if err != nil {
			return err
		}
		releases, err := storage.NewBucket(ctx, "releases", &storage.BucketArgs{
			Name:       "acme-releases",
			Encryption: storage.Encryption{KeyDeletionDays: 7},
			Lifecycle: storage.Lifecycle{
				NoncurrentDays: 30, KeepVersions: 3, AbortDays: 1,
				Rules: []storage.Rule{{Name: "nightly", Prefix: "nightly/", ExpireDays: 365, Transitions: []storage.Transition{
					{Days: 30, Class: storage.Infrequent}, {Days: 90, Class: storage.Glacier},
				}}},
			},
			Policy: &storage.Policy{
				Values: []pulumi.StringInput{pulumi.String("444455556666")},
				Statements: func(bucket string, values []string) []identity.Statement {
					return []identity.Statement{{
						SID: "ReadReleases", Actions: []string{"s3:GetObject"}, Resources: []string{bucket + "/stable/*"},
						Principals: identity.Principals{AWS: values},
					}}
				},
			},
			Logs: &storage.Logs{Bucket: logs, Prefix: "s3/releases/"},
			Tags: map[string]string{"team": "core"},
		})
		if err != nil {
			return err
		}
		_, err = storage.NewObject(ctx, "index", &storage.ObjectArgs{
			Bucket: releases, Key: "stable/index.json", Text: pulumi.String(`{"latest":"1.2.3"}`), CacheControl: "max-age=60",
		})
		return err
	})
	// Output:
	// Key releases-key
	// BucketLifecycleConfigurationV2 releases-lifecycle
	// BucketLifecycleConfigurationV2 logs-lifecycle
	// BucketLoggingV2 releases-logs
	// BucketObjectv2 index-object
	// BucketOwnershipControls releases-ownership
	// BucketOwnershipControls logs-ownership
	// BucketPolicy releases-policy
	// BucketPolicy logs-policy
	// BucketPublicAccessBlock releases-block
	// BucketPublicAccessBlock logs-block
	// BucketServerSideEncryptionConfigurationV2 releases-encryption
	// BucketServerSideEncryptionConfigurationV2 logs-encryption
	// BucketV2 releases-bucket
	// BucketV2 logs-bucket
	// BucketVersioningV2 releases-versioning
}

func ExampleCheckBucket() {
	fmt.Println(storage.CheckBucket("media", &storage.BucketArgs{
		Name: "media.acme.com",
		Lifecycle: storage.Lifecycle{Rules: []storage.Rule{{
			Name: "cold", Transitions: []storage.Transition{{Days: 7, Class: storage.Infrequent}},
		}}},
	}))
	// Output:
	// bucket "media": Name "media.acme.com": has a dot, and then S3's certificate does not fit the bucket's host name: use hyphens
	// bucket "media": Lifecycle.Rules[0].Transitions[0].Days 7: before S3 moves anything to STANDARD_IA: use at least 30
}

func TestWhatIsUploadedIsEncryptedVersionedAndChecked(t *testing.T) {
	const hello = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" // SHA-256 of the text
	for name, args := range map[string]storage.ObjectArgs{"text": {Text: pulumi.String("hello")}, "bytes": {Bytes: []byte("hello")}} {
		var got []any
		_, err := up(func(ctx *pulumi.Context) error {
			b, err := storage.NewBucket(ctx, "b", &storage.BucketArgs{Name: "acme"})
			require.NoError(t, err)
			args.Bucket, args.Key = b, "a/"+name
			o, err := storage.NewObject(ctx, name, &args)
			require.NoError(t, err)
			ctx.Export("waited for", pulumi.All(o.ARN, o.URI, o.Checksum, o.VersionID).ApplyT(func(v []any) bool {
				got = v
				return true
			}))
			return nil
		})
		require.NoError(t, err)
		require.Len(t, got, 4)
		assert.Equal(t, []any{"arn:aws:s3:::acme/a/" + name, "s3://acme/a/" + name, hello}, got[:3])
		assert.Len(t, got[3], 32, "the id of a version")
	}
}

func TestAFileIsUploaded(t *testing.T) {
	lines, err := up(func(ctx *pulumi.Context) error {
		b, err := storage.NewBucket(ctx, "b", nil)
		require.NoError(t, err)
		_, err = storage.NewObject(ctx, "readme", &storage.ObjectArgs{Bucket: b, Key: "doc.go", File: "doc.go"})
		return err
	})
	require.NoError(t, err)
	assert.Contains(t, lines, "BucketObjectv2 readme-object")
}

func TestTheCloudRefusesWhatOnlyItCanKnow(t *testing.T) {
	_, err := up(func(ctx *pulumi.Context) error {
		for _, name := range []string{"first", "second"} {
			if _, err := storage.NewBucket(ctx, name, &storage.BucketArgs{Name: "acme"}); err != nil {
				return err
			}
		}
		return nil
	})
	var refusal *world.Error
	require.True(t, errors.As(err, &refusal), err)
	assert.Equal(t, "BucketAlreadyOwnedByYou", refusal.Code)
	_, err = up(func(ctx *pulumi.Context) error {
		_, err := storage.NewBucket(ctx, "b", &storage.BucketArgs{Policy: &storage.Policy{
			Values: []pulumi.StringInput{pulumi.String("arn:aws:iam::" + api.Account + ":role/none")},
			Statements: func(bucket string, v []string) []identity.Statement {
				return []identity.Statement{{Actions: []string{"s3:GetObject"}, Resources: []string{bucket + "/*"}, Principals: identity.Principals{AWS: v}}}
			},
		}})
		return err
	})
	require.ErrorContains(t, err, "MalformedPolicy: Invalid principal in policy")
}
