package simtest

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// client calls a provider in the same process through the client side of the
// protocol, with no connection between them. What the simulation does not
// serve answers "unimplemented", as it does over gRPC.
type client struct {
	server pulumirpc.ResourceProviderServer
	// pause is how long a resource's creation and deletion are held back; may be
	// nil.
	pause func(urn string) time.Duration
}

func call[In, Out any](ctx context.Context, f func(context.Context, In) (Out, error), in In) (Out, error) {
	out, err := f(ctx, in)
	if err == nil {
		return out, nil
	}
	var none Out
	if _, ok := status.FromError(err); ok {
		return none, err
	}
	return none, status.Error(codes.Unknown, err.Error())
}

func (c client) Handshake(ctx context.Context, in *pulumirpc.ProviderHandshakeRequest, _ ...grpc.CallOption) (*pulumirpc.ProviderHandshakeResponse, error) {
	return call(ctx, c.server.Handshake, in)
}

func (c client) Parameterize(ctx context.Context, in *pulumirpc.ParameterizeRequest, _ ...grpc.CallOption) (*pulumirpc.ParameterizeResponse, error) {
	return call(ctx, c.server.Parameterize, in)
}

func (c client) GetSchema(ctx context.Context, in *pulumirpc.GetSchemaRequest, _ ...grpc.CallOption) (*pulumirpc.GetSchemaResponse, error) {
	return call(ctx, c.server.GetSchema, in)
}

func (c client) CheckConfig(ctx context.Context, in *pulumirpc.CheckRequest, _ ...grpc.CallOption) (*pulumirpc.CheckResponse, error) {
	return call(ctx, c.server.CheckConfig, in)
}

func (c client) DiffConfig(ctx context.Context, in *pulumirpc.DiffRequest, _ ...grpc.CallOption) (*pulumirpc.DiffResponse, error) {
	return call(ctx, c.server.DiffConfig, in)
}

func (c client) Configure(ctx context.Context, in *pulumirpc.ConfigureRequest, _ ...grpc.CallOption) (*pulumirpc.ConfigureResponse, error) {
	return call(ctx, c.server.Configure, in)
}

func (c client) Invoke(ctx context.Context, in *pulumirpc.InvokeRequest, _ ...grpc.CallOption) (*pulumirpc.InvokeResponse, error) {
	return call(ctx, c.server.Invoke, in)
}

func (c client) Call(ctx context.Context, in *pulumirpc.CallRequest, _ ...grpc.CallOption) (*pulumirpc.CallResponse, error) {
	return call(ctx, c.server.Call, in)
}

func (c client) Check(ctx context.Context, in *pulumirpc.CheckRequest, _ ...grpc.CallOption) (*pulumirpc.CheckResponse, error) {
	return call(ctx, c.server.Check, in)
}

func (c client) Diff(ctx context.Context, in *pulumirpc.DiffRequest, _ ...grpc.CallOption) (*pulumirpc.DiffResponse, error) {
	return call(ctx, c.server.Diff, in)
}

func (c client) Create(ctx context.Context, in *pulumirpc.CreateRequest, _ ...grpc.CallOption) (*pulumirpc.CreateResponse, error) {
	if c.pause != nil && !in.GetPreview() {
		time.Sleep(c.pause(in.GetUrn()))
	}
	return call(ctx, c.server.Create, in)
}

func (c client) Read(ctx context.Context, in *pulumirpc.ReadRequest, _ ...grpc.CallOption) (*pulumirpc.ReadResponse, error) {
	return call(ctx, c.server.Read, in)
}

func (c client) Update(ctx context.Context, in *pulumirpc.UpdateRequest, _ ...grpc.CallOption) (*pulumirpc.UpdateResponse, error) {
	return call(ctx, c.server.Update, in)
}

func (c client) Delete(ctx context.Context, in *pulumirpc.DeleteRequest, _ ...grpc.CallOption) (*emptypb.Empty, error) {
	if c.pause != nil {
		time.Sleep(c.pause(in.GetUrn()))
	}
	return call(ctx, c.server.Delete, in)
}

func (c client) Construct(ctx context.Context, in *pulumirpc.ConstructRequest, _ ...grpc.CallOption) (*pulumirpc.ConstructResponse, error) {
	return call(ctx, c.server.Construct, in)
}

func (c client) Cancel(ctx context.Context, in *emptypb.Empty, _ ...grpc.CallOption) (*emptypb.Empty, error) {
	return call(ctx, c.server.Cancel, in)
}

func (c client) GetPluginInfo(ctx context.Context, in *emptypb.Empty, _ ...grpc.CallOption) (*pulumirpc.PluginInfo, error) {
	return call(ctx, c.server.GetPluginInfo, in)
}

func (c client) Attach(ctx context.Context, in *pulumirpc.PluginAttach, _ ...grpc.CallOption) (*emptypb.Empty, error) {
	return call(ctx, c.server.Attach, in)
}

func (c client) GetMapping(ctx context.Context, in *pulumirpc.GetMappingRequest, _ ...grpc.CallOption) (*pulumirpc.GetMappingResponse, error) {
	return call(ctx, c.server.GetMapping, in)
}

func (c client) GetMappings(ctx context.Context, in *pulumirpc.GetMappingsRequest, _ ...grpc.CallOption) (*pulumirpc.GetMappingsResponse, error) {
	return call(ctx, c.server.GetMappings, in)
}

func (c client) List(context.Context, *pulumirpc.ListRequest, ...grpc.CallOption) (grpc.ServerStreamingClient[pulumirpc.ListResponse], error) {
	return nil, status.Error(codes.Unimplemented, "method List not implemented")
}
