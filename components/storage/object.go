package storage

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/s3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeObject is the type token of Object. Changing it needs an alias.
const TypeObject = "drydock:storage:Object"

// maxBytes bounds Bytes, which go through the state: a larger content belongs
// into a file.
const maxBytes = 1 << 20

// ObjectArgs are the settings of an Object. Exactly one of Text, Bytes and File
// is its content.
type ObjectArgs struct {
	// Bucket that holds the object. Required.
	Bucket *Bucket
	// Key of the object, at most 1,024 bytes of UTF-8, without a slash at the
	// beginning or two in a row. Required. Changing it replaces the object.
	Key string
	// Text is the content as text. What is secret stays so in the state; in the
	// bucket it is an object like any other.
	Text pulumi.StringInput
	// Bytes are the content as they are, at most 1 MiB.
	Bytes []byte
	// File is the path of a local file with the content, from the folder of the
	// program. The engine reads it.
	File string
	// ContentType of the object. Empty means that of the key's extension; for an
	// unknown one, plain text or application/octet-stream.
	ContentType string
	// CacheControl header of the object. Empty means none.
	CacheControl string
	// Class of storage. Empty means Standard.
	Class Class
	// Metadata by name, without x-amz-meta-, in lower case; 2 KB together.
	Metadata map[string]string
	// Tags of the object, at most 10.
	Tags map[string]string
}

// Object is an object that the program keeps in a bucket. It is encrypted as
// the bucket says, and goes in all its versions when the component goes.
type Object struct {
	pulumi.ResourceState

	// ARN of the object.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// URI is s3://bucket/key.
	URI pulumi.StringOutput `pulumi:"uri"`
	// VersionID of the content; empty where the bucket keeps no versions.
	VersionID pulumi.StringOutput `pulumi:"versionId"`
	// Checksum is the SHA-256 digest of the content in base64, as S3 computed
	// it of what arrived.
	Checksum pulumi.StringOutput `pulumi:"checksum"`

	// Key of the object.
	Key string
}

// NewObject puts an object into a bucket. A change of content, type, class or
// metadata uploads it again. The error, if the arguments are wrong, has one
// line for each problem, and nothing was registered.
func NewObject(ctx *pulumi.Context, name string, args *ObjectArgs, opts ...pulumi.ResourceOption) (*Object, error) {
	if err := CheckObject(name, args); err != nil {
		return nil, err
	}
	o := &Object{Key: args.Key}
	in := pulumi.Map{"key": pulumi.String(args.Key)}
	if err := component.Register(ctx, TypeObject, name, in, o, opts...); err != nil {
		return nil, err
	}
	resource := args.resource()
	object, err := s3.NewBucketObjectv2(ctx, component.Name(name, "object"), resource, pulumi.Parent(o), pulumi.DependsOn(args.Bucket.settings))
	if err != nil {
		return nil, err
	}
	o.ARN, o.VersionID, o.Checksum = object.Arn, object.VersionId, object.ChecksumSha256
	o.URI = pulumi.Sprintf("s3://%s/%s", args.Bucket.Name, args.Key)
	return o, component.Publish(ctx, o)
}

func (a ObjectArgs) resource() *s3.BucketObjectv2Args {
	out := &s3.BucketObjectv2Args{
		Bucket: a.Bucket.Name, Key: pulumi.String(a.Key), ContentType: pulumi.String(a.contentType()),
		ChecksumAlgorithm: pulumi.String("SHA256"), Tags: pulumi.ToStringMap(a.Tags), Metadata: pulumi.ToStringMap(a.Metadata),
	}
	switch {
	case a.Text != nil:
		out.Content = a.Text.ToStringOutput().ToStringPtrOutput()
		out.SourceHash = a.Text.ToStringOutput().ApplyT(func(text string) *string { return digest([]byte(text)) }).(pulumi.StringPtrOutput)
	case a.File != "":
		// The engine takes the digest of a file by itself.
		out.Source = pulumi.NewFileAsset(a.File)
	default:
		out.ContentBase64 = pulumi.String(base64.StdEncoding.EncodeToString(a.Bytes))
		out.SourceHash = pulumi.StringPtrFromPtr(digest(a.Bytes))
	}
	if a.CacheControl != "" {
		out.CacheControl = pulumi.String(a.CacheControl)
	}
	if a.Class != "" {
		out.StorageClass = pulumi.String(a.Class)
	}
	return out
}

func digest(content []byte) *string {
	sum := sha256.Sum256(content)
	text := hex.EncodeToString(sum[:])
	return &text
}

// maxMetadata is how long names and values may be together:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
const maxMetadata = 2 << 10

// CheckObject returns what is wrong with the arguments of an object, without
// making it.
func CheckObject(name string, args *ObjectArgs) error {
	p := component.NewProblems("object", name)
	checkName(p, name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the object")
		return p.Err()
	}
	if args.Bucket == nil {
		p.Add("Bucket", nil, "nil", "pass the bucket")
	}
	checkKey(p, args.Key)
	args.checkContent(p)
	if args.Class != "" && args.Class != Standard && !slices.Contains(colder(), args.Class) {
		p.Add("Class", args.Class, "not a storage class", fmt.Sprintf("choose one of %v", append([]Class{Standard}, colder()...)))
	}
	size := 0
	for _, k := range slices.Sorted(maps.Keys(args.Metadata)) {
		size += len(k) + len(args.Metadata[k])
		if k == "" || strings.ToLower(k) != k {
			p.Add("Metadata", k, "not a name in lower case", "rename it")
		}
	}
	if size > maxMetadata {
		p.Add("Metadata", nil, fmt.Sprintf("%d bytes", size), fmt.Sprintf("use at most %d, or put it into an object", maxMetadata))
	}
	checkTags(p, args.Tags, maxObjectTags)
	return p.Err()
}

func checkKey(p *component.Problems, key string) {
	switch {
	case key == "":
		p.Add("Key", nil, "empty", `write a key such as "config/app.json"`)
	case len(key) > maxKey:
		p.Add("Key", nil, fmt.Sprintf("%d bytes long", len(key)), fmt.Sprintf("use at most %d", maxKey))
	case strings.HasPrefix(key, "/") || strings.Contains(key, "//"):
		p.Add("Key", key, "has a slash at the beginning, or two in a row, which the provider would drop", "leave it out")
	}
}

func (a ObjectArgs) checkContent(p *component.Problems) {
	var given []string
	if a.Text != nil {
		given = append(given, "Text")
	}
	if a.Bytes != nil {
		given = append(given, "Bytes")
	}
	if a.File != "" {
		given = append(given, "File")
	}
	switch {
	case len(given) == 0:
		p.Add("Text", nil, "no content", "give Text, Bytes or File")
	case len(given) > 1:
		p.Add(given[1], nil, "given beside "+given[0], "give one content")
	}
	if n := len(a.Bytes); n > maxBytes {
		p.Add("Bytes", nil, fmt.Sprintf("%d bytes, which would go through the state", n), fmt.Sprintf("use at most %d, or File", maxBytes))
	}
}
