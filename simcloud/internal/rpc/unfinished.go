package rpc

import (
	"errors"

	"google.golang.org/grpc/codes"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// reasons are why a resource that is there is not ready, nil for any other
// error.
func reasons(err error) []string {
	var u *world.Unfinished
	if errors.As(err, &u) {
		return u.Reasons
	}
	return nil
}

// unfinished gives an error the details by which the engine knows that the
// resource is there all the same, and keeps it.
func unfinished(err error, id string, in, out world.Props) error {
	detail := &pulumirpc.ErrorResourceInitFailed{Id: id, Reasons: reasons(err)}
	var encoding error
	if detail.Properties, encoding = toStruct(out); encoding != nil {
		return encoding
	}
	if in != nil {
		if detail.Inputs, encoding = toStruct(in); encoding != nil {
			return encoding
		}
	}
	return rpcerror.WithDetails(rpcerror.New(codes.Unknown, err.Error()), detail)
}
