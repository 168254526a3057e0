package ec2

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Documents that the rules come from.
const (
	docErrors    = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html"
	docVPC       = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"
	docSubnets   = "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"
	docQuotas    = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"
	docDeleteVPC = "https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html"
	docGateways  = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html"
	docNAT       = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html"
	docNATBasics = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html"
	docRoutes    = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html"
	docRelease   = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html"
	docAssociate = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html"
	docEndpoints = "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"
	docServices  = "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html"
	docGroups    = "https://docs.aws.amazon.com/vpc/latest/userguide/security-groups.html"
	docRules     = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"
	docACLs      = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html"
	docFlowLogs  = "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html"
	docENI       = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html"
	docTemplates = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html"
	docUserData  = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html"
	docRun       = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html"
	docVCPU      = "https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html"
	docTerminate = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_ChangingDisableAPITermination.html"
	docTags      = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html"
	docVolumes   = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVolume.html"
	docKeys      = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ImportKeyPair.html"
)

// doing names the API call that the provider makes, in the provider's words:
// "creating EC2 Subnet", and on an existing object "updating EC2 Subnet (id)".
func doing(c *world.Call, noun, create, update string) api.Op {
	if c.Object == nil {
		return api.Op{Doing: "creating " + noun, Service: "EC2", Name: create}
	}
	return api.Op{Doing: fmt.Sprintf("updating %s (%s)", noun, c.ID), Service: "EC2", Name: update}
}

func deleting(c *world.Call, noun, name string) api.Op {
	return api.Op{Doing: fmt.Sprintf("deleting %s (%s)", noun, c.ID), Service: "EC2", Name: name}
}

// reference is an input whose value must name an existing object; noun and
// call say what is being made, code and thing how the service words it.
func reference(path, kind, noun, call, code, thing string) world.Ref {
	return world.Ref{Path: path, Kind: kind, Missing: func(c *world.Call, value string) error {
		return doing(c, noun, call, call).Refuse(code, notFound(thing, value), docErrors)
	}}
}

func notFound(thing, id string) string { return fmt.Sprintf("The %s '%s' does not exist", thing, id) }

func vpcRef(noun, call string) world.Ref {
	return reference("vpcId", api.VPC, noun, call, "InvalidVpcID.NotFound", "vpc ID")
}

func subnetRef(path, noun, call string) world.Ref {
	return reference(path, api.Subnet, noun, call, "InvalidSubnetID.NotFound", "subnet ID")
}

func groupRef(path, noun, call string) world.Ref {
	return reference(path, api.SecurityGroup, noun, call, "InvalidGroup.NotFound", "security group")
}

// orders is a reference that the service does not look up on the call; it
// only tells what the operation depends on.
func orders(path, kind string) world.Ref { return world.Ref{Path: path, Kind: kind} }

// checkTags refuses tags that EC2 does not take. The provider's default tags
// count, for they are sent with the resource's own.
func checkTags(c *world.Call, op api.Op) error {
	all := map[string]any{}
	for _, from := range []world.Props{c.Config.Map("defaultTags").Map("tags"), c.In.Map("tags")} {
		for k, v := range from {
			all[k] = v
		}
	}
	for _, k := range world.Props(all).Keys() {
		v, _ := all[k].(string)
		switch {
		case strings.HasPrefix(strings.ToLower(k), "aws:"):
			return op.Refuse("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use", docTags)
		case utf8.RuneCountInString(k) > 128:
			return op.Refuse("InvalidParameterValue", fmt.Sprintf("Tag key exceeds the maximum length of 128 characters: '%s'", k), docTags)
		case utf8.RuneCountInString(v) > 256:
			return op.Refuse("InvalidParameterValue", fmt.Sprintf("Tag value exceeds the maximum length of 256 characters: '%s'", v), docTags)
		}
	}
	if len(all) > 50 {
		return op.Refuse("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.", docTags)
	}
	return nil
}

// tagging wraps the create and update of a type whose resources bear tags.
func tagging(t *world.Type, noun, create string) *world.Type {
	made, changed := t.Create, t.Update
	t.Create = func(c *world.Call) error {
		if err := checkTags(c, doing(c, noun, create, "CreateTags")); err != nil {
			return err
		}
		return made(c)
	}
	t.Update = func(c *world.Call) error {
		if err := checkTags(c, doing(c, noun, create, "CreateTags")); err != nil {
			return err
		}
		if changed == nil {
			return nil
		}
		return changed(c)
	}
	return t
}

// with returns the objects of a kind whose list property contains value.
func with(c *world.Call, kind, list, value string) []*world.Object {
	var out []*world.Object
	for _, o := range c.All(kind) {
		for _, v := range o.Props.Strs(list) {
			if v == value {
				out = append(out, o)
				break
			}
		}
	}
	return out
}

// list makes a property value of strings.
func list(values []string) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// set writes computed values over outputs.
func set(out world.Props, values world.Props) {
	for k, v := range values {
		out[k] = v
	}
}
