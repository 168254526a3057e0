package storage

import (
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/s3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Class is a storage class of S3:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
type Class string

// The storage classes, the warmest first: objects move only downwards.
const (
	Standard    Class = "STANDARD"
	Infrequent  Class = "STANDARD_IA"
	Intelligent Class = "INTELLIGENT_TIERING"
	OneZone     Class = "ONEZONE_IA"
	Instant     Class = "GLACIER_IR"
	Glacier     Class = "GLACIER"
	DeepArchive Class = "DEEP_ARCHIVE"
)

// colder lists the classes that objects can move to, in order.
func colder() []Class {
	return []Class{Infrequent, Intelligent, OneZone, Instant, Glacier, DeepArchive}
}

// Lifecycle says what S3 moves and deletes by itself.
type Lifecycle struct {
	// NoncurrentDays is after how many days a version goes that was replaced
	// or deleted. Zero means DefaultNoncurrentDays, Forever never. It is about
	// versioned buckets only.
	NoncurrentDays int
	// KeepVersions is how many such versions of an object stay nevertheless,
	// the newest, 1 to 100. Zero means none.
	KeepVersions int
	// AbortDays is after how many days the parts of an upload go that nobody
	// finished. Zero means DefaultAbortDays, Forever never.
	AbortDays int
	// Rules for parts of the bucket.
	Rules []Rule
}

// Rule is about the objects whose keys begin with a prefix.
type Rule struct {
	// Name of the rule, unique in the bucket: lower-case letters, digits and
	// hyphens. Required.
	Name string
	// Prefix of the keys. Empty means all objects.
	Prefix string
	// Transitions move objects to colder classes.
	Transitions []Transition
	// ExpireDays is after how many days an object goes; in a versioned bucket
	// its last version stays as a noncurrent one. Zero means never.
	ExpireDays int
}

// Transition moves objects to another class.
type Transition struct {
	// Days since the object was made; at least 30 for Infrequent and OneZone.
	Days int
	// Class to move to. Required.
	Class Class
}

// baseRule is the name of the rule that every bucket has.
const baseRule = "base"

func (l Lifecycle) withDefaults() Lifecycle {
	if l.NoncurrentDays == 0 {
		l.NoncurrentDays = DefaultNoncurrentDays
	}
	if l.AbortDays == 0 {
		l.AbortDays = DefaultAbortDays
	}
	l.Rules = slices.Clone(l.Rules)
	return l
}

// rules are those of the resource; none where nothing goes by itself.
func (a BucketArgs) rules() s3.BucketLifecycleConfigurationV2RuleArray {
	var out s3.BucketLifecycleConfigurationV2RuleArray
	if base := a.Lifecycle.base(!a.DisableVersioning); base != nil {
		out = append(out, base)
	}
	for _, r := range a.Lifecycle.Rules {
		out = append(out, r.resource())
	}
	return out
}

func (l Lifecycle) base(versioned bool) *s3.BucketLifecycleConfigurationV2RuleArgs {
	rule := &s3.BucketLifecycleConfigurationV2RuleArgs{
		Id: pulumi.String(baseRule), Status: pulumi.String("Enabled"), Filter: s3.BucketLifecycleConfigurationV2RuleFilterArgs{Prefix: pulumi.String("")},
	}
	old, abort := versioned && l.NoncurrentDays != Forever, l.AbortDays != Forever
	if old {
		expiry := s3.BucketLifecycleConfigurationV2RuleNoncurrentVersionExpirationArgs{NoncurrentDays: pulumi.Int(l.NoncurrentDays)}
		if l.KeepVersions > 0 {
			expiry.NewerNoncurrentVersions = pulumi.Int(l.KeepVersions)
		}
		rule.NoncurrentVersionExpiration = expiry
		// What is left of a deleted object when its versions are gone.
		rule.Expiration = s3.BucketLifecycleConfigurationV2RuleExpirationArgs{ExpiredObjectDeleteMarker: pulumi.Bool(true)}
	}
	if abort {
		rule.AbortIncompleteMultipartUpload = s3.BucketLifecycleConfigurationV2RuleAbortIncompleteMultipartUploadArgs{
			DaysAfterInitiation: pulumi.Int(l.AbortDays),
		}
	}
	if !old && !abort {
		return nil
	}
	return rule
}

func (r Rule) resource() *s3.BucketLifecycleConfigurationV2RuleArgs {
	rule := &s3.BucketLifecycleConfigurationV2RuleArgs{
		Id: pulumi.String(r.Name), Status: pulumi.String("Enabled"),
		Filter: s3.BucketLifecycleConfigurationV2RuleFilterArgs{Prefix: pulumi.String(r.Prefix)},
	}
	var moves s3.BucketLifecycleConfigurationV2RuleTransitionArray
	for _, t := range r.Transitions {
		moves = append(moves, s3.BucketLifecycleConfigurationV2RuleTransitionArgs{Days: pulumi.Int(t.Days), StorageClass: pulumi.String(t.Class)})
	}
	if len(moves) > 0 {
		rule.Transitions = moves
	}
	if r.ExpireDays > 0 {
		rule.Expiration = s3.BucketLifecycleConfigurationV2RuleExpirationArgs{Days: pulumi.Int(r.ExpireDays)}
	}
	return rule
}
