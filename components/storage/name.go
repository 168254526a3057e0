package storage

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// maxBucketName is the longest name of a bucket:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const maxBucketName = 63

// MaxLogicalName is the longest name of a Bucket that leaves its name in S3 to
// the engine, which adds a hyphen and seven digits.
const MaxLogicalName = maxBucketName - 8 - len("-bucket")

// maxName bounds the name of any component of this package.
const maxName = 100

var (
	nameForm   = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	bucketForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
)

func checkName(p *component.Problems, name string) { p.Name(name, maxName) }

// checkAutoName checks a component's name as the beginning of a bucket's.
func checkAutoName(p *component.Problems, name string) {
	checkName(p, name)
	if len(name) > MaxLogicalName && len(name) <= maxName {
		p.Add("name", name, fmt.Sprintf("%d characters long, above the %d that leave room for what the engine adds", len(name), MaxLogicalName),
			"shorten it, or set Name")
	}
	if prefix := reservedPrefix(name); prefix != "" {
		p.Add("name", name, fmt.Sprintf("bucket names that begin with %q belong to AWS", prefix), "choose another, or set Name")
	}
}

func checkBucketName(p *component.Problems, field, name string) {
	switch prefix, suffix := reservedPrefix(name), reservedSuffix(name); {
	case len(name) < 3 || len(name) > maxBucketName:
		p.Add(field, name, fmt.Sprintf("%d characters long", len(name)), fmt.Sprintf("use 3 to %d", maxBucketName))
	case strings.Contains(name, "."):
		p.Add(field, name, "has a dot, and then S3's certificate does not fit the bucket's host name", "use hyphens")
	case !bucketForm.MatchString(name):
		p.Add(field, name, "not a bucket name", "use lower-case letters, digits and, between them, hyphens")
	case prefix != "":
		p.Add(field, name, fmt.Sprintf("names that begin with %q belong to AWS", prefix), "choose another")
	case suffix != "":
		p.Add(field, name, fmt.Sprintf("names that end in %q belong to AWS", suffix), "choose another")
	}
}

func reservedPrefix(name string) string {
	for _, prefix := range []string{"xn--", "sthree-", "amzn-s3-demo-"} {
		if strings.HasPrefix(name, prefix) {
			return prefix
		}
	}
	return ""
}

func reservedSuffix(name string) string {
	for _, suffix := range []string{"-s3alias", "--ol-s3", "--x-s3", "--table-s3"} {
		if strings.HasSuffix(name, suffix) {
			return suffix
		}
	}
	return ""
}
