package ec2_test

import (
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

var groupRefusals = []refusal{
	{"a group name twice", "InvalidGroup.Duplicate", "The security group 'web' already exists for VPC '{vpc}'", func(l *lab, n network, _ string) error {
		l.make(api.SecurityGroup, "web", world.Props{"vpcId": n.vpc, "name": "web"})
		_, _, err := l.Try(api.SecurityGroup, "web2", world.Props{"vpcId": n.vpc, "name": "web"})
		return err
	}},
	{"a group named default", "InvalidParameterValue", "Cannot use reserved security group name: default",
		creating(api.SecurityGroup, func(n network, _ string) world.Props { return world.Props{"vpcId": n.vpc, "name": "default"} })},
	{"a group described in umlauts", "InvalidParameterValue", "Value (für alle) for parameter GroupDescription is invalid. Invalid security group description. " +
		"Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
		creating(api.SecurityGroup, func(n network, _ string) world.Props { return world.Props{"vpcId": n.vpc, "description": "für alle"} })},
	{"deleting a group that a rule refers to", "DependencyViolation", "resource {sg} has a dependent object", func(l *lab, n network, _ string) error {
		user := l.make(api.SecurityGroup, "user", world.Props{"vpcId": n.vpc})
		l.make(api.IngressRule, "user", world.Props{"securityGroupId": user, "ipProtocol": "-1", "referencedSecurityGroupId": n.group})
		return l.Delete(api.SecurityGroup, "net", n.group)
	}},
	{"deleting a group that an interface uses", "DependencyViolation", "resource {sg} has a dependent object", func(l *lab, n network, _ string) error {
		l.make(api.NetworkInterface, "user", world.Props{"subnetId": n.private, "securityGroups": []any{n.group}})
		return l.Delete(api.SecurityGroup, "net", n.group)
	}},
	{"a rule twice", "InvalidPermission.Duplicate", `the specified rule "peer: 10.0.0.0/8, TCP, from port: 443, to port: 443, ALLOW" already exists`, func(l *lab, n network, _ string) error {
		rule := world.Props{"securityGroupId": n.group, "ipProtocol": "tcp", "fromPort": 443.0, "toPort": 443.0, "cidrIpv4": "10.0.0.0/8"}
		l.make(api.IngressRule, "one", rule)
		_, _, err := l.Try(api.IngressRule, "two", rule)
		return err
	}},
	{"a rule without ports", "InvalidParameterValue", "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
		ingress(world.Props{"ipProtocol": "tcp", "cidrIpv4": "10.0.0.0/8"})},
	{"a rule with its ports reversed", "InvalidParameterValue", "Invalid TCP/UDP port range (443:80)",
		ingress(world.Props{"ipProtocol": "tcp", "fromPort": 443.0, "toPort": 80.0, "cidrIpv4": "10.0.0.0/8"})},
	{"a rule for an unknown protocol", "InvalidParameterValue", "Invalid value 'http' for IP protocol. Unknown protocol.",
		ingress(world.Props{"ipProtocol": "http", "fromPort": 80.0, "toPort": 80.0, "cidrIpv4": "10.0.0.0/8"})},
	{"a rule for a group that is not there", "InvalidGroup.NotFound", "The security group 'sg-0' does not exist",
		ingress(world.Props{"ipProtocol": "-1", "referencedSecurityGroupId": "sg-0"})},
	{"a rule for a group of another network", "InvalidGroup.NotFound", "You have specified two resources that belong to different networks.", func(l *lab, n network, other string) error {
		far := l.make(api.SecurityGroup, "far", world.Props{"vpcId": other})
		return ingress(world.Props{"ipProtocol": "-1", "referencedSecurityGroupId": far})(l, n, other)
	}},
	{"a rule too many", "RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.", func(l *lab, n network, _ string) error {
		for i := range 60 {
			l.make(api.EgressRule, fmt.Sprint("rule", i), world.Props{
				"securityGroupId": n.group, "ipProtocol": "tcp", "fromPort": float64(i), "toPort": float64(i), "cidrIpv4": "10.0.0.0/8",
			})
		}
		_, _, err := l.Try(api.EgressRule, "more", world.Props{"securityGroupId": n.group, "ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"})
		return err
	}},
}
