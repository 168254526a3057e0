package acm

import "github.com/drydock-iac/drydock/simcloud/world"

// Types returns the resource types of Certificate Manager.
func Types() []*world.Type { return []*world.Type{certificateType(), validationType()} }
