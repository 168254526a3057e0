package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// files is a bucket by that name, and what puts things into it.
func files(change func(*storage.BucketArgs), then ...func(*pulumi.Context, *storage.Bucket) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		a := storage.BucketArgs{}
		change(&a)
		b, err := storage.NewBucket(ctx, "files", &a)
		for _, f := range then {
			if err == nil {
				err = f(ctx, b)
			}
		}
		return err
	}
}

func usual(*storage.BucketArgs) {}

// completeBucket has everything that a bucket can have together.
func completeBucket(a *storage.BucketArgs) {
	a.Name, a.Tags = "acme-files", tags()
	a.Encryption.KeyDeletionDays = 7
	a.Lifecycle = storage.Lifecycle{NoncurrentDays: 30, KeepVersions: 3, AbortDays: 1, Rules: []storage.Rule{nightly()}}
	a.Policy = &storage.Policy{
		Values: []pulumi.StringInput{pulumi.String(person("team"))},
		Statements: func(bucket string, values []string) []identity.Statement {
			return []identity.Statement{{
				SID: "Team", Actions: []string{"s3:GetObject"}, Resources: []string{bucket + "/*"}, Principals: identity.Principals{AWS: values},
			}}
		},
	}
}

func nightly() storage.Rule {
	return storage.Rule{Name: "nightly", Prefix: "nightly/", ExpireDays: 365, Transitions: []storage.Transition{{Days: 30, Class: storage.Infrequent}}}
}

// named are all resources of a bucket with its own key, by sign.
func everythingOf(sign string) []string {
	return prefixed(sign, "BucketV2 files-bucket", "BucketServerSideEncryptionConfigurationV2 files-encryption",
		"BucketVersioningV2 files-versioning", "BucketPublicAccessBlock files-block", "BucketOwnershipControls files-ownership",
		"BucketPolicy files-policy", "BucketLifecycleConfigurationV2 files-lifecycle")
}

func TestABucketLivesAndChangesInPlace(t *testing.T) {
	t.Parallel()
	s3Keys := func(a *storage.BucketArgs) { a.Encryption.Keys = storage.KeysS3 }
	live(t, files(usual),
		change{name: "a lifecycle rule", to: files(func(a *storage.BucketArgs) { a.Lifecycle.Rules = []storage.Rule{nightly()} }), does: []string{
			"~ BucketLifecycleConfigurationV2 files-lifecycle",
		}},
		change{name: "nothing goes by itself", to: files(func(a *storage.BucketArgs) {
			a.Lifecycle = storage.Lifecycle{NoncurrentDays: storage.Forever, AbortDays: storage.Forever}
		}), does: []string{"- BucketLifecycleConfigurationV2 files-lifecycle"}},
		change{name: "keys of S3", to: files(s3Keys), does: []string{
			"+ BucketLifecycleConfigurationV2 files-lifecycle",
			"- Key files-key",
			"~ BucketServerSideEncryptionConfigurationV2 files-encryption",
		}},
		change{name: "one key for the public", to: files(func(a *storage.BucketArgs) {
			s3Keys(a)
			a.Public = []string{"keys.json"}
		}), does: []string{"~ BucketPolicy files-policy", "~ BucketPublicAccessBlock files-block"}},
		change{name: "logs of others, no versions", to: files(func(a *storage.BucketArgs) {
			s3Keys(a)
			a.AcceptLogsOf, a.DisableVersioning = account, true
		}), does: []string{
			"- BucketVersioningV2 files-versioning",
			"~ BucketLifecycleConfigurationV2 files-lifecycle",
			"~ BucketPolicy files-policy",
			"~ BucketPublicAccessBlock files-block",
		}},
	)
}

func TestACompleteBucketIsReplacedForItsNameAlone(t *testing.T) {
	t.Parallel()
	and := func(change func(*storage.BucketArgs)) pulumi.RunFunc {
		return files(func(a *storage.BucketArgs) { completeBucket(a); change(a) })
	}
	replaced := append(append(everythingOf("+-"), everythingOf("+")...), everythingOf("-")...)
	live(t, and(usual),
		change{name: "other tags", to: and(func(a *storage.BucketArgs) { a.Tags["team"] = "pier" }), does: []string{
			"~ BucketV2 files-bucket", "~ Key files-key",
		}},
		change{name: "nobody else may read", to: and(func(a *storage.BucketArgs) { a.Tags["team"], a.Policy = "pier", nil }), does: []string{
			"~ BucketPolicy files-policy",
		}},
		change{name: "another name", to: and(func(a *storage.BucketArgs) { a.Tags["team"], a.Policy, a.Name = "pier", nil, "acme-more-files" }), does: replaced},
	)
}

func TestALogOfABucketGoesToAnother(t *testing.T) {
	t.Parallel()
	logged := func(prefix string) pulumi.RunFunc {
		return func(ctx *pulumi.Context) error {
			logs, err := storage.NewBucket(ctx, "logs", &storage.BucketArgs{
				AcceptLogsOf: account, Encryption: storage.Encryption{Keys: storage.KeysS3}, DisableVersioning: true,
			})
			if err != nil {
				return err
			}
			return files(func(a *storage.BucketArgs) { a.Logs = &storage.Logs{Bucket: logs, Prefix: prefix} })(ctx)
		}
	}
	live(t, logged(""), change{name: "under another prefix", to: logged("other/"), does: []string{"~ BucketLoggingV2 files-logs"}})
}

// put puts one text into the bucket.
func put(key, text string) func(*pulumi.Context, *storage.Bucket) error {
	return func(ctx *pulumi.Context, b *storage.Bucket) error {
		_, err := storage.NewObject(ctx, "index", &storage.ObjectArgs{Bucket: b, Key: key, Text: pulumi.String(text)})
		return err
	}
}

func TestAnObjectIsUploadedAgainWhenItChangesAndMovesWithItsKey(t *testing.T) {
	t.Parallel()
	live(t, files(usual, put("index.json", "{}")),
		change{name: "other content", to: files(usual, put("index.json", `{"a":1}`)), does: []string{"~ BucketObjectv2 index-object"}},
		change{name: "another key", to: files(usual, put("main.json", `{"a":1}`)), does: []string{
			"+ BucketObjectv2 index-object", "+- BucketObjectv2 index-object", "- BucketObjectv2 index-object",
		}},
		change{name: "none", to: files(usual), does: []string{"- BucketObjectv2 index-object"}},
	)
}

func TestABucketThatHoldsSomethingIsNotDeletedUnlessThatIsSaid(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, files(usual), simtest.On(established(t)))
	s.Up().NoError(t)
	name := object(t, s.Cloud, s3.Bucket, "files-bucket").ID
	require.NoError(t, s.Cloud.World().Mutate(region, "a backup", func(c *world.Call) error { return s3.Put(c, name, "backup") }))
	s.Destroy().Failed(t, "BucketNotEmpty: The bucket you tried to delete is not empty. You must delete all versions in the bucket.")
	assert.True(t, there(s.Cloud, s3.Bucket, "files-bucket"))

	// The force counts once it has been applied, which brings back what the
	// first attempt took down.
	s.Program = files(func(a *storage.BucketArgs) { a.ForceDestroy = true })
	s.Up().NoError(t)
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestAProtectedBucketIsNotDestroyed(t *testing.T) {
	t.Parallel()
	guarded := func(on bool) pulumi.RunFunc {
		return func(ctx *pulumi.Context) error {
			_, err := storage.NewBucket(ctx, "files", nil, pulumi.Protect(on))
			return err
		}
	}
	s := simtest.New(t, guarded(true), simtest.On(established(t)))
	s.Up().NoError(t)
	before := s.Cloud.Inventory()
	s.PreviewDestroy().Failed(t, "::files-policy\" cannot be deleted\nbecause it is protected")
	s.Destroy().Failed(t, "::files-policy\" cannot be deleted\nbecause it is protected")
	assert.Equal(t, before, s.Cloud.Inventory(), "nothing was touched")
	s.Program = guarded(false)
	s.Up().NoError(t)
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestABucketThatWasOpenedByHandIsClosedAgain(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, files(usual), simtest.On(established(t)))
	s.Up().NoError(t)
	removed(t, s.Cloud, s3.PublicAccess, "files-block")
	assert.Empty(t, s.Refresh().NoError(t).Resources(s3.PublicAccess), "the state forgets what is gone")
	assert.Equal(t, []string{"+ BucketPublicAccessBlock files-block"}, steps(s.Up().NoError(t)))
	changed(t, s.Cloud, s3.PublicAccess, "files-block", "restrictPublicBuckets", false)
	s.Refresh().NoError(t)
	assert.Equal(t, []string{"~ BucketPublicAccessBlock files-block"}, steps(s.Up().NoError(t)))
	assert.True(t, object(t, s.Cloud, s3.PublicAccess, "files-block").Props.Bool("restrictPublicBuckets"))
	settle(t, s)
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestAnAdoptedBucketIsUsedAndNeverChanged(t *testing.T) {
	t.Parallel()
	cloud := established(t)
	owner := simtest.New(t, files(func(a *storage.BucketArgs) { a.Name = "acme-files" }), simtest.On(cloud), simtest.Named("project", "owner"))
	owner.Up().NoError(t)
	liveOn(t, cloud, func(ctx *pulumi.Context) error {
		b, err := storage.AdoptBucket(ctx, "shared", &storage.AdoptBucketArgs{Name: "acme-files", Versioned: true})
		if err != nil {
			return err
		}
		return put("index.json", "{}")(ctx, b)
	})
	owner.Refresh().Unchanged(t)
	owner.Destroy().NoError(t)
}

func TestWrongBucketsAndObjectsRegisterNothing(t *testing.T) {
	t.Parallel()
	for name, program := range map[string]pulumi.RunFunc{
		"a bucket": files(func(a *storage.BucketArgs) { a.Name = "Files" }),
		"an object": func(ctx *pulumi.Context) error {
			_, err := storage.NewObject(ctx, "index", &storage.ObjectArgs{Key: "index.json", Text: pulumi.String("{}")})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { nothingRegistered(t, program) })
	}
}
