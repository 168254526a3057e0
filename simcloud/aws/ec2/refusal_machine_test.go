package ec2_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

var machineRefusals = []refusal{
	{"an endpoint for no service", "InvalidServiceName", "The Vpc Endpoint Service 'com.amazonaws.eu-central-1.ecr-api' does not exist",
		interfaceEndpoint(world.Props{"serviceName": "com.amazonaws.eu-central-1.ecr-api"})},
	{"an endpoint for a service of another region", "InvalidServiceName", "The Vpc Endpoint Service 'com.amazonaws.us-east-1.sts' does not exist",
		interfaceEndpoint(world.Props{"serviceName": "com.amazonaws.us-east-1.sts"})},
	{"a gateway endpoint for an interface service", "InvalidParameter", "Endpoint type (Gateway) does not match available service types ([Interface]).",
		interfaceEndpoint(world.Props{"vpcEndpointType": "Gateway"})},
	{"private DNS without DNS host names", "InvalidParameter", "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for {other}",
		func(l *lab, n network, other string) error {
			return interfaceEndpoint(world.Props{"vpcId": other, "subnetIds": nil, "securityGroupIds": nil})(l, n, other)
		}},
	{"an endpoint twice in a zone", "DuplicateSubnetsInSameZone", "Found another VPC endpoint subnet in the availability zone of {second}. " +
		"VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.", func(l *lab, n network, _ string) error {
		second := l.make(api.Subnet, "second", world.Props{"vpcId": n.vpc, "cidrBlock": "10.0.2.0/24", "availabilityZone": region + "b"})
		err := interfaceEndpoint(world.Props{"subnetIds": []any{n.private, second}})(l, n, "")
		var refused *world.Error
		if errors.As(err, &refused) {
			refused.Message = strings.ReplaceAll(refused.Message, second, "{second}")
		}
		return err
	}},
	{"a gateway endpoint twice in a table", "RouteAlreadyExists", "route table {rtb} already has a route with destination-prefix-list-id {pl}", func(l *lab, n network, _ string) error {
		in := world.Props{"vpcId": n.vpc, "serviceName": "com.amazonaws.eu-central-1.s3", "routeTableIds": []any{n.publicTable}}
		first := l.make(api.VPCEndpoint, "s3", in)
		_, _, err := l.Try(api.VPCEndpoint, "s3again", in)
		var refused *world.Error
		if errors.As(err, &refused) {
			refused.Message = strings.ReplaceAll(refused.Message, l.out(api.VPCEndpoint, first).Str("prefixListId"), "{pl}")
		}
		return err
	}},
	{"a flow log without a role", "InvalidParameter", "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
		creating(api.FlowLog, func(n network, _ string) world.Props {
			return world.Props{"vpcId": n.vpc, "trafficType": "ALL", "logDestination": "arn:aws:logs:eu-central-1:111122223333:log-group:flow"}
		})},
	{"a flow log with a role that is not there", "InvalidParameter", "Unable to assume given IAM role", creating(api.FlowLog, func(n network, _ string) world.Props {
		return world.Props{
			"vpcId": n.vpc, "trafficType": "ALL", "iamRoleArn": "arn:aws:iam::111122223333:role/flow",
			"logDestination": "arn:aws:logs:eu-central-1:111122223333:log-group:flow",
		}
	})},
	{"an interface with an address outside the subnet", "InvalidParameterValue", "Address 10.0.5.5 does not fall within the subnet's address range",
		creating(api.NetworkInterface, func(n network, _ string) world.Props {
			return world.Props{"subnetId": n.public, "privateIps": []any{"10.0.5.5"}}
		})},
	{"an interface with a reserved address", "InvalidParameterValue", "Address 10.0.0.2 is in subnet's reserved address range",
		creating(api.NetworkInterface, func(n network, _ string) world.Props {
			return world.Props{"subnetId": n.public, "privateIps": []any{"10.0.0.2"}}
		})},
	{"a launch template name twice", "InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.", func(l *lab, _ network, _ string) error {
		l.make(api.LaunchTemplate, "one", world.Props{"name": "nodes"})
		_, _, err := l.Try(api.LaunchTemplate, "two", world.Props{"name": "nodes"})
		return err
	}},
	{"user data of a template that are no base64", "InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.",
		creating(api.LaunchTemplate, func(network, string) world.Props { return world.Props{"userData": "#!/bin/sh"} })},
	{"user data of a template that are too long", "InvalidUserData.Malformed", "User data is limited to 16384 bytes",
		creating(api.LaunchTemplate, func(network, string) world.Props {
			return world.Props{"userData": base64.StdEncoding.EncodeToString(make([]byte, 16385))}
		})},
	{"an image id of another shape", "InvalidAMIID.Malformed", `Invalid id: "ubuntu" (expecting "ami-...")`, machine(world.Props{"ami": "ubuntu"})},
	{"no such instance type", "InvalidParameterValue", "Invalid value 't3.gigantic' for InstanceType.", machine(world.Props{"instanceType": "t3.gigantic"})},
	{"user data that are too long", "InvalidParameterValue", "User data is limited to 16384 bytes", machine(world.Props{"userData": strings.Repeat("x", 16385)})},
	{"more vCPUs than the account may run", "VcpuLimitExceeded", "You have requested more vCPU capacity than your current vCPU limit of 5 allows for the instance bucket " +
		"that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.",
		machine(world.Props{"instanceType": "m5.2xlarge"})},
	{"an instance profile that is not there", "InvalidParameterValue", "Value (node) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
		machine(world.Props{"iamInstanceProfile": "node"})},
	{"an instance with a group of another network", "InvalidParameter", "Security group {far} and subnet {public} belong to different networks.", func(l *lab, n network, other string) error {
		far := l.make(api.SecurityGroup, "far", world.Props{"vpcId": other})
		err := machine(world.Props{"vpcSecurityGroupIds": []any{far}})(l, n, other)
		var refused *world.Error
		if errors.As(err, &refused) {
			refused.Message = strings.ReplaceAll(refused.Message, far, "{far}")
		}
		return err
	}},
	{"an instance in a full subnet", "InsufficientFreeAddressesInSubnet", "There are not enough free addresses in subnet '{small}' to satisfy the requested number of instances.", func(l *lab, n network, other string) error {
		small := l.make(api.Subnet, "small", world.Props{"vpcId": n.vpc, "cidrBlock": "10.0.3.0/28"})
		for i := range 11 {
			l.make(api.NetworkInterface, fmt.Sprint("filler", i), world.Props{"subnetId": small})
		}
		err := machine(world.Props{"subnetId": small})(l, n, other)
		var refused *world.Error
		if errors.As(err, &refused) {
			refused.Message = strings.ReplaceAll(refused.Message, small, "{small}")
		}
		return err
	}},
	{"terminating a protected instance", "OperationNotPermitted", "The instance '{i}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.", func(l *lab, n network, _ string) error {
		id := l.make(api.Instance, "kept", world.Props{"ami": image, "instanceType": "t3.micro", "subnetId": n.public, "disableApiTermination": true})
		err := l.Delete(api.Instance, "kept", id)
		var refused *world.Error
		if errors.As(err, &refused) {
			refused.Message = strings.ReplaceAll(refused.Message, id, "{i}")
		}
		return err
	}},
	{"deleting a volume in use", "VolumeInUse", "Volume {vol} is currently attached to {i}", func(l *lab, n network, _ string) error {
		id := l.make(api.Instance, "user", world.Props{"ami": image, "instanceType": "t3.micro", "subnetId": n.public})
		volume := l.out(api.Instance, id).Map("rootBlockDevice").Str("volumeId")
		err := l.Delete(api.Volume, "user", volume)
		var refused *world.Error
		if errors.As(err, &refused) {
			refused.Message = strings.NewReplacer(volume, "{vol}", id, "{i}").Replace(refused.Message)
		}
		return err
	}},
	{"a tag of AWS's own", "InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use",
		creating(api.SecurityGroup, func(n network, _ string) world.Props {
			return world.Props{"vpcId": n.vpc, "tags": map[string]any{"aws:mine": "x"}}
		})},
	{"more than fifty tags", "TagLimitExceeded", "The maximum number of Tags for a resource has been reached.", creating(api.EIP, func(network, string) world.Props {
		tags := map[string]any{}
		for i := range 51 {
			tags[fmt.Sprint("k", i)] = "v"
		}
		return world.Props{"tags": tags}
	})},
	{"releasing the address of a NAT gateway", "InvalidIPAddress.InUse", "Address {ip} is in use.", func(l *lab, n network, _ string) error {
		ip := l.out(api.EIP, n.eip).Str("publicIp")
		err := l.Delete(api.EIP, "net", n.eip)
		var refused *world.Error
		if errors.As(err, &refused) {
			refused.Message = strings.ReplaceAll(refused.Message, ip, "{ip}")
		}
		return err
	}},
	{"a key that is none", "InvalidKey.Format", "Key is not in valid OpenSSH public key format", creating(ec2.KeyPair, func(network, string) world.Props {
		return world.Props{"publicKey": "hello"}
	})},
}
