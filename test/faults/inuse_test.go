package faults_test

import (
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// later takes something away that another hand has made in what the program
// made. use goes before the destruction that fails; it remembers the id.
func later(kind string, use func(*drill) string) (stage, repair func(*drill)) {
	return func(d *drill) {
			d.up()
			d.id = use(d)
		}, func(d *drill) {
			d.delete(kind, d.id)
			for _, m := range d.rest {
				d.delete(m.kind, m.id)
			}
		}
}

// again destroys once more after a repair. Objects in a cluster go with it
// (DeletedWith): the engine has forgotten them when the cluster's own deletion
// is refused, and an Up would meet them again as somebody else's.
func again(repair func(*drill)) func(*drill) {
	return func(d *drill) {
		repair(d)
		d.Destroy().NoError(d.t)
	}
}

// inUse are destructions of what somebody else uses.
func inUse() []fault {
	rows := []struct {
		name, kind    string
		small         bool
		use           func(*drill) string
		code, message string
	}{
		{
			"a foreign interface lies in a subnet", api.NetworkInterface, true,
			func(d *drill) string {
				return d.create(api.NetworkInterface, world.Props{"subnetId": d.named(api.Subnet, "core-private-a").ID})
			},
			"DependencyViolation", "has dependencies and cannot be deleted.",
		},
		{
			"a foreign machine runs in a subnet", api.Instance, true,
			func(d *drill) string {
				return d.create(api.Instance, world.Props{
					"ami": "ami-0123456789abcdef0", "instanceType": "t3.micro", "subnetId": d.named(api.Subnet, "core-private-b").ID,
				})
			},
			"DependencyViolation", "has dependencies and cannot be deleted.",
		},
		{
			"a foreign security group is in the VPC", api.SecurityGroup, true,
			func(d *drill) string {
				return d.create(api.SecurityGroup, world.Props{"vpcId": d.named(api.VPC, "core-vpc").ID, "name": "foreign"})
			},
			"DependencyViolation", "has dependencies and cannot be deleted.",
		},
		{
			"a foreign route table is in the VPC", api.RouteTable, true,
			func(d *drill) string {
				return d.create(api.RouteTable, world.Props{"vpcId": d.named(api.VPC, "core-vpc").ID})
			},
			"DependencyViolation", "has dependencies and cannot be deleted.",
		},
		{
			"a foreign interface has the balancer's security group", api.NetworkInterface, false,
			func(d *drill) string {
				return d.create(api.NetworkInterface, world.Props{
					"subnetId":       d.named(api.Subnet, "dev-private-a").ID,
					"securityGroups": []any{d.named(api.SecurityGroup, "dev-edge-group").ID},
				})
			},
			"DependencyViolation", "has a dependent object",
		},
		{
			"a colleague's NAT gateway lies in a subnet", api.NATGateway, true,
			func(d *drill) string {
				return d.create(api.NATGateway, world.Props{
					"subnetId": d.named(api.Subnet, "core-private-b").ID, "connectivityType": "private",
				})
			},
			"DependencyViolation", "has dependencies and cannot be deleted.",
		},
		{
			"a foreign network ACL is in the VPC", api.NetworkACL, true,
			func(d *drill) string {
				return d.create(api.NetworkACL, world.Props{"vpcId": d.named(api.VPC, "core-vpc").ID})
			},
			"DependencyViolation", "has dependencies and cannot be deleted.",
		},
		{
			"a foreign rule names the nodes' security group", api.IngressRule, false,
			func(d *drill) string {
				vpc := d.named(api.VPC, "dev-vpc").ID
				foreign := d.create(api.SecurityGroup, world.Props{"vpcId": vpc, "name": "foreign"})
				d.rest = append(d.rest, made{api.SecurityGroup, foreign})
				return d.create(api.IngressRule, world.Props{
					"securityGroupId": foreign, "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432,
					"referencedSecurityGroupId": d.named(api.SecurityGroup, "dev-nodes").ID,
				})
			},
			"DependencyViolation", "has a dependent object",
		},
		{
			"a foreign record is in the zone", api.Record, false,
			func(d *drill) string {
				return d.create(api.Record, world.Props{
					"zoneId": d.named(api.Zone, "dev-zone").ID, "name": "shop." + domain, "type": "A", "ttl": 60, "records": []any{"192.0.2.1"},
				})
			},
			"HostedZoneNotEmpty", "The specified hosted zone contains non-required resource record sets",
		},
		{
			"a colleague's node group is in the cluster", api.NodeGroup, false,
			func(d *drill) string {
				return d.create(api.NodeGroup, world.Props{
					"clusterName": "dev", "nodeGroupName": "foreign", "nodeRoleArn": d.named(api.Role, "dev-node-role").Props.Str("arn"),
					"subnetIds":     []any{d.named(api.Subnet, "dev-private-a").ID},
					"scalingConfig": map[string]any{"minSize": 1, "desiredSize": 1, "maxSize": 1},
				})
			},
			"ResourceInUseException", "Cluster has nodegroups attached",
		},
		{
			"a colleague's balancer uses the certificate", api.LoadBalancer, false,
			func(d *drill) string {
				group := d.create(api.TargetGroup, world.Props{"name": "foreign", "port": 80, "protocol": "TCP", "vpcId": d.network.vpc})
				balancer := d.create(api.LoadBalancer, world.Props{
					"name": "foreign", "loadBalancerType": "network", "subnets": []any{d.network.public[0]},
				})
				d.create(api.Listener, world.Props{
					"loadBalancerArn": balancer, "port": 443, "protocol": "TLS",
					"certificateArn": d.named(api.Certificate, "dev-app-certificate").ID,
					"defaultActions": []any{map[string]any{"type": "forward", "targetGroupArn": group}},
				})
				d.rest = append(d.rest, made{api.TargetGroup, group})
				return balancer
			},
			"ResourceInUseException", "is in use.",
		},
	}
	var out []fault
	for _, r := range rows {
		f := fault{name: r.name, operation: (*simtest.Stack).Destroy, code: r.code, message: r.message}
		if r.small {
			f.program = alone
		}
		if r.kind == api.LoadBalancer {
			f.given = sound
		}
		f.stage, f.repair = later(r.kind, r.use)
		if r.kind == api.NodeGroup {
			f.repair = again(f.repair)
		}
		out = append(out, f)
	}
	return append(out, protected())
}

// protected is a balancer that somebody has protected in the console.
func protected() fault {
	set := func(d *drill, on bool) {
		d.change(d.named(api.LoadBalancer, "dev-edge-lb"), "enableDeletionProtection", on)
	}
	return fault{
		name: "the balancer was protected from deletion in the console", operation: (*simtest.Stack).Destroy,
		stage: func(d *drill) {
			d.up()
			set(d, true)
		},
		code: "OperationNotPermitted", message: "cannot be deleted because deletion protection is enabled",
		repair: func(d *drill) { set(d, false) },
	}
}
