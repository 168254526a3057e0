// Package rpc puts the simulated providers behind the engine's own protocol
// (pulumirpc.ResourceProvider).
package rpc

import (
	"context"
	"errors"
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

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
	s, err := p.session(ctx)
	if err != nil {
		return nil, err
	}
	in, err := fromStruct(req.GetNews())
	if err != nil {
		return nil, err
	}
	return &pulumirpc.CheckResponse{Inputs: req.GetNews(), Failures: failures(s.CheckConfig(in))}, nil
}

// DiffConfig compares two configurations.
func (p *Provider) DiffConfig(ctx context.Context, req *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	s, err := p.session(ctx)
	if err != nil {
		return nil, err
	}
	old, in, err := diffSides(req)
	if err != nil {
		return nil, err
	}
	return difference(s.DiffConfig(old, in)), nil
}

// Configure opens the session of the connection.
func (p *Provider) Configure(ctx context.Context, req *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error) {
	s, err := p.session(ctx)
	if err != nil {
		return nil, err
	}
	config, err := fromStruct(req.GetArgs())
	if err != nil {
		return nil, err
	}
	s.Configure(config)
	return &pulumirpc.ConfigureResponse{SupportsPreview: true}, nil
}

// Check completes and checks the inputs of a resource.
func (p *Provider) Check(ctx context.Context, req *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	s, err := p.session(ctx)
	if err != nil {
		return nil, err
	}
	old, err := fromStruct(req.GetOlds())
	if err != nil {
		return nil, err
	}
	in, err := fromStruct(req.GetNews())
	if err != nil {
		return nil, err
	}
	checked, fails, err := s.Check(req.GetUrn(), typeOf(req.GetType(), req.GetUrn()), old, in)
	if err != nil {
		return nil, err
	}
	inputs, err := toStruct(checked)
	return &pulumirpc.CheckResponse{Inputs: inputs, Failures: failures(fails)}, err
}

// Diff compares an existing resource with new inputs.
func (p *Provider) Diff(ctx context.Context, req *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	s, err := p.session(ctx)
	if err != nil {
		return nil, err
	}
	old, in, err := diffSides(req)
	if err != nil {
		return nil, err
	}
	d, err := s.DiffOf(req.GetUrn(), typeOf(req.GetType(), req.GetUrn()), old, in)
	if err != nil {
		return nil, err
	}
	return difference(d), nil
}

// Create makes a resource.
func (p *Provider) Create(ctx context.Context, req *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	s, err := p.session(ctx)
	if err != nil {
		return nil, err
	}
	in, err := fromStruct(req.GetProperties())
	if err != nil {
		return nil, err
	}
	id, out, err := s.Create(req.GetUrn(), typeOf(req.GetType(), req.GetUrn()), in, req.GetPreview())
	if err != nil {
		return nil, p.effect(req.GetPreview(), err)
	}
	props, err := toStruct(out)
	return &pulumirpc.CreateResponse{Id: id, Properties: props}, p.effect(req.GetPreview(), err)
}

// Read looks at a resource; an empty id in the answer says that it is gone.
func (p *Provider) Read(ctx context.Context, req *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	s, err := p.session(ctx)
	if err != nil {
		return nil, err
	}
	in, out, err := s.Read(req.GetUrn(), typeOf(req.GetType(), req.GetUrn()), req.GetId())
	if err != nil || out == nil {
		return &pulumirpc.ReadResponse{}, err
	}
	inputs, err := toStruct(in)
	if err != nil {
		return nil, err
	}
	props, err := toStruct(out)
	return &pulumirpc.ReadResponse{Id: req.GetId(), Inputs: inputs, Properties: props}, err
}

// Update changes a resource.
func (p *Provider) Update(ctx context.Context, req *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	s, err := p.session(ctx)
	if err != nil {
		return nil, err
	}
	in, err := fromStruct(req.GetNews())
	if err != nil {
		return nil, err
	}
	old, err := fromStruct(req.GetOlds())
	if err != nil {
		return nil, err
	}
	out, err := s.Update(req.GetUrn(), typeOf(req.GetType(), req.GetUrn()), req.GetId(), in, old, req.GetPreview())
	if err != nil {
		return nil, p.effect(req.GetPreview(), err)
	}
	props, err := toStruct(out)
	return &pulumirpc.UpdateResponse{Properties: props}, p.effect(req.GetPreview(), err)
}

// Delete takes a resource away.
func (p *Provider) Delete(ctx context.Context, req *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	s, err := p.session(ctx)
	if err != nil {
		return nil, err
	}
	state, err := fromStruct(req.GetProperties())
	if err != nil {
		return nil, err
	}
	return &emptypb.Empty{}, p.effect(false, s.Delete(req.GetUrn(), typeOf(req.GetType(), req.GetUrn()), req.GetId(), state))
}

// Invoke runs a look-up.
func (p *Provider) Invoke(ctx context.Context, req *pulumirpc.InvokeRequest) (*pulumirpc.InvokeResponse, error) {
	s, err := p.session(ctx)
	if err != nil {
		return nil, err
	}
	args, err := fromStruct(req.GetArgs())
	if err != nil {
		return nil, err
	}
	out, err := s.Invoke(req.GetTok(), args)
	if err != nil {
		return nil, err
	}
	result, err := toStruct(out)
	return &pulumirpc.InvokeResponse{Return: result}, err
}

// effect reports a finished operation and passes its error on with a gRPC
// code, for the engine prints "unknown" errors with their code.
func (p *Provider) effect(preview bool, err error) error {
	if !preview && p.changed != nil {
		p.changed()
	}
	if err == nil {
		return nil
	}
	if errors.Is(err, world.ErrGone) {
		return status.Error(codes.NotFound, err.Error())
	}
	return status.Error(codes.Unknown, err.Error())
}

func diffSides(req *pulumirpc.DiffRequest) (old, in world.Props, err error) {
	olds := req.GetOldInputs()
	if olds == nil {
		olds = &structpb.Struct{}
	}
	if old, err = fromStruct(olds); err != nil {
		return nil, nil, err
	}
	in, err = fromStruct(req.GetNews())
	return old, in, err
}

func failures(fails []world.Failure) []*pulumirpc.CheckFailure {
	var out []*pulumirpc.CheckFailure
	for _, f := range fails {
		out = append(out, &pulumirpc.CheckFailure{Property: f.Property, Reason: f.Reason})
	}
	return out
}
