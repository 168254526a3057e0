package pulumicli

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// The pin: the same bytes as tools/go.mod and tools/go.sum.
var (
	//go:embed pin/go.mod.txt
	pinnedMod []byte
	//go:embed pin/go.sum.txt
	pinnedSum []byte
)

// mainPackage is the CLI's program.
const mainPackage = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"

// tailLines is how much of a failed build's output the error quotes.
const tailLines = 8

// build puts the pinned CLI at target. Whoever builds holds a lock beside the
// target, so that a second process waits and then finds it done. The file
// appears complete or not at all.
func build(ctx context.Context, target string, o Options) error {
	golang, err := exec.LookPath("go")
	if err != nil {
		return errors.New("pulumi: neither pulumi nor go is on the PATH: install Go (https://go.dev/dl) or Pulumi (https://www.pulumi.com/docs/install)")
	}
	dir := filepath.Dir(target)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("pulumi: folder to build into: %w", err)
	}
	unlock, err := Lock(ctx, filepath.Join(dir, "lock"), func() {
		fmt.Fprintln(o.Progress, "another process is building pulumi: waiting for it")
	})
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := inspect(ctx, target); err == nil {
		return nil
	}
	scratch, err := os.MkdirTemp(dir, "build-")
	if err != nil {
		return fmt.Errorf("pulumi: folder to build in: %w", err)
	}
	defer os.RemoveAll(scratch)
	t := toolchain{golang: golang, dir: scratch, progress: o.Progress, terminal: o.Terminal}
	if err := t.build(ctx); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(scratch, "pulumi"), target); err != nil {
		return fmt.Errorf("pulumi: keep what was built: %w", err)
	}
	return nil
}

// Lock takes the lock file at path, which a process gives back when it ends,
// however it ends. waiting is called once if another holds it.
func Lock(ctx context.Context, path string, waiting func()) (unlock func(), err error) {
	type result struct {
		unlock func()
		err    error
	}
	got := make(chan result, 1)
	go func() {
		unlock, err := lockedfile.MutexAt(path).Lock()
		got <- result{unlock, err}
	}()
	told := time.NewTimer(500 * time.Millisecond)
	defer told.Stop()
	for {
		select {
		case r := <-got:
			return r.unlock, r.err
		case <-told.C:
			waiting()
		case <-ctx.Done():
			// The lock may still come: give it back at once.
			go func() {
				if r := <-got; r.err == nil {
					r.unlock()
				}
			}()
			return nil, ctx.Err()
		}
	}
}

// toolchain builds in one scratch module.
type toolchain struct {
	golang, dir string
	progress    io.Writer
	terminal    bool
}

func (t toolchain) build(ctx context.Context) error {
	for name, content := range map[string][]byte{"go.mod": pinnedMod, "go.sum": pinnedSum} {
		if err := os.WriteFile(filepath.Join(t.dir, name), content, 0o644); err != nil {
			return fmt.Errorf("pulumi: pin: %w", err)
		}
	}
	m := newMeter(t.progress, t.terminal, "building pulumi "+Pinned+" (once; kept in "+filepath.Dir(t.dir)+")")
	defer m.stop()
	stale := 0
	err := t.run(ctx, []string{"list", "-buildvcs=false", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}", mainPackage},
		func(line string) {
			if line != "" {
				stale++
			}
		}, m.fetched)
	if err != nil {
		return err
	}
	m.total(stale)
	return t.run(ctx, []string{
		// No -trimpath: with it the packages could not be shared with other
		// builds, such as the tests of this repository.
		"build", "-v", "-buildvcs=false",
		// Without -X the CLI prints no version; -s and -w leave out what only
		// debuggers read, a third of its size.
		"-ldflags", "-s -w -X " + sdkModule + "/go/common/version.Version=v" + Pinned,
		"-o", filepath.Join(t.dir, "pulumi"), mainPackage,
	}, nil, m.compiled)
}

// run runs the go command; the callbacks receive lines of output as they come.
func (t toolchain) run(ctx context.Context, args []string, stdout, stderr func(line string)) error {
	cmd := exec.CommandContext(ctx, t.golang, args...)
	cmd.Dir = t.dir
	// The user's workspace and flags are meant for other modules.
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GO111MODULE=on", "PWD="+t.dir)
	out := &lines{call: stdout}
	errOut := &lines{call: stderr}
	cmd.Stdout, cmd.Stderr = out, errOut
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("pulumi: go %s: %w\n%s", args[0], err, errOut.tail())
	}
	return nil
}

// lines hands on whole lines and remembers the last ones.
type lines struct {
	call func(string)
	rest []byte
	last []string
}

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	scan := bufio.NewScanner(bytes.NewReader(l.rest[:bytes.LastIndexByte(l.rest, '\n')+1]))
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		if l.last = append(l.last, scan.Text()); len(l.last) > tailLines {
			l.last = l.last[1:]
		}
		if l.call != nil {
			l.call(scan.Text())
		}
	}
	l.rest = l.rest[bytes.LastIndexByte(l.rest, '\n')+1:]
	return len(p), nil
}

func (l *lines) tail() string { return strings.Join(append(l.last, string(l.rest)), "\n") }
