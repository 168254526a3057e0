package s3_test

import (
	"strings"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const region = worldtest.Region

// bench is a world with the types of S3, KMS and IAM, and a session in one
// region.
type bench struct{ *worldtest.Lab }

func newBench(t *testing.T) *bench { return seeded(t, "test") }

func seeded(t *testing.T, seed string) *bench {
	t.Helper()
	return &bench{worldtest.New(t, seed, s3.Types(), kms.Types(), iam.Types())}
}

// in is the same world from another region.
func (b *bench) in(region string) *bench {
	b.Helper()
	return &bench{b.In(region)}
}

// bucket makes a bucket of that name.
func (b *bench) bucket(name string, more ...world.Props) string {
	b.Helper()
	in := world.Props{"bucket": name}
	for _, m := range more {
		for k, v := range m {
			in[k] = v
		}
	}
	id, _ := b.Make(s3.Bucket, name, in)
	return id
}

// said is the status, code and message of a refusal, without the document's
// address.
func said(err error) string {
	if err == nil {
		return ""
	}
	_, text, found := strings.Cut(err.Error(), "StatusCode: ")
	if !found {
		return err.Error()
	}
	status, text, _ := strings.Cut(text, ", RequestID: ")
	_, text, _ = strings.Cut(text, "api error ")
	return status + " " + text[:strings.LastIndex(text, " (https://")]
}

// statements is a bucket policy.
func statements(list ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(list, ",") + `]}`
}

func versioned(status string) world.Props {
	return world.Props{"bucket": "one", "versioningConfiguration": map[string]any{"status": status}}
}
