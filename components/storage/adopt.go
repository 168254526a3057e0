package storage

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/component"
)

// AdoptBucketArgs describe a bucket that exists already. It is not changed.
type AdoptBucketArgs struct {
	// Name of the bucket. Required.
	Name string
	// Partition of the bucket. Empty means identity.PartitionAWS.
	Partition identity.Partition
	// Key is the ARN of the KMS key that encrypts the bucket. Nil means that S3
	// manages the keys.
	Key pulumi.StringInput
	// Versioned states that the bucket keeps versions.
	Versioned bool
	// AcceptsLogs states that its policy lets access logs in.
	AcceptsLogs bool
}

// CheckAdoptBucket returns what is wrong with the description of a bucket,
// without adopting it.
func CheckAdoptBucket(name string, args *AdoptBucketArgs) error {
	p := component.NewProblems("adopted bucket", name)
	checkName(p, name)
	if args == nil {
		p.Add("args", nil, "nil", "describe the bucket")
		return p.Err()
	}
	// Older buckets may have names that a new one should not have.
	if n := len(args.Name); n < 3 || n > 255 {
		p.Add("Name", args.Name, fmt.Sprintf("%d characters long", n), "write the name of the bucket, not its ARN")
	}
	if args.AcceptsLogs && args.Key != nil {
		p.Add("AcceptsLogs", nil, "S3 delivers access logs only into buckets encrypted with keys that it manages", "leave it or Key out")
	}
	return p.Err()
}

// AdoptBucket takes a bucket that exists already. Nothing is looked up.
func AdoptBucket(ctx *pulumi.Context, name string, args *AdoptBucketArgs, opts ...pulumi.ResourceOption) (*Bucket, error) {
	if err := CheckAdoptBucket(name, args); err != nil {
		return nil, err
	}
	b := &Bucket{Keys: KeysS3, Versioned: args.Versioned, AcceptsLogs: args.AcceptsLogs}
	if args.Key != nil {
		b.Keys = KeysGiven
	}
	in := pulumi.Map{"name": pulumi.String(args.Name), "adopted": pulumi.Bool(true)}
	if err := component.Register(ctx, TypeBucket, name, in, b, opts...); err != nil {
		return nil, err
	}
	arn := identity.ARN{Partition: args.Partition, Service: "s3", Resource: args.Name}
	b.Name, b.ARN = pulumi.String(args.Name).ToStringOutput(), pulumi.String(arn.String()).ToStringOutput()
	if args.Key != nil {
		b.KeyARN = args.Key.ToStringOutput()
	}
	return b, component.Publish(ctx, b)
}
