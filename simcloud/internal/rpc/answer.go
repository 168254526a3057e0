package rpc

import (
	"context"
	"errors"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// answer answers one request: it finds the session of the connection and
// decodes the property bags that the request carries, one that exists already
// and one that is asked for, either of which may be nil. An error comes
// without a response, as gRPC has it.
func answer[Response any](
	ctx context.Context, p *Provider, old, in *structpb.Struct,
	do func(s *world.Session, old, in world.Props) (*Response, error),
) (*Response, error) {
	s, err := p.session(ctx)
	if err != nil {
		return nil, err
	}
	oldProps, err := fromStruct(old)
	if err != nil {
		return nil, err
	}
	inProps, err := fromStruct(in)
	if err != nil {
		return nil, err
	}
	response, err := do(s, oldProps, inProps)
	if err != nil {
		return nil, err
	}
	return response, nil
}

// made ends a create or an update: it encodes what the resource has become and
// reports the effect.
func (p *Provider) made(req interface{ GetPreview() bool }, id string, out world.Props, err error) (*structpb.Struct, error) {
	var props *structpb.Struct
	switch {
	case err == nil:
		props, err = toStruct(out)
	case reasons(err) != nil:
		err = unfinished(err, id, nil, out)
	}
	return props, p.effect(req.GetPreview(), err)
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
	if _, done := status.FromError(err); done {
		return err
	}
	if errors.Is(err, world.ErrGone) {
		return status.Error(codes.NotFound, err.Error())
	}
	return status.Error(codes.Unknown, err.Error())
}

func failures(fails []world.Failure) []*pulumirpc.CheckFailure {
	var out []*pulumirpc.CheckFailure
	for _, f := range fails {
		out = append(out, &pulumirpc.CheckFailure{Property: f.Property, Reason: f.Reason})
	}
	return out
}
