package life_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/storage"
)

type bucketRow = row[storage.BucketArgs]

func bucketTo(to func(*storage.BucketArgs)) bucketRow {
	return bucketRow{to: func(a *storage.BucketArgs, _ *fixture) { to(a) }}
}

func allowing(action string) func(string, []string) []identity.Statement {
	return func(bucket string, values []string) []identity.Statement {
		return []identity.Statement{{
			Actions: []string{action}, Resources: []string{bucket + "/*"}, Principals: identity.Principals{AWS: values},
		}}
	}
}

func TestEveryInputOfABucketChangesThePlan(t *testing.T) {
	rule := func(change func(*storage.Rule)) bucketRow {
		return bucketTo(func(a *storage.BucketArgs) { change(&a.Lifecycle.Rules[0]) })
	}
	managed := func(a *storage.BucketArgs, _ *fixture) { a.Encryption = storage.Encryption{Keys: storage.KeysS3} }
	given := func(key string) func(*storage.BucketArgs, *fixture) {
		return func(a *storage.BucketArgs, _ *fixture) {
			a.Encryption = storage.Encryption{Keys: storage.KeysGiven, Key: pulumi.String("arn:aws:kms:eu-central-1:111122223333:key/" + key)}
		}
	}
	everyInputOnceUp(t, func(*fixture) storage.BucketArgs {
		return storage.BucketArgs{
			Lifecycle: storage.Lifecycle{Rules: []storage.Rule{nightly()}},
			Policy:    &storage.Policy{Values: []pulumi.StringInput{pulumi.String(account)}, Statements: allowing("s3:GetObject")},
			Logs:      &storage.Logs{},
		}
	}, func(ctx *pulumi.Context, a *storage.BucketArgs, _ *fixture) (string, error) {
		var logs *storage.Bucket
		for _, name := range []string{"logs", "other-logs"} {
			b, err := storage.NewBucket(ctx, name, &storage.BucketArgs{AcceptLogsOf: account, Encryption: storage.Encryption{Keys: storage.KeysS3}})
			if err != nil {
				return "", err
			}
			if logs == nil || a.Logs.Bucket != nil {
				logs = b
			}
		}
		a.Logs.Bucket = logs
		_, err := storage.NewBucket(ctx, "files", a)
		return "", err
	}, map[string]bucketRow{
		"Name":                              bucketTo(func(a *storage.BucketArgs) { a.Name = "acme-files" }),
		"Encryption.Keys":                   {to: managed},
		"Encryption.Key":                    {from: given("a"), to: given("b")},
		"Encryption.KeyDeletionDays":        bucketTo(func(a *storage.BucketArgs) { a.Encryption.KeyDeletionDays = 7 }),
		"Encryption.DisableBucketKey":       bucketTo(func(a *storage.BucketArgs) { a.Encryption.DisableBucketKey = true }),
		"DisableVersioning":                 bucketTo(func(a *storage.BucketArgs) { a.DisableVersioning = true }),
		"Lifecycle.NoncurrentDays":          bucketTo(func(a *storage.BucketArgs) { a.Lifecycle.NoncurrentDays = 30 }),
		"Lifecycle.KeepVersions":            bucketTo(func(a *storage.BucketArgs) { a.Lifecycle.KeepVersions = 3 }),
		"Lifecycle.AbortDays":               bucketTo(func(a *storage.BucketArgs) { a.Lifecycle.AbortDays = 1 }),
		"Lifecycle.Rules.Name":              rule(func(r *storage.Rule) { r.Name = "daily" }),
		"Lifecycle.Rules.Prefix":            rule(func(r *storage.Rule) { r.Prefix = "daily/" }),
		"Lifecycle.Rules.ExpireDays":        rule(func(r *storage.Rule) { r.ExpireDays = 400 }),
		"Lifecycle.Rules.Transitions.Days":  rule(func(r *storage.Rule) { r.Transitions[0].Days = 31 }),
		"Lifecycle.Rules.Transitions.Class": rule(func(r *storage.Rule) { r.Transitions[0].Class = storage.OneZone }),
		"Policy.Values":                     bucketTo(func(a *storage.BucketArgs) { a.Policy.Values[0] = pulumi.String("444455556666") }),
		"Policy.Statements":                 bucketTo(func(a *storage.BucketArgs) { a.Policy.Statements = allowing("s3:PutObject") }),
		"Public":                            {from: managed, to: func(a *storage.BucketArgs, _ *fixture) { a.Public = []string{"keys.json"} }},
		"Logs.Bucket":                       bucketTo(func(a *storage.BucketArgs) { a.Logs.Bucket = &storage.Bucket{} }),
		"Logs.Prefix":                       bucketTo(func(a *storage.BucketArgs) { a.Logs.Prefix = "other/" }),
		"AcceptLogsOf":                      {from: managed, to: func(a *storage.BucketArgs, _ *fixture) { a.AcceptLogsOf = account }},
		"ForceDestroy":                      bucketTo(func(a *storage.BucketArgs) { a.ForceDestroy = true }),
		"Tags":                              bucketTo(func(a *storage.BucketArgs) { a.Tags = tags() }),
	})
}

func TestEveryInputOfAnObjectChangesThePlan(t *testing.T) {
	type objectRow = row[storage.ObjectArgs]
	to := func(change func(*storage.ObjectArgs)) objectRow {
		return objectRow{to: func(a *storage.ObjectArgs, _ *fixture) { change(a) }}
	}
	file := filepath.Join(t.TempDir(), "index.json")
	require.NoError(t, os.WriteFile(file, []byte("{}"), 0o600))
	everyInput(t, func(*fixture) storage.ObjectArgs {
		return storage.ObjectArgs{Key: "index.json", Text: pulumi.String("{}")}
	}, func(ctx *pulumi.Context, a *storage.ObjectArgs, _ *fixture) (string, error) {
		name := "files"
		if a.Bucket != nil {
			name = "other-files"
		}
		b, err := storage.AdoptBucket(ctx, name, &storage.AdoptBucketArgs{Name: name})
		if err != nil {
			return "", err
		}
		a.Bucket = b
		_, err = storage.NewObject(ctx, "index", a)
		return "", err
	}, map[string]objectRow{
		"Bucket":       to(func(a *storage.ObjectArgs) { a.Bucket = &storage.Bucket{} }),
		"Key":          to(func(a *storage.ObjectArgs) { a.Key = "main.json" }),
		"Text":         to(func(a *storage.ObjectArgs) { a.Text = pulumi.String("[]") }),
		"Bytes":        to(func(a *storage.ObjectArgs) { a.Text, a.Bytes = nil, []byte("{}") }),
		"File":         to(func(a *storage.ObjectArgs) { a.Text, a.File = nil, file }),
		"ContentType":  to(func(a *storage.ObjectArgs) { a.ContentType = "text/plain" }),
		"CacheControl": to(func(a *storage.ObjectArgs) { a.CacheControl = "no-store" }),
		"Class":        to(func(a *storage.ObjectArgs) { a.Class = storage.Infrequent }),
		"Metadata":     to(func(a *storage.ObjectArgs) { a.Metadata = map[string]string{"origin": "dock"} }),
		"Tags":         to(func(a *storage.ObjectArgs) { a.Tags = tags() }),
	})
}

// What is adopted reaches others through its fields, and what is put into it.
func TestEveryInputOfAnAdoptedBucketReachesItsUsers(t *testing.T) {
	type adoptRow = row[storage.AdoptBucketArgs]
	to := func(change func(*storage.AdoptBucketArgs)) adoptRow {
		return adoptRow{to: func(a *storage.AdoptBucketArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(*fixture) storage.AdoptBucketArgs { return storage.AdoptBucketArgs{Name: "acme-files"} },
		func(ctx *pulumi.Context, a *storage.AdoptBucketArgs, _ *fixture) (string, error) {
			b, err := storage.AdoptBucket(ctx, "files", a)
			if err != nil {
				return "", err
			}
			if _, err := storage.NewObject(ctx, "index", &storage.ObjectArgs{Bucket: b, Key: "index.json", Text: pulumi.String("{}")}); err != nil {
				return "", err
			}
			values := []pulumi.StringInput{b.ARN}
			if a.Key != nil {
				values = append(values, b.KeyARN)
			}
			_, err = identity.NewPolicy(ctx, "read", &identity.PolicyArgs{Document: identity.Render(func(v []string) identity.Document {
				return identity.Allow([]string{"s3:GetObject", "kms:Decrypt"}, v...)
			}, values...)})
			return fmt.Sprint(b.Keys, b.Versioned, b.AcceptsLogs), err
		}, map[string]adoptRow{
			"Name":        to(func(a *storage.AdoptBucketArgs) { a.Name = "acme-other" }),
			"Partition":   to(func(a *storage.AdoptBucketArgs) { a.Partition = identity.PartitionChina }),
			"Key":         to(func(a *storage.AdoptBucketArgs) { a.Key = pulumi.String("arn:aws:kms:eu-central-1:111122223333:key/a") }),
			"Versioned":   to(func(a *storage.AdoptBucketArgs) { a.Versioned = true }),
			"AcceptsLogs": to(func(a *storage.AdoptBucketArgs) { a.AcceptsLogs = true }),
		})
}
