package pulumicli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"

	"github.com/blang/semver"
)

// Runner runs a CLI for the Automation API (auto.PulumiCommand). It differs
// from the Automation API's own in how it stops:
//
//   - The CLI gets a process group of its own, so that Ctrl-C in a terminal
//     reaches only this process, which passes on exactly one interrupt. The
//     CLI takes a second one as the wish to stop at once, in the middle of a
//     step.
//   - After the interrupt the CLI has all the time it needs to finish the
//     steps that have begun; the Automation API would kill it after ten
//     seconds. Kill is there for who will not wait.
type Runner struct {
	binary Binary
	mu     sync.Mutex
	live   map[*os.Process]bool
}

// NewRunner returns a Runner for the binary.
func NewRunner(b Binary) *Runner { return &Runner{binary: b, live: map[*os.Process]bool{}} }

// Version is the CLI's version.
func (r *Runner) Version() semver.Version { return r.binary.Version }

// Kill ends whatever the runner is running, at once.
func (r *Runner) Kill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for p := range r.live {
		kill(p)
	}
}

// Run runs the CLI with the arguments and returns what it wrote and its exit
// code, -2 where it has none. When ctx ends the CLI is asked to stop and Run
// waits until it has.
func (r *Runner) Run(
	ctx context.Context, workdir string, stdin io.Reader, additionalOutput, additionalErrorOutput []io.Writer,
	additionalEnv []string, args ...string,
) (string, string, int, error) {
	if err := ctx.Err(); err != nil {
		return "", "", -2, err
	}
	if at := slices.Index(args, "--"); !slices.Contains(args[:max(at, 0)], "--non-interactive") {
		args = append([]string{"--non-interactive"}, args...)
	}
	cmd := exec.Command(r.binary.Path, args...)
	cmd.Dir, cmd.Stdin = workdir, stdin
	cmd.Env = append(os.Environ(), additionalEnv...)
	// The CLI looks for language hosts beside itself before the PATH.
	cmd.Env = append(cmd.Env, "PULUMI_AUTOMATION_API=true",
		"PATH="+filepath.Dir(r.binary.Path)+string(os.PathListSeparator)+os.Getenv("PATH"))
	var stdout, stderr bytes.Buffer
	cmd.Stdout = io.MultiWriter(append(slices.Clone(additionalOutput), &stdout)...)
	cmd.Stderr = io.MultiWriter(append(slices.Clone(additionalErrorOutput), &stderr)...)
	ownGroup(cmd)
	if err := r.start(cmd); err != nil {
		return "", "", -2, err
	}
	defer r.forget(cmd.Process)
	ended := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
			interrupt(cmd.Process)
		case <-ended:
		}
	}()
	err := cmd.Wait()
	close(ended)
	code := 0
	if err != nil {
		code = -2
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		}
	}
	return stdout.String(), stderr.String(), code, err
}

// start starts the command. Kill never finds it running and unknown.
func (r *Runner) start(cmd *exec.Cmd) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := cmd.Start(); err != nil {
		return err
	}
	r.live[cmd.Process] = true
	return nil
}

func (r *Runner) forget(p *os.Process) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.live, p)
}
