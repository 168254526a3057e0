package lb

import "github.com/drydock-iac/drydock/simcloud/world"

// Tokens of resource types that belong to this service alone.
const (
	ListenerRule        = "aws:lb/listenerRule:ListenerRule"
	ListenerCertificate = "aws:lb/listenerCertificate:ListenerCertificate"
)

// Types returns the resource types of Elastic Load Balancing version 2.
func Types() []*world.Type {
	return []*world.Type{
		balancerType(), targetGroupType(), listenerType(), ruleType(), certificateType(), attachmentType(),
	}
}
