package s3

import (
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func operation(doing, name string) api.Op { return api.Op{Doing: doing, Service: "S3", Name: name} }

// malformed are the words for a document that the service cannot read.
const malformed = "The XML you provided was not well-formed or did not validate against our published schema"

// find returns the bucket of a name for a call in its own region.
func find(c *world.Call, op api.Op, name string) (*world.Object, error) {
	if o := c.Find(Bucket, name); o != nil {
		return o, nil
	}
	if anywhere(c, name) != nil {
		return nil, op.RefuseStatus(301, "PermanentRedirect",
			"The bucket you are attempting to access must be addressed using the specified endpoint. "+
				"Please send all future requests to this endpoint.", docRegions)
	}
	if taken(c, name) {
		return nil, denied(op)
	}
	return nil, op.RefuseStatus(404, "NoSuchBucket", "The specified bucket does not exist", docErrors)
}

// anywhere returns the account's bucket of a name in whichever region, or nil.
func anywhere(c *world.Call, name string) *world.Object {
	for _, region := range api.Regions() {
		if o := c.FindIn(region, Bucket, name); o != nil {
			return o
		}
	}
	return nil
}

func denied(op api.Op) error { return op.RefuseStatus(403, "AccessDenied", "Access Denied", docErrors) }

// blocked is the refusal of a request that Block Public Access forbids.
func blocked(op api.Op, action, bucket string) error {
	return op.RefuseStatus(403, "AccessDenied", fmt.Sprintf(
		"User: %s is not authorized to perform: %s on resource: %q because public policies are blocked by the BlockPublicPolicy block public access setting.",
		api.Caller, action, arnOf(bucket)), docPublic)
}

func noACL(op api.Op) error {
	return op.Refuse("AccessControlListNotSupported", "The bucket does not allow ACLs", docACL)
}

// arnOf is the ARN of a bucket, which has neither region nor account.
func arnOf(bucket string) string { return "arn:aws:s3:::" + bucket }
