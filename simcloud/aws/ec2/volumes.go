package ec2

import (
	"fmt"
	"slices"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// volumeProps are the properties of an EBS volume. The performance without a
// wish is the baseline of the volume type:
// https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
func volumeProps(c *world.Call, id, zone, kind string, gib int, want world.Props) world.Props {
	iops, throughput := want.Int("iops"), want.Int("throughput")
	switch kind {
	case "gp3":
		iops, throughput = max(iops, 3000), max(throughput, 125)
	case "gp2":
		iops = min(max(100, 3*gib), 16000)
	}
	return world.Props{
		"arn": api.ARN(c, "ec2", "volume/"+id), "availabilityZone": zone, "createTime": c.Now().Format(time.RFC3339),
		"encrypted": want.Bool("encrypted"), "iops": iops, "throughput": throughput, "size": gib, "type": kind,
		"kmsKeyId": want.Str("kmsKeyId"), "snapshotId": want.Str("snapshotId"), "multiAttachEnabled": want.Bool("multiAttachEnabled"),
		"finalSnapshot": want.Bool("finalSnapshot"), "outpostArn": want.Str("outpostArn"), "tags": map[string]any(want.Map("tags")),
	}
}

var volumeTypes = []string{"standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"}

func volumeType() *world.Type {
	const noun, call = "EBS Volume", "CreateVolume"
	return tagging(&world.Type{
		Token:    api.Volume,
		Replace:  []string{"availabilityZone", "encrypted", "kmsKeyId", "multiAttachEnabled", "outpostArn", "snapshotId"},
		Defaults: world.Props{"finalSnapshot": false},
		Refs:     []world.Ref{{Path: "kmsKeyId", Kind: api.Key, By: "arn"}},
		Takes:    world.Times{Create: 11 * time.Second, Update: 5 * time.Second, Delete: 11 * time.Second},
		Check: func(c *world.Check) {
			oneOf(c, c.In, "", "type", volumeTypes...)
			between(c, c.In, "", "throughput", 125, 1000)
			if !given(c.In, "size") && !given(c.In, "snapshotId") {
				c.Fail("size", "Missing required argument. \"size\": one of `size,snapshot_id` must be specified")
			}
		},
		Create: func(c *world.Call) error {
			zone := c.In.Str("availabilityZone")
			if !slices.Contains(api.Zones(c.Scope), zone) {
				return doing(c, noun, call, "").Refuse("InvalidZone.NotFound", fmt.Sprintf("The zone '%s' does not exist.", zone), docErrors)
			}
			c.ID = c.NewID("vol")
			set(c.Out, volumeProps(c, c.ID, zone, c.In.StrOr("type", "gp2"), c.In.Int("size"), c.In))
			return nil
		},
		Update: func(c *world.Call) error {
			if c.In.Int("size") < c.Object.Props.Int("size") && given(c.In, "size") {
				return doing(c, noun, "", "ModifyVolume").Refuse("InvalidParameterValue", "New size cannot be smaller than existing size", docModify)
			}
			return nil
		},
		Delete: func(c *world.Call) error {
			if instance := AttachedTo(c, c.Object); instance != "" {
				return deleting(c, noun, "DeleteVolume").Refuse("VolumeInUse",
					fmt.Sprintf("Volume %s is currently attached to %s", c.ID, instance), docVolumes)
			}
			return nil
		},
	}, noun, call)
}

// docModify states that a volume can only grow.
const docModify = "https://docs.aws.amazon.com/ebs/latest/userguide/modify-volume-requirements.html"

// AttachedTo is the instance that a volume is attached to, "" for none: an
// instance that ends lets go of its volumes. Source:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/preserving-volumes-on-termination.html
func AttachedTo(c *world.Call, volume *world.Object) string {
	for _, a := range volume.Props.Maps("attachments") {
		i := c.FindIn(volume.Scope, api.Instance, a.Str("instanceId"))
		if i != nil && i.Props.StrOr("state", "running") != "terminated" {
			return i.ID
		}
	}
	return ""
}
