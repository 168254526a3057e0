package storage_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/internal/recorder"
)

func named(name string) *storage.BucketArgs { return &storage.BucketArgs{Name: name} }

func policy(list ...identity.Statement) *storage.BucketArgs {
	return &storage.BucketArgs{Policy: &storage.Policy{Statements: func(string, []string) []identity.Statement { return list }}}
}

func rules(list ...storage.Rule) *storage.BucketArgs {
	return &storage.BucketArgs{Lifecycle: storage.Lifecycle{Rules: list}}
}

func moving(list ...storage.Transition) storage.Rule {
	return storage.Rule{Name: "a", Transitions: list, ExpireDays: 365}
}

func TestWrongBucketsAreRefusedLineByLine(t *testing.T) {
	many := map[string]string{}
	for i := range 50 {
		many[fmt.Sprint(i)] = ""
	}
	read := identity.Statement{Actions: []string{"s3:GetObject"}, Resources: []string{"arn:aws:s3:::bucket/*"}, Principals: identity.Principals{Anyone: true}}
	taken := identity.Statement{SID: "DenyOldTLS", Actions: read.Actions, Resources: read.Resources, Principals: identity.Principals{AWS: []string{"111122223333"}}}
	long := strings.Repeat("a", 64)
	for _, c := range []struct {
		name string
		args *storage.BucketArgs
		want []string
	}{
		{"short", named("ab"), []string{`Name "ab": 2 characters long: use 3 to 63`}},
		{"long", named(long), []string{`Name "` + long + `": 64 characters long: use 3 to 63`}},
		{"capitals", named("Logs"), []string{`Name "Logs": not a bucket name: use lower-case letters, digits and, between them, hyphens`}},
		{"an end with a hyphen", named("logs-"), []string{`Name "logs-": not a bucket name: use lower-case letters, digits and, between them, hyphens`}},
		{"a dot", named("my.logs"), []string{`Name "my.logs": has a dot, and then S3's certificate does not fit the bucket's host name: use hyphens`}},
		{"a prefix of AWS", named("xn--logs"), []string{`Name "xn--logs": names that begin with "xn--" belong to AWS: choose another`}},
		{"a suffix of AWS", named("logs-s3alias"), []string{`Name "logs-s3alias": names that end in "-s3alias" belong to AWS: choose another`}},
		{"a choice of keys", &storage.BucketArgs{Encryption: storage.Encryption{Keys: "none"}}, []string{`Encryption.Keys "none": not a choice: choose own, given or s3`}},
		{"a key that is missing", &storage.BucketArgs{Encryption: storage.Encryption{Keys: storage.KeysGiven}}, []string{`Encryption.Key: not given: pass the ARN of the key`}},
		{"a key too many", &storage.BucketArgs{Encryption: storage.Encryption{Key: pulumi.String("arn:key")}}, []string{`Encryption.Key: given beside Keys "own": set Keys to KeysGiven, or leave it out`}},
		{"a key gone too soon", &storage.BucketArgs{Encryption: storage.Encryption{KeyDeletionDays: 3}}, []string{`Encryption.KeyDeletionDays 3: outside 7 to 30 days: choose a number within`}},
		{"logs into a bucket with a KMS key", &storage.BucketArgs{AcceptLogsOf: "111122223333"}, []string{`Encryption.Keys "own": S3 delivers access logs only into buckets encrypted with keys that it manages: choose KeysS3, or leave AcceptLogsOf empty`}},
		{"logs of no account", &storage.BucketArgs{AcceptLogsOf: "me", Encryption: storage.Encryption{Keys: storage.KeysS3}}, []string{`AcceptLogsOf "me": not the number of an account: write its 12 digits`}},
		{"logs into nowhere", &storage.BucketArgs{Logs: &storage.Logs{}}, []string{`Logs.Bucket: nil: pass a bucket that accepts logs, or leave Logs nil`}},
		{"logs where none are accepted", &storage.BucketArgs{Logs: &storage.Logs{Bucket: &storage.Bucket{}}}, []string{`Logs.Bucket: accepts no access logs: set AcceptLogsOf of that bucket`}},
		{"a prefix of logs too long", &storage.BucketArgs{Logs: &storage.Logs{Bucket: &storage.Bucket{AcceptsLogs: true}, Prefix: strings.Repeat("a", 1025)}}, []string{`Logs.Prefix: 1025 bytes long: use at most 1024`}},
		{"negative days", &storage.BucketArgs{Lifecycle: storage.Lifecycle{NoncurrentDays: -3, AbortDays: -2}}, []string{
			`Lifecycle.NoncurrentDays -3: less than a day: choose 1 or more, or Forever`,
			`Lifecycle.AbortDays -2: less than a day: choose 1 or more, or Forever`,
		}},
		{"versions of none", &storage.BucketArgs{DisableVersioning: true, Lifecycle: storage.Lifecycle{NoncurrentDays: 3}}, []string{`Lifecycle.NoncurrentDays: about versions, of which the bucket keeps none: leave it and KeepVersions out, or leave versioning on`}},
		{"too many versions", &storage.BucketArgs{Lifecycle: storage.Lifecycle{KeepVersions: 101}}, []string{`Lifecycle.KeepVersions 101: outside 0 to 100: choose a number within`}},
		{"some versions of all", &storage.BucketArgs{Lifecycle: storage.Lifecycle{NoncurrentDays: storage.Forever, KeepVersions: 1}}, []string{`Lifecycle.KeepVersions 1: all versions stay forever: leave it out, or set NoncurrentDays`}},
		{"too many rules", rules(make([]storage.Rule, 1000)...), nil},
		{"a rule twice", rules(storage.Rule{Name: "a", ExpireDays: 1}, storage.Rule{Name: "a", ExpireDays: 2}), []string{`Lifecycle.Rules[1].Name "a": same as Rules[0]: give each rule a name of its own`}},
		{"a rule without a name", rules(storage.Rule{ExpireDays: 1}), []string{`Lifecycle.Rules[0].Name "": not a name: use at most 100 lower-case letters, digits and hyphens, a letter first`}},
		{"the name of the bucket's rule", rules(storage.Rule{Name: "base", ExpireDays: 1}), []string{`Lifecycle.Rules[0].Name "base": the name of the rule that every bucket has: choose another`}},
		{"a rule that does nothing", rules(storage.Rule{Name: "a"}), []string{`Lifecycle.Rules[0]: does nothing: give Transitions or ExpireDays, or leave the rule out`}},
		{"an end before the beginning", rules(storage.Rule{Name: "a", ExpireDays: -1}), []string{
			`Lifecycle.Rules[0].ExpireDays -1: less than a day: choose 1 or more, or 0 for never`,
		}},
		{"a class that is none", rules(moving(storage.Transition{Class: "COLD"})), []string{`Lifecycle.Rules[0].Transitions[0].Class "COLD": not a class to move to: choose one of [STANDARD_IA INTELLIGENT_TIERING ONEZONE_IA GLACIER_IR GLACIER DEEP_ARCHIVE]`}},
		{"seldom used too soon", rules(moving(storage.Transition{Days: 29, Class: storage.Infrequent})), []string{`Lifecycle.Rules[0].Transitions[0].Days 29: before S3 moves anything to STANDARD_IA: use at least 30`}},
		{"back to the warm", rules(moving(storage.Transition{Days: 30, Class: storage.Glacier}, storage.Transition{Days: 60, Class: storage.Instant})), []string{`Lifecycle.Rules[0].Transitions[1].Class "GLACIER_IR": not colder than GLACIER before it: list the transitions from warm to cold, each class once`}},
		{"colder on the same day", rules(moving(storage.Transition{Days: 30, Class: storage.Glacier}, storage.Transition{Days: 30, Class: storage.DeepArchive})), []string{`Lifecycle.Rules[0].Transitions[1].Days 30: not later than the 30 days of the transition before: choose more`}},
		{"colder after the end", rules(moving(storage.Transition{Days: 365, Class: storage.Glacier})), []string{`Lifecycle.Rules[0].Transitions[0].Days 365: not before the objects expire after 365 days: move sooner, or expire later`}},
		{"a policy without statements", &storage.BucketArgs{Policy: &storage.Policy{}}, []string{`Policy.Statements: nil: give a function that returns the statements, or leave Policy nil`}},
		{"a policy of nothing", policy(), []string{`Policy: Statements: none given: give at least one statement`}},
		{"a public policy", policy(read), []string{`Policy: Statements[0].Principals.Anyone: the bucket would be public, which is blocked: name who may, or add a condition such as aws:PrincipalOrgID`}},
		{"a statement of the bucket's own", policy(taken), []string{`Policy: Statements[0].SID "DenyOldTLS": a name of the bucket's own statements: choose another`}},
		{"a policy too long", policy(func() (list []identity.Statement) {
			for range 200 {
				s := taken
				s.SID = ""
				list = append(list, s)
			}
			return list
		}()...), []string{`Policy.Statements: 24222 bytes with the bucket's own statements: S3 takes 20480: join statements, or move some into the policies of roles`}},
		{"a value that is nil", &storage.BucketArgs{Policy: &storage.Policy{Values: []pulumi.StringInput{nil}, Statements: func(string, []string) []identity.Statement {
			return []identity.Statement{{Actions: read.Actions, Resources: read.Resources, Principals: taken.Principals}}
		}}}, []string{`Policy.Values[0]: nil: pass an output or a string`}},
		{"too many tags", &storage.BucketArgs{Tags: many}, []string{`Tags: 51 tags on one resource: S3 allows 50: use fewer`}},
		{"a tag of AWS", &storage.BucketArgs{Tags: map[string]string{"aws:a": "b"}}, []string{`Tags "aws:a": keys that start with "aws:" belong to AWS: use another key`}},
		{"all of it at once", &storage.BucketArgs{Name: "ab", Encryption: storage.Encryption{Keys: storage.KeysGiven}, Tags: map[string]string{"Name": "x"}}, []string{
			`Name "ab": 2 characters long: use 3 to 63`,
			`Encryption.Key: not given: pass the ARN of the key`,
			`Tags "Name": every resource has a name of its own: leave it out`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.want == nil {
				require.ErrorContains(t, storage.CheckBucket("backups", c.args), `bucket "backups": Lifecycle.Rules: 1001 rules with the bucket's own: S3 allows 1000: join some`)
				return
			}
			want := make([]string, len(c.want))
			for i, w := range c.want {
				want[i] = `bucket "backups": ` + w
			}
			require.EqualError(t, storage.CheckBucket("backups", c.args), strings.Join(want, "\n"))
			r := &recorder.Recorder{}
			require.NoError(t, r.Try(func(ctx *pulumi.Context) error {
				_, err := storage.NewBucket(ctx, "backups", c.args)
				assert.EqualError(t, err, strings.Join(want, "\n"))
				return nil
			}))
			assert.Empty(t, r.All(), "nothing is registered")
		})
	}
}

func TestNamesLeaveRoomForTheEngine(t *testing.T) {
	long := strings.Repeat("a", storage.MaxLogicalName)
	require.NoError(t, storage.CheckBucket(long, nil))
	assert.EqualError(t, storage.CheckBucket(long+"a", nil),
		`bucket "`+long+`a": name "`+long+`a": 49 characters long, above the 48 that leave room for what the engine adds: shorten it, or set Name`)
	require.NoError(t, storage.CheckBucket(long+"a", named("acme-logs")))
	assert.EqualError(t, storage.CheckBucket("sthree-a", nil),
		`bucket "sthree-a": name "sthree-a": bucket names that begin with "sthree-" belong to AWS: choose another, or set Name`)
	assert.EqualError(t, storage.CheckBucket("My", nil),
		`bucket "My": name "My": not a name: use lower-case letters, digits and hyphens, a letter first`)
}
