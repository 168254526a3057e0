package storage_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/storage"
)

// A text, whose type follows from its key.
func ExampleNewObject() {
	show(func(ctx *pulumi.Context) error {
		b, err := storage.NewBucket(ctx, "files", nil)
		if err != nil {
			return err
		}
		_, err = storage.NewObject(ctx, "index", &storage.ObjectArgs{Bucket: b, Key: "index.json", Text: pulumi.String("{}")})
		return err
	})
	// Output:
	// Key files-key
	// BucketLifecycleConfigurationV2 files-lifecycle
	// BucketObjectv2 index-object
	// BucketOwnershipControls files-ownership
	// BucketPolicy files-policy
	// BucketPublicAccessBlock files-block
	// BucketServerSideEncryptionConfigurationV2 files-encryption
	// BucketV2 files-bucket
	// BucketVersioningV2 files-versioning
}

// A file of the program's that browsers may keep for a year, and that S3 keeps
// where it is cheap.
func ExampleNewObject_complete() {
	show(func(ctx *pulumi.Context) error {
		b, err := storage.NewBucket(ctx, "files", nil)
		if err != nil {
			return err
		}
		_, err = storage.NewObject(ctx, "package", &storage.ObjectArgs{
			Bucket: b, Key: "packages/storage.txt", File: "doc.go",
			ContentType: "text/plain; charset=utf-8", CacheControl: "public, max-age=31536000, immutable", Class: storage.Infrequent,
			Metadata: map[string]string{"commit": "4b1d"}, Tags: map[string]string{"owner": "core"},
		})
		return err
	})
	// Output:
	// Key files-key
	// BucketLifecycleConfigurationV2 files-lifecycle
	// BucketObjectv2 package-object
	// BucketOwnershipControls files-ownership
	// BucketPolicy files-policy
	// BucketPublicAccessBlock files-block
	// BucketServerSideEncryptionConfigurationV2 files-encryption
	// BucketV2 files-bucket
	// BucketVersioningV2 files-versioning
}

func ExampleCheckObject() {
	fmt.Println(storage.CheckObject("index", &storage.ObjectArgs{
		Bucket: &storage.Bucket{}, Key: "/index.html", Text: pulumi.String("<p>"), File: "index.html", Class: "COLD",
	}))
	// Output:
	// object "index": Key "/index.html": has a slash at the beginning, or two in a row, which the provider would drop: leave it out
	// object "index": File: given beside Text: give one content
	// object "index": Class "COLD": not a storage class: choose one of [STANDARD STANDARD_IA INTELLIGENT_TIERING ONEZONE_IA GLACIER_IR GLACIER DEEP_ARCHIVE]
}
