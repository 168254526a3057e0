package route53

import "github.com/drydock-iac/drydock/simcloud/world"

// Types returns the resource types of Route 53, all of them global.
func Types() []*world.Type { return []*world.Type{zoneType(), recordType(), healthCheckType()} }
