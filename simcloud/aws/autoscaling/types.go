package autoscaling

import "github.com/drydock-iac/drydock/simcloud/world"

// Tag is the type of a single tag of a group that something else manages.
const Tag = "aws:autoscaling/tag:Tag"

// Types returns the resource types of EC2 Auto Scaling.
func Types() []*world.Type { return []*world.Type{groupType(), attachmentType(), tagType()} }
