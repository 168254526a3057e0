package s3_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const region = "eu-central-1"

// bench is a world with the types of S3, KMS and IAM, and a session in one
// region.
type bench struct {
	t *testing.T
	w *world.World
	s *world.Session
}

func newBench(t *testing.T) *bench { return seeded(t, "test") }

func seeded(t *testing.T, seed string) *bench {
	t.Helper()
	p := &world.Provider{
		Name: "aws", Types: map[string]*world.Type{},
		Scope: func(_ *world.World, config world.Props) (string, error) { return config.StrOr("region", region), nil },
	}
	for _, types := range [][]*world.Type{s3.Types(), kms.Types(), iam.Types()} {
		for _, typ := range types {
			p.Types[typ.Token] = typ
		}
	}
	w := world.New(seed, p)
	s, err := w.Session("aws")
	require.NoError(t, err)
	return &bench{t, w, s}
}

// in is the same world from another region.
func (b *bench) in(region string) *bench {
	b.t.Helper()
	s, err := b.w.Session("aws")
	require.NoError(b.t, err)
	s.Configure(world.Props{"region": region})
	return &bench{b.t, b.w, s}
}

func urn(kind, name string) string { return "urn:pulumi:test::test::" + kind + "::" + name }

// create checks and creates; a failed check is an error, too.
func (b *bench) create(kind, name string, in world.Props) (string, world.Props, error) {
	b.t.Helper()
	checked, fails, err := b.s.Check(urn(kind, name), kind, nil, in)
	require.NoError(b.t, err)
	for _, f := range fails {
		return "", nil, fmt.Errorf("check: %s: %s", f.Property, f.Reason)
	}
	return b.s.Create(urn(kind, name), kind, checked, false)
}

func (b *bench) must(kind, name string, in world.Props) (string, world.Props) {
	b.t.Helper()
	id, out, err := b.create(kind, name, in)
	require.NoError(b.t, err)
	return id, out
}

// bucket makes a bucket of that name.
func (b *bench) bucket(name string, more ...world.Props) string {
	b.t.Helper()
	in := world.Props{"bucket": name}
	for _, m := range more {
		for k, v := range m {
			in[k] = v
		}
	}
	id, _ := b.must(s3.Bucket, name, in)
	return id
}

func (b *bench) update(kind, name, id string, in world.Props) (world.Props, error) {
	b.t.Helper()
	return b.s.Update(urn(kind, name), kind, id, in, nil, false)
}

func (b *bench) delete(kind, name, id string) error {
	b.t.Helper()
	return b.s.Delete(urn(kind, name), kind, id, nil)
}

// change runs f on the world behind the programs' back.
func (b *bench) change(salt string, f func(c *world.Call) error) error {
	return b.w.Mutate(region, salt, f)
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
