package ec2

import (
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// KindSnapshot is the kind of snapshots of EBS volumes. No program makes one
// here: controllers do.
const KindSnapshot = "aws:ebs/snapshot:Snapshot"

// MakeSnapshot takes a snapshot of a volume, which belongs to nobody and does
// not need the volume any more. Its ARN names no account:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
func MakeSnapshot(c *world.Call, volume *world.Object, description string, tags map[string]any, salt string) *world.Object {
	id := c.NewID("snap", volume.ID, salt)
	o := c.Make(&world.Object{}, KindSnapshot, id, world.Props{
		"arn": fmt.Sprintf("arn:aws:ec2:%s::snapshot/%s", c.Scope, id), "ownerId": api.Account, "description": description,
		"volumeId": volume.ID, "volumeSize": volume.Props.Int("size"), "encrypted": volume.Props.Bool("encrypted"),
		"kmsKeyId": volume.Props.Str("kmsKeyId"), "storageTier": "standard", "tags": tags,
	})
	o.Owner = ""
	return o
}
