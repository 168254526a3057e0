package langhost

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// version is what the host says of itself; nothing depends on it.
const version = "1.0.0"

// Server is a running language host.
type Server struct {
	// Port is on the loopback interface.
	Port   int
	cancel chan bool
	done   <-chan error
	host   *host
}

// Serve starts a language host. It fails where there is no Go toolchain.
func Serve() (*Server, error) {
	golang, err := exec.LookPath("go")
	if err != nil {
		return nil, errors.New("language host: go is not on the PATH: install Go (https://go.dev/dl)")
	}
	dir, err := os.MkdirTemp("", "drydock-program-")
	if err != nil {
		return nil, fmt.Errorf("language host: folder to build in: %w", err)
	}
	h := &host{golang: golang, dir: dir}
	s := &Server{cancel: make(chan bool), host: h}
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: s.cancel,
		Init: func(srv *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(srv, h)
			return nil
		},
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("language host: %w", err), os.RemoveAll(dir))
	}
	s.Port, s.done = handle.Port, handle.Done
	return s, nil
}

// Env is the value of PULUMI_DEBUG_LANGUAGES that attaches the host.
func (s *Server) Env() string { return fmt.Sprintf("go:%d", s.Port) }

// Close stops the host and removes what it built.
func (s *Server) Close() error {
	close(s.cancel)
	return errors.Join(<-s.done, os.RemoveAll(s.host.dir))
}

type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	golang, dir string

	mu     sync.Mutex
	engine string
	build  sync.Mutex
}

// Handshake learns where the engine listens.
func (h *host) Handshake(
	_ context.Context, r *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.engine = r.GetEngineAddress()
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

// GetRequiredPackages names none: the providers are attached.
func (*host) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

// GetRequiredPlugins is what CLIs before packages ask for.
func (*host) GetRequiredPlugins(
	context.Context, *pulumirpc.GetRequiredPluginsRequest,
) (*pulumirpc.GetRequiredPluginsResponse, error) {
	return &pulumirpc.GetRequiredPluginsResponse{}, nil
}

// GetPluginInfo answers with the host's version.
func (*host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version}, nil
}

// InstallDependencies fetches the program's modules.
func (h *host) InstallDependencies(
	r *pulumirpc.InstallDependenciesRequest, s pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	cmd := exec.CommandContext(s.Context(), h.golang, "mod", "download")
	cmd.Dir = r.GetInfo().GetProgramDirectory()
	out, err := cmd.CombinedOutput()
	if len(out) > 0 {
		if err := s.Send(&pulumirpc.InstallDependenciesResponse{Stderr: out}); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("go mod download: %w", err)
	}
	return nil
}

// About tells which Go toolchain is used.
func (h *host) About(ctx context.Context, _ *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	out, err := exec.CommandContext(ctx, h.golang, "env", "GOVERSION").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	return &pulumirpc.AboutResponse{Executable: h.golang, Version: strings.TrimSpace(string(out))}, nil
}

// GetProgramDependencies lists the modules that the program requires.
func (h *host) GetProgramDependencies(
	ctx context.Context, r *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	cmd := exec.CommandContext(ctx, h.golang, "list", "-m", "-f",
		"{{if and (not .Main) (or (not .Indirect) "+fmt.Sprint(r.GetTransitiveDependencies())+")}}{{.Path}} {{.Version}}{{end}}", "all")
	cmd.Dir = r.GetInfo().GetProgramDirectory()
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list -m: %w", err)
	}
	answer := &pulumirpc.GetProgramDependenciesResponse{}
	for line := range strings.Lines(string(out)) {
		if name, v, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			answer.Dependencies = append(answer.Dependencies, &pulumirpc.DependencyInfo{Name: name, Version: v})
		}
	}
	return answer, nil
}

// Cancel needs nothing: a program ends when its Run call is cancelled.
func (*host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}
