package storage_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/internal/recorder"
)

func object(t *testing.T, args storage.ObjectArgs) recorder.Made {
	t.Helper()
	r := run(t, func(ctx *pulumi.Context) error {
		b, err := storage.NewBucket(ctx, "backups", nil)
		require.NoError(t, err)
		args.Bucket = b
		o, err := storage.NewObject(ctx, "config", &args)
		require.NoError(t, err)
		assert.Equal(t, args.Key, o.Key)
		return nil
	})
	m := r.One(t, "BucketObjectv2")
	assert.Equal(t, "config-object", m.Name)
	assert.Contains(t, m.Parent, storage.TypeObject+"::config")
	assert.Subset(t, m.After(), []string{"backups-encryption", "backups-versioning"}, "what is uploaded sooner is neither encrypted nor versioned as it should be")
	return m
}

func TestATextIsUploadedWithItsDigest(t *testing.T) {
	m := object(t, storage.ObjectArgs{Key: "a/app.json", Text: pulumi.String("{}"), Tags: map[string]string{"team": "core"}})
	assert.Equal(t, props{
		"bucket": "backups-bucket-1234567", "key": "a/app.json", "content": "{}", "contentType": "application/json",
		"sourceHash": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "checksumAlgorithm": "SHA256",
		"tags": props{"team": "core"}, "metadata": props{},
	}, m.Inputs)
}

func TestBytesAndFilesAreUploaded(t *testing.T) {
	m := object(t, storage.ObjectArgs{
		Key: "a", Bytes: []byte{0, 255}, CacheControl: "no-cache", Class: storage.Instant, Metadata: map[string]string{"origin": "test"},
	})
	assert.Equal(t, props{
		"bucket": "backups-bucket-1234567", "key": "a", "contentBase64": "AP8=", "contentType": "application/octet-stream",
		"sourceHash": "06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8", "checksumAlgorithm": "SHA256",
		"cacheControl": "no-cache", "storageClass": "GLACIER_IR", "metadata": props{"origin": "test"}, "tags": props{},
	}, m.Inputs)
	m = object(t, storage.ObjectArgs{Key: "doc.MD", File: "doc.go"})
	assert.Equal(t, "text/markdown; charset=utf-8", m.Inputs["contentType"])
	file, ok := m.Inputs["source"].(*resource.Asset)
	require.True(t, ok, "%T", m.Inputs["source"])
	assert.Equal(t, "doc.go", file.Path)
	assert.NotContains(t, m.Inputs, "sourceHash")
}

func TestTheTypeFollowsTheKey(t *testing.T) {
	for key, want := range map[string]string{
		"a.yaml": "application/yaml", "a/b.tar.gz": "application/gzip", "index.HTML": "text/html; charset=utf-8", "README": "text/plain; charset=utf-8",
	} {
		assert.Equal(t, want, object(t, storage.ObjectArgs{Key: key, Text: pulumi.String("x")}).Inputs["contentType"], key)
	}
	assert.Equal(t, "x/y", object(t, storage.ObjectArgs{Key: "a.json", ContentType: "x/y", Text: pulumi.String("x")}).Inputs["contentType"])
}

func TestASecretTextStaysSecret(t *testing.T) {
	r := run(t, func(ctx *pulumi.Context) error {
		b, err := storage.AdoptBucket(ctx, "b", &storage.AdoptBucketArgs{Name: "acme"})
		require.NoError(t, err)
		_, err = storage.NewObject(ctx, "o", &storage.ObjectArgs{
			Bucket: b, Key: "k", Text: pulumi.ToSecret(pulumi.String("hush")).(pulumi.StringOutput),
		})
		return err
	})
	inputs := r.One(t, "BucketObjectv2").Args.Inputs
	for _, name := range []resource.PropertyKey{"content", "sourceHash"} {
		assert.True(t, inputs[name].ContainsSecrets(), name)
	}
}

func TestWrongObjectsAreRefusedLineByLine(t *testing.T) {
	bucket, text := &storage.Bucket{}, pulumi.String("x")
	for _, c := range []struct {
		name string
		args *storage.ObjectArgs
		want []string
	}{
		{"nothing", nil, []string{`args: nil: pass the settings of the object`}},
		{"empty settings", &storage.ObjectArgs{}, []string{
			`Bucket: nil: pass the bucket`, `Key: empty: write a key such as "config/app.json"`, `Text: no content: give Text, Bytes or File`,
		}},
		{"a key too long", &storage.ObjectArgs{Bucket: bucket, Text: text, Key: strings.Repeat("ä", 513)}, []string{`Key: 1026 bytes long: use at most 1024`}},
		{"a slash first", &storage.ObjectArgs{Bucket: bucket, Text: text, Key: "/a"}, []string{`Key "/a": has a slash at the beginning, or two in a row, which the provider would drop: leave it out`}},
		{"two slashes", &storage.ObjectArgs{Bucket: bucket, Text: text, Key: "a//b"}, []string{`Key "a//b": has a slash at the beginning, or two in a row, which the provider would drop: leave it out`}},
		{"two contents", &storage.ObjectArgs{Bucket: bucket, Key: "a", Text: text, File: "doc.go"}, []string{`File: given beside Text: give one content`}},
		{"too many bytes", &storage.ObjectArgs{Bucket: bucket, Key: "a", Bytes: make([]byte, 1<<20+1)}, []string{`Bytes: 1048577 bytes, which would go through the state: use at most 1048576, or File`}},
		{"a class that is none", &storage.ObjectArgs{Bucket: bucket, Key: "a", Text: text, Class: "COLD"}, []string{`Class "COLD": not a storage class: choose one of [STANDARD STANDARD_IA INTELLIGENT_TIERING ONEZONE_IA GLACIER_IR GLACIER DEEP_ARCHIVE]`}},
		{"metadata in capitals", &storage.ObjectArgs{Bucket: bucket, Key: "a", Text: text, Metadata: map[string]string{"Team": "x"}}, []string{`Metadata "Team": not a name in lower case: rename it`}},
		{"too much metadata", &storage.ObjectArgs{Bucket: bucket, Key: "a", Text: text, Metadata: map[string]string{"a": strings.Repeat("b", 2048)}}, []string{`Metadata: 2049 bytes: use at most 2048, or put it into an object`}},
		{"eleven tags", &storage.ObjectArgs{Bucket: bucket, Key: "a", Text: text, Tags: map[string]string{
			"1": "", "2": "", "3": "", "4": "", "5": "", "6": "", "7": "", "8": "", "9": "", "10": "", "11": "",
		}}, []string{`Tags: 11 tags on one resource: S3 allows 10: use fewer`}},
		{"an empty tag", &storage.ObjectArgs{Bucket: bucket, Key: "a", Text: text, Tags: map[string]string{"": "x"}}, []string{`Tags "": not a tag key: use 1 to 128 characters`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := make([]string, len(c.want))
			for i, w := range c.want {
				want[i] = `object "config": ` + w
			}
			require.EqualError(t, storage.CheckObject("config", c.args), strings.Join(want, "\n"))
		})
	}
}
