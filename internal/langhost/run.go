package langhost

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/pulumi/pulumi/sdk/v3/go/common/constant"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Run builds the program and runs it to its end.
func (h *host) Run(ctx context.Context, r *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	h.mu.Lock()
	engine := h.engine
	h.mu.Unlock()
	binary, err := h.compile(ctx, sourceOf(r))
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	env, err := environment(r, engine)
	if err != nil {
		return nil, err
	}
	log, closeLog, err := dial(engine)
	if err != nil {
		return nil, err
	}
	defer closeLog()
	cmd := exec.CommandContext(ctx, binary, r.GetArgs()...)
	cmd.Dir, cmd.Env = r.GetPwd(), append(os.Environ(), env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	out, errOut := log.stream(ctx, pulumirpc.LogSeverity_INFO), log.stream(ctx, pulumirpc.LogSeverity_INFO)
	cmd.Stdout, cmd.Stderr = out, errOut
	err = cmd.Run()
	out.finish()
	errOut.finish()
	return outcome(err)
}

// outcome turns the program's exit into an answer. The SDK exits with
// ExitStatusLoggedError when it has already reported what went wrong.
func outcome(err error) (*pulumirpc.RunResponse, error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == constant.ExitStatusLoggedError:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case errors.As(err, &exit):
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("program: %v: see the messages above", exit)}, nil
	}
	return &pulumirpc.RunResponse{Error: fmt.Sprintf("program: %v", err)}, nil
}

// sourceOf is the folder of the program's main package.
func sourceOf(r *pulumirpc.RunRequest) string {
	dir := r.GetInfo().GetProgramDirectory()
	if dir == "" {
		dir = r.GetPwd()
	}
	if entry := r.GetInfo().GetEntryPoint(); entry != "" {
		return filepath.Join(dir, entry)
	}
	return dir
}

// compile builds the package at source; one at a time, because all builds go
// to the same file.
func (h *host) compile(ctx context.Context, source string) (string, error) {
	h.build.Lock()
	defer h.build.Unlock()
	target := filepath.Join(h.dir, "program")
	if runtime.GOOS == "windows" {
		target += ".exe"
	}
	cmd := exec.CommandContext(ctx, h.golang, "build", "-o", target, ".")
	cmd.Dir = source
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build in %s: %w\n%s", source, err, bytes.TrimSpace(out))
	}
	return target, nil
}

// environment is what pulumi.Run reads.
func environment(r *pulumirpc.RunRequest, engine string) ([]string, error) {
	config, err := json.Marshal(r.GetConfig())
	if err != nil {
		return nil, fmt.Errorf("language host: config: %w", err)
	}
	keys, err := json.Marshal(r.GetConfigSecretKeys())
	if err != nil {
		return nil, fmt.Errorf("language host: config: %w", err)
	}
	env := []string{
		pulumi.EnvOrganization + "=" + r.GetOrganization(),
		pulumi.EnvProject + "=" + r.GetProject(),
		pulumi.EnvPulumiRootDirectory + "=" + r.GetInfo().GetRootDirectory(),
		pulumi.EnvStack + "=" + r.GetStack(),
		pulumi.EnvConfigSecretKeys + "=" + string(keys),
		pulumi.EnvDryRun + "=" + strconv.FormatBool(r.GetDryRun()),
		pulumi.EnvParallel + "=" + strconv.Itoa(int(r.GetParallel())),
		pulumi.EnvMonitor + "=" + r.GetMonitorAddress(),
		pulumi.EnvEngine + "=" + engine,
	}
	return append(env, pulumi.EnvConfig+"="+string(config)), nil
}

// logger hands the program's output to the engine.
type logger struct{ engine pulumirpc.EngineClient }

func dial(address string) (logger, func(), error) {
	if address == "" {
		return logger{}, nil, errors.New("language host: the engine made no handshake: use Pulumi 3.206.0 or later")
	}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()), rpcutil.GrpcChannelOptions())
	if err != nil {
		return logger{}, nil, fmt.Errorf("language host: engine: %w", err)
	}
	return logger{pulumirpc.NewEngineClient(conn)}, func() { _ = conn.Close() }, nil
}

// stream is a writer whose lines become messages.
func (l logger) stream(ctx context.Context, severity pulumirpc.LogSeverity) *stream {
	r, w := io.Pipe()
	s := &stream{PipeWriter: w, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		lines := bufio.NewReader(r)
		for {
			line, err := lines.ReadString('\n')
			if text := strings.TrimRight(line, "\r\n"); text != "" {
				// A message that does not arrive is no reason to end the program.
				_, _ = l.engine.Log(ctx, &pulumirpc.LogRequest{Severity: severity, Message: text})
			}
			if err != nil {
				return
			}
		}
	}()
	return s
}

type stream struct {
	*io.PipeWriter
	done chan struct{}
}

// finish waits until the last line has been handed on.
func (s *stream) finish() {
	_ = s.Close() // A pipe's end in memory never fails to close.
	<-s.done
}
