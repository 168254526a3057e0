package storage

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/s3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeBucket is the type token of Bucket. Changing it needs an alias.
const TypeBucket = "drydock:storage:Bucket"

// Bucket is a bucket, made or adopted.
type Bucket struct {
	pulumi.ResourceState

	// Name of the bucket.
	Name pulumi.StringOutput `pulumi:"name"`
	// ARN of the bucket; that of an object has a slash and the key after it.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// DomainName is the host name of the bucket in its region; not of an
	// adopted one.
	DomainName pulumi.StringOutput `pulumi:"domainName,optional"`
	// KeyARN is the KMS key that encrypts; not where S3 manages the keys. Who
	// reads or writes needs to be allowed to use it, too.
	KeyARN pulumi.StringOutput `pulumi:"keyArn,optional"`

	// Keys says whose keys encrypt.
	Keys Keys
	// Versioned reports whether replaced objects stay as versions.
	Versioned bool
	// AcceptsLogs reports whether other buckets may send their access logs.
	AcceptsLogs bool

	settings []pulumi.Resource
	// access is what says who may read and write.
	access []pulumi.Resource
}

// Settings are what an upload must wait for: the resources that make the bucket
// encrypt and keep versions and, where objects are public, its policy. An
// object that comes sooner is encrypted with keys of S3, its first version has
// no name, and nobody can read it yet.
func (b *Bucket) Settings() []pulumi.Resource { return append([]pulumi.Resource(nil), b.settings...) }

// Ready is what must be there before another service writes to the bucket: its
// settings and what lets that service in. Empty for an adopted one.
func (b *Bucket) Ready() []pulumi.Resource { return append(b.Settings(), b.access...) }

// NewBucket makes a bucket with its settings, its policy and, unless told
// otherwise, its key. The error, if the arguments are wrong, has one line for
// each problem, and nothing was registered.
func NewBucket(ctx *pulumi.Context, name string, args *BucketArgs, opts ...pulumi.ResourceOption) (*Bucket, error) {
	plan, err := planBucket(name, args)
	if err != nil {
		return nil, err
	}
	b := &Bucket{Keys: plan.Encryption.Keys, Versioned: !plan.DisableVersioning, AcceptsLogs: plan.AcceptLogsOf != ""}
	if err := component.Register(ctx, TypeBucket, name, plan.inputs(), b, opts...); err != nil {
		return nil, err
	}
	w := &builder{ctx: ctx, name: name, plan: plan, b: b}
	for _, step := range []func() error{w.key, w.bucket, w.encryption, w.versioning, w.access, w.lifecycle, w.logs} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b, component.Publish(ctx, b)
}

// builder makes the resources of one bucket, step by step.
type builder struct {
	ctx  *pulumi.Context
	name string
	plan BucketArgs
	b    *Bucket
	made *s3.BucketV2
}

func (w *builder) child(role string) string   { return component.Name(w.name, role) }
func (w *builder) own() pulumi.ResourceOption { return pulumi.Parent(w.b) }

// key makes the bucket's own key. Its policy leaves it to the policies of the
// account's roles, which is what KMS does by itself.
func (w *builder) key() error {
	switch w.plan.Encryption.Keys {
	case KeysGiven:
		w.b.KeyARN = w.plan.Encryption.Key.ToStringOutput()
	case KeysOwn:
		name := w.child("key")
		key, err := kms.NewKey(w.ctx, name, &kms.KeyArgs{
			Description:          pulumi.String("Objects of the bucket " + w.name),
			EnableKeyRotation:    pulumi.Bool(true),
			DeletionWindowInDays: pulumi.Int(w.plan.Encryption.KeyDeletionDays),
			Tags:                 component.Tagged(name, w.plan.Tags),
		}, w.own())
		if err != nil {
			return err
		}
		w.b.KeyARN = key.Arn
	case KeysS3:
	}
	return nil
}

func (w *builder) bucket() error {
	args := &s3.BucketV2Args{
		ForceDestroy: pulumi.Bool(w.plan.ForceDestroy),
		Tags:         component.Tagged(w.child("bucket"), w.plan.Tags),
	}
	if w.plan.Name != "" {
		args.Bucket = pulumi.String(w.plan.Name)
	}
	bucket, err := s3.NewBucketV2(w.ctx, w.child("bucket"), args, w.own())
	if err != nil {
		return err
	}
	w.made = bucket
	w.b.Name, w.b.ARN, w.b.DomainName = bucket.Bucket, bucket.Arn, bucket.BucketRegionalDomainName
	return nil
}

func (w *builder) encryption() error {
	by := s3.BucketServerSideEncryptionConfigurationV2RuleApplyServerSideEncryptionByDefaultArgs{SseAlgorithm: pulumi.String("AES256")}
	rule := s3.BucketServerSideEncryptionConfigurationV2RuleArgs{}
	if w.plan.Encryption.Keys != KeysS3 {
		by.SseAlgorithm, by.KmsMasterKeyId = pulumi.String("aws:kms"), w.b.KeyARN
		rule.BucketKeyEnabled = pulumi.Bool(!w.plan.Encryption.DisableBucketKey)
	}
	rule.ApplyServerSideEncryptionByDefault = by
	encryption, err := s3.NewBucketServerSideEncryptionConfigurationV2(w.ctx, w.child("encryption"),
		&s3.BucketServerSideEncryptionConfigurationV2Args{
			Bucket: w.made.Bucket, Rules: s3.BucketServerSideEncryptionConfigurationV2RuleArray{rule},
		}, w.own())
	w.b.settings = append(w.b.settings, encryption)
	return err
}

func (w *builder) versioning() error {
	if w.plan.DisableVersioning {
		return nil
	}
	versioning, err := s3.NewBucketVersioningV2(w.ctx, w.child("versioning"), &s3.BucketVersioningV2Args{
		Bucket: w.made.Bucket,
		VersioningConfiguration: s3.BucketVersioningV2VersioningConfigurationArgs{
			Status: pulumi.String("Enabled"),
		},
	}, w.own())
	w.b.settings = append(w.b.settings, versioning)
	return err
}

// access closes the bucket to the public, turns ACLs off and sets the policy.
// Where single objects are public, policies may be so, too: S3 has no block
// that lets some keys through. The policy is then what keeps the rest closed.
func (w *builder) access() error {
	closed := pulumi.Bool(len(w.plan.Public) == 0)
	block, err := s3.NewBucketPublicAccessBlock(w.ctx, w.child("block"), &s3.BucketPublicAccessBlockArgs{
		Bucket:          w.made.Bucket,
		BlockPublicAcls: pulumi.Bool(true), BlockPublicPolicy: closed,
		IgnorePublicAcls: pulumi.Bool(true), RestrictPublicBuckets: closed,
	}, w.own())
	if err != nil {
		return err
	}
	ownership, err := s3.NewBucketOwnershipControls(w.ctx, w.child("ownership"), &s3.BucketOwnershipControlsArgs{
		Bucket: w.made.Bucket,
		Rule:   s3.BucketOwnershipControlsRuleArgs{ObjectOwnership: pulumi.String("BucketOwnerEnforced")},
	}, w.own())
	if err != nil {
		return err
	}
	// S3 turns one of the two away when both are set at the same moment
	// (OperationAborted), and so the policy is also judged by the block.
	policy, err := s3.NewBucketPolicy(w.ctx, w.child("policy"), &s3.BucketPolicyArgs{
		Bucket: w.made.Bucket, Policy: w.plan.source(w.b.ARN).Output(),
	}, w.own(), pulumi.DependsOn([]pulumi.Resource{block}))
	if err != nil {
		return err
	}
	if len(w.plan.Public) > 0 {
		w.b.settings = append(w.b.settings, policy)
	}
	w.b.access = []pulumi.Resource{block, ownership, policy}
	return nil
}

func (w *builder) lifecycle() error {
	rules := w.plan.rules()
	if len(rules) == 0 {
		return nil
	}
	_, err := s3.NewBucketLifecycleConfigurationV2(w.ctx, w.child("lifecycle"), &s3.BucketLifecycleConfigurationV2Args{
		Bucket: w.made.Bucket, Rules: rules,
	}, w.own())
	return err
}

func (w *builder) logs() error {
	if w.plan.Logs == nil {
		return nil
	}
	_, err := s3.NewBucketLoggingV2(w.ctx, w.child("logs"), &s3.BucketLoggingV2Args{
		Bucket: w.made.Bucket, TargetBucket: w.plan.Logs.Bucket.Name, TargetPrefix: pulumi.String(w.plan.Logs.Prefix),
	}, w.own())
	return err
}
