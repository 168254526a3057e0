// Package storage keeps things in Amazon S3: buckets that are safe unless the
// caller says otherwise, and objects in them.
//
//   - [NewBucket] makes a bucket; [AdoptBucket] takes one that exists already.
//   - [NewObject] puts one object of the program's own into a bucket: a text,
//     some bytes or a file.
//
// The smallest use:
//
//	backups, err := storage.NewBucket(ctx, "backups", nil)
//
// What such a bucket is: encrypted with a key of its own, versioned, closed to
// the public, without ACLs, deaf to requests without TLS 1.2, and not deleted
// while it holds anything. Versions that were replaced go after 90 days,
// uploads that nobody finished after 7.
//
// The bucket policy is composed here, and S3 knows one policy for a bucket: who
// else may do what goes into [Policy], never into a BucketPolicy resource
// beside it.
//
// Access logs go into a bucket that accepts them (AcceptLogsOf), which has to be
// encrypted with keys that S3 manages. What the package does not do:
// replication, website hosting, events, object lock.
//
// To keep a bucket from deletion altogether, pass pulumi.Protect(true) to
// NewBucket.
package storage
