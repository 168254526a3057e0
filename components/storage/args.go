package storage

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
)

// Keys says whose keys encrypt what is in a bucket.
type Keys string

// The choices of keys.
const (
	// KeysOwn are a KMS key that is made with the bucket. It is the default.
	KeysOwn Keys = "own"
	// KeysGiven are a KMS key of the caller's.
	KeysGiven Keys = "given"
	// KeysS3 are keys that S3 manages (SSE-S3): no policy of their own, no
	// charge, and the only ones for a bucket that accepts access logs.
	KeysS3 Keys = "s3"
)

// Defaults of BucketArgs.
const (
	DefaultKeyDeletionDays = 30
	DefaultNoncurrentDays  = 90
	DefaultAbortDays       = 7
)

// Forever keeps replaced versions, or unfinished uploads, for good.
const Forever = -1

// MinTLS is the oldest version of TLS that a bucket answers to.
const MinTLS = "1.2"

// BucketArgs are the settings of a Bucket that is made. All of it is optional.
type BucketArgs struct {
	// Name of the bucket, unique across all AWS accounts: 3 to 63 lower-case
	// letters, digits and hyphens. Empty lets the engine choose one. Changing it
	// replaces the bucket.
	Name string
	// Encryption of what is in the bucket.
	Encryption Encryption
	// DisableVersioning keeps no version of an object but the last. Turning it
	// on later suspends: S3 never forgets versions that there are.
	DisableVersioning bool
	// Lifecycle says what goes by itself, and when.
	Lifecycle Lifecycle
	// Policy says who else may do what. Nil means nobody beyond what the
	// account's roles allow.
	Policy *Policy
	// Public are the keys of objects that anybody may read, without a name or
	// credentials: what is public by its nature, such as public keys. Each is
	// one exact key; everything else stays closed, and nobody can list what
	// there is. It needs Encryption.Keys to be KeysS3, for strangers cannot
	// use a KMS key, and an account whose own Block Public Access is off.
	Public []string
	// Logs says where the access log goes. Nil means there is none.
	Logs *Logs
	// AcceptLogsOf is the number of the account, this one, whose buckets in the
	// same region may send their access logs here. Empty means that no logs
	// are accepted. It needs Encryption.Keys to be KeysS3.
	AcceptLogsOf string
	// ForceDestroy deletes the bucket with all that is in it, in every version,
	// when the component goes. Off, S3 refuses to delete a bucket that is not
	// empty. It counts once it has been applied.
	ForceDestroy bool
	// Tags of the bucket and its key. Both have a Name tag besides.
	Tags map[string]string
}

// Encryption of a bucket.
type Encryption struct {
	// Keys that encrypt. Empty means KeysOwn.
	Keys Keys
	// Key is the ARN of the KMS key for KeysGiven.
	Key pulumi.StringInput
	// KeyDeletionDays is how long a key of KeysOwn can be had back after its
	// deletion, 7 to 30 days. Zero means DefaultKeyDeletionDays.
	KeyDeletionDays int
	// DisableBucketKey asks KMS for each object, for an audit line each, at
	// far higher cost. Off, one key for the bucket serves for a while.
	DisableBucketKey bool
}

// Policy adds statements to the policy of a bucket.
type Policy struct {
	// Values that the statements need and that are known only later, such as
	// ARNs of roles.
	Values []pulumi.StringInput
	// Statements returns the statements for the ARN of the bucket (of its
	// objects: with "/*") and the values in their order. It must be pure and
	// make the same statements whatever the values are, for it is checked
	// beforehand with stand-ins that look like ARNs.
	Statements func(bucket string, values []string) []identity.Statement
}

// Logs is where the access log of a bucket goes.
type Logs struct {
	// Bucket that accepts logs, in the same region and account. Required.
	Bucket *Bucket
	// Prefix of the log's keys. Empty means the component's name and a slash.
	Prefix string
}

func (a BucketArgs) withDefaults(name string) BucketArgs {
	if a.Encryption.Keys == "" {
		a.Encryption.Keys = KeysOwn
	}
	if a.Encryption.KeyDeletionDays == 0 {
		a.Encryption.KeyDeletionDays = DefaultKeyDeletionDays
	}
	if a.Logs != nil {
		logs := *a.Logs
		if logs.Prefix == "" {
			logs.Prefix = name + "/"
		}
		a.Logs = &logs
	}
	a.Lifecycle = a.Lifecycle.withDefaults()
	a.Public = slices.Clone(a.Public)
	return a
}

func (a BucketArgs) inputs() pulumi.Map {
	in := pulumi.Map{
		"keys":         pulumi.String(a.Encryption.Keys),
		"versioned":    pulumi.Bool(!a.DisableVersioning),
		"forceDestroy": pulumi.Bool(a.ForceDestroy),
	}
	if a.Name != "" {
		in["name"] = pulumi.String(a.Name)
	}
	if len(a.Public) > 0 {
		in["public"] = pulumi.ToStringArray(a.Public)
	}
	return in
}
