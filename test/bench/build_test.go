package bench_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// heavy is the import that the library avoids: it brings every API group of
// Kubernetes along.
const heavy = "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/helm/v3"

// BenchmarkColdBuildOfTheStackProgram builds the stack program in an empty
// build cache, with the Pulumi SDK already built, as it is and with helm/v3
// imported. It takes minutes. The ratio of processor time bears a busy machine,
// that of time on the clock does not.
func BenchmarkColdBuildOfTheStackProgram(b *testing.B) {
	root, err := filepath.Abs("../..")
	require.NoError(b, err)
	for range b.N {
		plain := coldBuild(b, root, "")
		burdened := coldBuild(b, root, heavyOverlay(b, root))
		b.ReportMetric(plain.clock.Seconds(), "stacks-s")
		b.ReportMetric(burdened.clock.Seconds(), "with-helm-v3-s")
		b.ReportMetric(plain.clock.Seconds()/burdened.clock.Seconds(), "clock-ratio")
		b.ReportMetric(plain.processor.Seconds()/burdened.processor.Seconds(), "processor-ratio")
	}
}

// heavyOverlay adds the heavy import to the stack program without touching
// the tree.
func heavyOverlay(b *testing.B, root string) string {
	b.Helper()
	dir := b.TempDir()
	source := filepath.Join(dir, "heavy.go")
	require.NoError(b, os.WriteFile(source, []byte("package main\n\nimport _ \""+heavy+"\"\n"), 0o644))
	text, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(root, "stacks", "heavy.go"): source}})
	require.NoError(b, err)
	overlay := filepath.Join(dir, "overlay.json")
	require.NoError(b, os.WriteFile(overlay, text, 0o644))
	return overlay
}

// cost is what a build took, on the clock and of the processors.
type cost struct{ clock, processor time.Duration }

func coldBuild(b *testing.B, root, overlay string) cost {
	b.Helper()
	cache := b.TempDir()
	build := func(args ...string) cost {
		start := time.Now()
		cmd := exec.Command("go", append([]string{"build", "-C", root}, args...)...)
		cmd.Env = append(os.Environ(), "GOCACHE="+cache)
		out, err := cmd.CombinedOutput()
		require.NoError(b, err, string(out))
		return cost{time.Since(start), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	}
	build("github.com/pulumi/pulumi/sdk/v3/go/pulumi", "github.com/pulumi/pulumi/sdk/v3/go/pulumi/config")
	args := []string{"-o", filepath.Join(b.TempDir(), "stacks"), "./stacks"}
	if overlay != "" {
		args = append([]string{"-overlay", overlay}, args...)
	}
	return build(args...)
}
