package faults_test

import (
	"errors"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// answer makes the service give that answer to every such call until the
// faults are cleared.
func answer(op world.Op, kind string, refusal *world.Error) func(*drill) {
	return func(d *drill) {
		if op != world.OpCreate {
			d.up()
		}
		d.cloud.Inject(world.Fault{Op: op, Kind: kind, Effect: world.Refuse, Times: -1, Err: refusal})
	}
}

// passes is what a user waits for, or asks an administrator for.
func passes(d *drill) { d.cloud.World().ClearFaults() }

// injected are troubles of the services themselves and of the caller's rights,
// which pass or are granted.
func injected() []fault {
	return []fault{
		{
			name: "the caller may not make a VPC", program: alone,
			stage: answer(world.OpCreate, api.VPC, &world.Error{
				Doing: "creating EC2 VPC", Service: "EC2", Operation: "CreateVpc", Status: 403, Code: "UnauthorizedOperation",
				Message: "You are not authorized to perform this operation.",
				Doc:     "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
			}),
			code: "UnauthorizedOperation", message: "You are not authorized to perform this operation.", repair: passes,
		},
		{
			name: "the caller may not look at a subnet", program: alone, operation: (*simtest.Stack).Refresh,
			stage: answer(world.OpRead, api.Subnet, &world.Error{
				Doing: "reading EC2 Subnet", Service: "EC2", Operation: "DescribeSubnets", Status: 403, Code: "UnauthorizedOperation",
				Message: "You are not authorized to perform this operation.",
				Doc:     "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
			}),
			code: "UnauthorizedOperation", message: "You are not authorized to perform this operation.", repair: passes,
		},
		{
			name: "the caller may not delete a key", operation: (*simtest.Stack).Destroy, given: sound, program: inNetwork,
			stage: answer(world.OpDelete, api.Key, &world.Error{
				Doing: "deleting KMS Key", Service: "KMS", Operation: "ScheduleKeyDeletion", Code: "AccessDeniedException",
				Message: "User is not authorized to perform: kms:ScheduleKeyDeletion",
				Doc:     "https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html",
			}),
			code: "AccessDeniedException", message: "User is not authorized to perform: kms:ScheduleKeyDeletion", repair: passes,
		},
		{
			name: "the zone has no such machine free", given: sound, program: inNetwork,
			stage: answer(world.OpCreate, api.NodeGroup, &world.Error{
				Doing: "waiting for EKS Node Group create", Service: "EKS", Operation: "DescribeNodegroup", Code: "AsgInstanceLaunchFailures",
				Message: "Could not launch On-Demand Instances. InsufficientInstanceCapacity",
				Doc:     "https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html",
			}),
			code: "AsgInstanceLaunchFailures", message: "InsufficientInstanceCapacity", repair: passes,
		},
		{
			name: "the service is out of order for a while", given: sound, program: inNetwork,
			stage: func(d *drill) {
				d.cloud.Inject(world.Fault{Op: world.OpCreate, Kind: "aws:iam/*", Effect: world.Refuse, Times: 3})
			},
			code: "InternalError", message: "We encountered an internal error. Please try again.", repair: passes,
		},
		{
			name: "the client gives a throttled call up after 25 attempts", given: sound, program: inNetwork,
			stage: func(d *drill) {
				d.cloud.Inject(world.Fault{Op: world.OpCreate, Kind: api.Role, Effect: world.Throttle, Times: -1})
			},
			code: "Throttling", message: "Rate exceeded", repair: passes,
		},
		{
			name: "the connection to the cloud breaks", program: alone,
			stage: func(d *drill) {
				d.cloud.Inject(world.Fault{Op: world.OpCreate, Kind: api.RouteTable, Effect: world.Refuse, Times: -1, Err: errors.New("connection reset by peer")})
			},
			message: "connection reset by peer", repair: passes,
		},
	}
}
