package rpc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// maxMessage is the size of a gRPC message that the engine allows, 400 MiB
// (sdk/v3/go/common/util/rpcutil).
const maxMessage = 400 << 20

// Server is one package listening on loopback.
type Server struct {
	Port int
	grpc *grpc.Server
	done chan error
}

// Serve starts a package's provider on a free port of the loopback interface.
func Serve(w *world.World, pkg string, changed func()) (*Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("simcloud: provider %s: %w", pkg, err)
	}
	p := NewProvider(w, pkg, changed)
	s := &Server{
		Port: listener.Addr().(*net.TCPAddr).Port,
		grpc: grpc.NewServer(grpc.MaxRecvMsgSize(maxMessage), grpc.StatsHandler(&connections{provider: p})),
		done: make(chan error, 1),
	}
	pulumirpc.RegisterResourceProviderServer(s.grpc, p)
	go func() { s.done <- s.grpc.Serve(listener) }()
	return s, nil
}

// Close stops the server and waits until it has ended.
func (s *Server) Close() error {
	s.grpc.Stop()
	if err := <-s.done; err != nil && !errors.Is(err, grpc.ErrServerStopped) {
		return err
	}
	return nil
}

// connections gives each gRPC connection a key by which its session is found,
// and drops the session when the connection ends.
type connections struct {
	provider *Provider
	last     atomic.Int64
}

func (c *connections) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context {
	return WithConnection(ctx, c.last.Add(1))
}

func (c *connections) HandleConn(ctx context.Context, s stats.ConnStats) {
	if _, ended := s.(*stats.ConnEnd); ended {
		c.provider.forget(ctx.Value(connectionKey{}))
	}
}

func (*connections) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }
func (*connections) HandleRPC(context.Context, stats.RPCStats)                       {}

// WithConnection marks a context as belonging to a connection, for callers
// that reach a Provider without gRPC.
func WithConnection(ctx context.Context, key any) context.Context {
	return context.WithValue(ctx, connectionKey{}, key)
}
