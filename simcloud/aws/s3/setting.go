package s3

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// A setting is a resource that holds one setting of one bucket.
type setting struct {
	token string
	// doing says what is done, of verb and bucket; put and drop name the calls.
	doing, put, drop string
	defaults         world.Props
	refs             []world.Ref
	check            func(c *world.Check)
	// apply puts the setting into force.
	apply func(c *world.Call, op api.Op, bucket, state *world.Object) error
	// reset takes it back when the resource goes.
	reset func(c *world.Call, op api.Op, state *world.Object) error
}

// resource is the type of a setting. S3 has one setting of a kind for a
// bucket, and the last who puts it wins: a second resource for the same bucket
// takes the first one's place, and the deletion of either removes the setting.
func (s setting) resource() *world.Type {
	return &world.Type{
		Token:    s.token,
		Replace:  []string{"bucket", "expectedBucketOwner"},
		Defaults: s.defaults,
		Refs:     append([]world.Ref{{Path: "bucket", Kind: Bucket}}, s.refs...),
		Takes:    world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check:    s.check,
		Create: func(c *world.Call) error {
			id := c.In.Str("bucket")
			if owner := c.In.Str("expectedBucketOwner"); owner != "" {
				id += "," + owner
			}
			if err := s.set(c, operation(s.describe("creating", c.In.Str("bucket")), s.put)); err != nil {
				return err
			}
			if earlier := c.Find(s.token, id); earlier != nil {
				c.Remove(earlier)
			}
			c.ID = id
			return nil
		},
		Update: func(c *world.Call) error {
			return s.set(c, operation(s.describe("updating", c.In.Str("bucket")), s.put))
		},
		Delete: func(c *world.Call) error {
			name := c.Object.Props.Str("bucket")
			bucket := c.Find(Bucket, name)
			if bucket == nil {
				return nil // The setting went with its bucket.
			}
			return s.reset(c, operation(s.describe("deleting", name), s.drop), stateOf(c, bucket))
		},
	}
}

func (s setting) describe(verb, bucket string) string { return fmt.Sprintf(s.doing, verb, bucket) }

func (s setting) set(c *world.Call, op api.Op) error {
	bucket, err := find(c, op, c.In.Str("bucket"))
	if err != nil {
		return err
	}
	if owner := c.In.Str("expectedBucketOwner"); owner != "" && owner != api.Account {
		return op.RefuseStatus(403, "AccessDenied", "Access Denied", docOwner)
	}
	return s.apply(c, op, bucket, stateOf(c, bucket))
}
