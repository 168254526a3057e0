package life_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/pkg/v3/resource/stack"
	"github.com/pulumi/pulumi/pkg/v3/secrets/b64"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/test/simtest"
)

// release is the one whose state is recorded by -record. States of earlier
// ones stay as they are.
const release = "0.1"

var record = flag.Bool("record", false, "record the state of dev as of this release, and fail")

// recording is a stack as an earlier release left it: what Pulumi knows, and
// what is there.
type recording struct {
	State json.RawMessage `json:"state"`
	World json.RawMessage `json:"world"`
}

func TestStatesOfEarlierReleasesAreTakenOverWithoutReplacement(t *testing.T) {
	if *record {
		write(t, filepath.Join("testdata", "dev-"+release+".json.gz"))
	}
	paths, err := filepath.Glob(filepath.Join("testdata", "dev-*.json.gz"))
	require.NoError(t, err)
	require.NotEmpty(t, paths, "record one with: go test ./life -run Releases -record")
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			s := environment(t, "dev")
			load(t, s, path)
			before := len(s.State().Resources)
			kept(t, s.Preview().NoError(t))
			up := s.Up().NoError(t)
			added := kept(t, up)
			assert.Len(t, up.State.Resources, before+added)
			s.Up().Unchanged(t)
			s.Destroy().NoError(t)
			s.NothingLeft(t)
		})
	}
}

// added are parts of the names of what releases since the recorded ones make
// besides.
var added = []string{
	"-sweep", // takes away what controllers in the cluster left
}

// kept demands that nothing is replaced or deleted, and nothing made but what
// later releases added. It returns how much was made.
func kept(t *testing.T, r *simtest.Result) int {
	t.Helper()
	for op := range signs {
		if op != deploy.OpUpdate && op != deploy.OpCreate {
			assert.Empty(t, r.Steps(op), op)
		}
	}
	for _, urn := range r.Steps(deploy.OpCreate) {
		assert.True(t, slices.ContainsFunc(added, func(part string) bool { return strings.Contains(urn, part) }), "made anew: %s", urn)
	}
	return len(r.Steps(deploy.OpCreate))
}

func write(t *testing.T, path string) {
	t.Helper()
	s := environment(t, "dev")
	s.Up().NoError(t)
	var rec recording
	snapshot := *s.State()
	snapshot.SecretsManager = b64.NewBase64SecretsManager()
	deployment, err := stack.SerializeDeployment(context.Background(), &snapshot, false)
	require.NoError(t, err)
	rec.State, err = json.Marshal(deployment)
	require.NoError(t, err)
	var world bytes.Buffer
	require.NoError(t, s.Cloud.Dump(&world))
	rec.World = world.Bytes()
	text, err := json.Marshal(rec)
	require.NoError(t, err)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err = z.Write(text)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.NoError(t, os.WriteFile(path, packed.Bytes(), 0o644))
	t.Fatalf("%s recorded, %d bytes: run again without -record", path, packed.Len())
}

func load(t *testing.T, s *simtest.Stack, path string) {
	t.Helper()
	packed, err := os.ReadFile(path)
	require.NoError(t, err)
	z, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	text, err := io.ReadAll(z)
	require.NoError(t, err)
	var rec recording
	require.NoError(t, json.Unmarshal(text, &rec))
	var deployment apitype.DeploymentV3
	require.NoError(t, json.Unmarshal(rec.State, &deployment))
	snapshot, err := stack.DeserializeDeploymentV3(context.Background(), deployment, b64.Base64SecretsProvider)
	require.NoError(t, err)
	s.Load(snapshot)
	require.NoError(t, s.Cloud.World().Load(bytes.NewReader(rec.World)))
}
