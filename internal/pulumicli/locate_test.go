//go:build !windows

package pulumicli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/pulumicli"
)

// folder makes a folder of shell scripts and puts it in front of the system's
// own programs on the PATH.
func folder(t *testing.T, scripts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range scripts {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+body), 0o755))
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	return dir
}

// compiler is a go command that lists three packages and builds a CLI, and
// counts how often it built.
const compiler = `
case "$1" in
list) echo "go: downloading example.com/a v1.0.0" >&2; printf 'a\nb\nc\n' ;;
build)
	echo x >> "$(dirname "$0")/builds"
	printf 'a\nb\nc\n' >&2
	while [ "$1" != -o ]; do shift; done
	printf '#!/bin/sh\necho v3.250.0\n' > "$2"; chmod +x "$2" ;;
esac
`

func TestASuitableCLIOnThePathIsTaken(t *testing.T) {
	dir := folder(t, map[string]string{"pulumi": "echo v3.260.1"})
	b, err := pulumicli.Locate(t.Context(), pulumicli.Options{Cache: t.TempDir()})
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(dir, "pulumi"), b.Path)
	assert.Equal(t, "3.260.1", b.Version.String())
	assert.Equal(t, "on the PATH", b.Origin)
}

func TestAnOldCLIIsPassedOverAndThePinnedOneBuiltOnce(t *testing.T) {
	dir := folder(t, map[string]string{"pulumi": "echo v3.100.0", "go": compiler})
	var said bytes.Buffer
	o := pulumicli.Options{Cache: t.TempDir(), Progress: &said}
	built, err := pulumicli.Locate(t.Context(), o)
	require.NoError(t, err)
	assert.Equal(t, "3.250.0", built.Version.String())
	assert.Equal(t, "built now", built.Origin)
	kept := filepath.Join(o.Cache, "pulumi-3.250.0-"+runtime.GOOS+"-"+runtime.GOARCH)
	assert.Equal(t, filepath.Join(kept, "pulumi"), built.Path)
	assert.Equal(t, dir+"/pulumi: version 3.100.0 is older than 3.206.0: building 3.250.0 instead\n"+
		"building pulumi 3.250.0 (once; kept in "+kept+")\n", said.String())

	again, err := pulumicli.Locate(t.Context(), o)
	require.NoError(t, err)
	assert.Equal(t, "built earlier", again.Origin)
	builds, err := os.ReadFile(filepath.Join(dir, "builds"))
	require.NoError(t, err)
	assert.Equal(t, "x\n", string(builds))
	left, err := filepath.Glob(filepath.Join(kept, "*"))
	require.NoError(t, err)
	assert.Equal(t, []string{filepath.Join(kept, "lock"), filepath.Join(kept, "pulumi")}, left)
}

func TestTwoAtOnceBuildOnce(t *testing.T) {
	dir := folder(t, map[string]string{"go": compiler})
	o := pulumicli.Options{Cache: t.TempDir()}
	errs := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := pulumicli.Locate(context.Background(), o)
			errs <- err
		}()
	}
	require.NoError(t, <-errs)
	require.NoError(t, <-errs)
	builds, err := os.ReadFile(filepath.Join(dir, "builds"))
	require.NoError(t, err)
	assert.Equal(t, "x\n", string(builds))
}

func TestWithoutACompilerTheErrorSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := pulumicli.Locate(t.Context(), pulumicli.Options{Cache: t.TempDir()})
	assert.EqualError(t, err, "pulumi: neither pulumi nor go is on the PATH: "+
		"install Go (https://go.dev/dl) or Pulumi (https://www.pulumi.com/docs/install)")
}

func TestAFailedBuildQuotesTheLastLinesAndLeavesNothing(t *testing.T) {
	folder(t, map[string]string{"go": `
case "$1" in
build) for i in 1 2 3 4 5 6 7 8 9; do echo "line $i" >&2; done; printf 'no space left' >&2; exit 1 ;;
esac`})
	cache := t.TempDir()
	_, err := pulumicli.Locate(t.Context(), pulumicli.Options{Cache: cache})
	assert.EqualError(t, err, "pulumi: go build: exit status 1\n"+
		"line 2\nline 3\nline 4\nline 5\nline 6\nline 7\nline 8\nline 9\nno space left")
	left, err := filepath.Glob(filepath.Join(cache, "*", "*"))
	require.NoError(t, err)
	assert.Len(t, left, 1, "only the lock remains: %v", left)
}

func TestALockIsWaitedForUntilTheContextEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := pulumicli.Lock(t.Context(), path, func() {})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	_, err = pulumicli.Lock(ctx, path, cancel)
	require.ErrorIs(t, err, context.Canceled)
	unlock()
	unlock, err = pulumicli.Lock(t.Context(), path, func() {})
	require.NoError(t, err)
	unlock()
}

func runner(t *testing.T, script string) *pulumicli.Runner {
	t.Helper()
	folder(t, map[string]string{"pulumi": `[ "$1" = version ] && { echo v3.250.0; exit; }` + "\n" + script})
	b, err := pulumicli.Locate(t.Context(), pulumicli.Options{Cache: t.TempDir()})
	require.NoError(t, err)
	return pulumicli.NewRunner(b)
}

func TestARunReturnsWhatTheCLISaid(t *testing.T) {
	r := runner(t, `echo "$* $X $PULUMI_AUTOMATION_API $PWD"; echo oops >&2; exit 7`)
	dir := t.TempDir()
	out, errOut, code, err := r.Run(t.Context(), dir, nil, nil, nil, []string{"X=y"}, "stack", "ls")
	require.Error(t, err)
	assert.Equal(t, "--non-interactive stack ls y true "+dir+"\n", out)
	assert.Equal(t, "oops\n", errOut)
	assert.Equal(t, 7, code)
	assert.Equal(t, "3.250.0", r.Version().String())
}

// patient finishes its step after an interrupt and reports how many it got.
const patient = `
n=0
trap 'n=$((n+1))' INT
echo ready > "$2.ready"
while [ $n = 0 ]; do sleep 0.05; done
sleep 0.3
echo "interrupts: $n"
`

func TestTheEndOfTheContextIsOneInterruptAndPatience(t *testing.T) {
	r := runner(t, patient)
	mark := filepath.Join(t.TempDir(), "mark")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		await(mark + ".ready")
		cancel()
	}()
	out, _, code, err := r.Run(ctx, t.TempDir(), nil, nil, nil, nil, mark)
	require.NoError(t, err)
	assert.Equal(t, 0, code)
	assert.Equal(t, "interrupts: 1\n", out)
}

func TestKillDoesNotWait(t *testing.T) {
	r := runner(t, `trap '' INT; echo ready > "$2.ready"; sleep 60`)
	mark := filepath.Join(t.TempDir(), "mark")
	go func() {
		await(mark + ".ready")
		r.Kill()
	}()
	began := time.Now()
	_, _, code, err := r.Run(t.Context(), t.TempDir(), nil, nil, nil, nil, mark)
	require.Error(t, err)
	assert.Equal(t, -1, code)
	assert.Less(t, time.Since(began), 30*time.Second)
}

func await(path string) {
	for range 1000 {
		if _, err := os.Stat(path); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}
