// Package rpc puts the simulated providers behind the engine's own protocol
// (pulumirpc.ResourceProvider).
package rpc

import (
	"context"
	"sync"

	"google.golang.org/protobuf/types/known/emptypb"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Provider answers the engine for one package. The engine may open several
// connections to it, one for each provider resource of the program, and
// configure each differently (a Kubernetes provider per cluster): every
// connection is a session of its own.
type Provider struct {
	pulumirpc.UnimplementedResourceProviderServer
	world   *world.World
	pkg     string
	changed func()

	mu       sync.Mutex
	sessions map[any]*world.Session
}

// NewProvider returns the server of a package; changed is called after each
// operation that may have changed the world.
func NewProvider(w *world.World, pkg string, changed func()) *Provider {
	return &Provider{world: w, pkg: pkg, changed: changed, sessions: map[any]*world.Session{}}
}

type connectionKey struct{}

func (p *Provider) session(ctx context.Context) (*world.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := ctx.Value(connectionKey{})
	if s := p.sessions[key]; s != nil {
		return s, nil
	}
	s, err := p.world.Session(p.pkg)
	if err == nil {
		p.sessions[key] = s
	}
	return s, err
}

func (p *Provider) forget(connection any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.sessions, connection)
}

// GetPluginInfo reports the version of the SDK that the simulation follows.
func (p *Provider) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: p.world.Provider(p.pkg).Version}, nil
}

// Attach is called by an engine that found the provider running.
func (p *Provider) Attach(context.Context, *pulumirpc.PluginAttach) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// Cancel is called when the user interrupts the engine. Every operation here
// is short, so there is nothing to abandon.
func (p *Provider) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// CheckConfig checks a provider resource's configuration.
func (p *Provider) CheckConfig(ctx context.Context, req *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return answer(ctx, p, nil, req.GetNews(), func(s *world.Session, _, in world.Props) (*pulumirpc.CheckResponse, error) {
		return &pulumirpc.CheckResponse{Inputs: req.GetNews(), Failures: failures(s.CheckConfig(in))}, nil
	})
}

// DiffConfig compares two configurations.
func (p *Provider) DiffConfig(ctx context.Context, req *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	return answer(ctx, p, req.GetOldInputs(), req.GetNews(), func(s *world.Session, old, in world.Props) (*pulumirpc.DiffResponse, error) {
		return difference(s.DiffConfig(old, in)), nil
	})
}

// Configure opens the session of the connection.
func (p *Provider) Configure(ctx context.Context, req *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error) {
	return answer(ctx, p, nil, req.GetArgs(), func(s *world.Session, _, config world.Props) (*pulumirpc.ConfigureResponse, error) {
		s.Configure(config)
		return &pulumirpc.ConfigureResponse{SupportsPreview: true}, nil
	})
}

// Check completes and checks the inputs of a resource.
func (p *Provider) Check(ctx context.Context, req *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return answer(ctx, p, req.GetOlds(), req.GetNews(), func(s *world.Session, old, in world.Props) (*pulumirpc.CheckResponse, error) {
		checked, fails, err := s.Check(req.GetUrn(), typeOf(req), old, in)
		if err != nil {
			return nil, err
		}
		inputs, err := toStruct(checked)
		return &pulumirpc.CheckResponse{Inputs: inputs, Failures: failures(fails)}, err
	})
}

// Diff compares an existing resource with new inputs.
func (p *Provider) Diff(ctx context.Context, req *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	return answer(ctx, p, req.GetOldInputs(), req.GetNews(), func(s *world.Session, old, in world.Props) (*pulumirpc.DiffResponse, error) {
		d, err := s.DiffOf(req.GetUrn(), typeOf(req), old, in)
		return difference(d), err
	})
}

// Create makes a resource.
func (p *Provider) Create(ctx context.Context, req *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	return answer(ctx, p, nil, req.GetProperties(), func(s *world.Session, _, in world.Props) (*pulumirpc.CreateResponse, error) {
		id, out, err := s.Create(req.GetUrn(), typeOf(req), in, req.GetPreview())
		props, err := p.made(req, id, out, err)
		return &pulumirpc.CreateResponse{Id: id, Properties: props}, err
	})
}

// Read looks at a resource; an empty id in the answer says that it is gone.
func (p *Provider) Read(ctx context.Context, req *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	return answer(ctx, p, nil, nil, func(s *world.Session, _, _ world.Props) (*pulumirpc.ReadResponse, error) {
		in, out, err := s.Read(req.GetUrn(), typeOf(req), req.GetId())
		if reasons(err) != nil {
			return nil, unfinished(err, req.GetId(), in, out)
		}
		if err != nil || out == nil {
			return &pulumirpc.ReadResponse{}, err
		}
		inputs, err := toStruct(in)
		if err != nil {
			return nil, err
		}
		props, err := toStruct(out)
		return &pulumirpc.ReadResponse{Id: req.GetId(), Inputs: inputs, Properties: props}, err
	})
}

// Update changes a resource.
func (p *Provider) Update(ctx context.Context, req *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	return answer(ctx, p, req.GetOlds(), req.GetNews(), func(s *world.Session, old, in world.Props) (*pulumirpc.UpdateResponse, error) {
		out, err := s.Update(req.GetUrn(), typeOf(req), req.GetId(), in, old, req.GetPreview())
		props, err := p.made(req, req.GetId(), out, err)
		return &pulumirpc.UpdateResponse{Properties: props}, err
	})
}

// Delete takes a resource away.
func (p *Provider) Delete(ctx context.Context, req *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	return answer(ctx, p, req.GetProperties(), nil, func(s *world.Session, state, _ world.Props) (*emptypb.Empty, error) {
		return &emptypb.Empty{}, p.effect(false, s.Delete(req.GetUrn(), typeOf(req), req.GetId(), state))
	})
}

// Invoke runs a look-up.
func (p *Provider) Invoke(ctx context.Context, req *pulumirpc.InvokeRequest) (*pulumirpc.InvokeResponse, error) {
	return answer(ctx, p, nil, req.GetArgs(), func(s *world.Session, _, args world.Props) (*pulumirpc.InvokeResponse, error) {
		out, err := s.Invoke(req.GetTok(), args)
		if err != nil {
			return nil, err
		}
		result, err := toStruct(out)
		return &pulumirpc.InvokeResponse{Return: result}, err
	})
}
