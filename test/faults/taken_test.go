package faults_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/stacks/platform"
)

// trust lets a service take a role.
func trust(service string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"` + service + `.amazonaws.com"}}]}`
}

// colleague is a principal beside the deployer.
const colleague = "arn:aws:iam::111122223333:role/colleague"

// hired makes the colleague's role.
func hired(d *drill) {
	d.t.Helper()
	d.create(api.Role, world.Props{"name": "colleague", "assumeRolePolicy": trust("ec2")})
}

// withColleague is dev with a second administrator.
func withColleague() pulumi.RunFunc {
	return environment(func(_ *platform.Settings, c *platform.Config) { c.Admins = append(c.Admins, colleague) })
}

// taken are names and places that somebody else has already. The repair is to
// take the other one away.
func taken() []fault {
	return []fault{
		{
			name: "the control plane's log group exists, as an older cluster leaves it",
			stage: func(d *drill) {
				d.id = d.create(api.LogGroup, world.Props{"name": "/aws/eks/dev/cluster"})
			},
			code: "ResourceAlreadyExistsException", message: "The specified log group already exists",
			repair: func(d *drill) { d.delete(api.LogGroup, d.id) },
		},
		{
			name: "the key's alias exists",
			stage: func(d *drill) {
				key := d.create(api.Key, nil)
				d.id = key
				d.create(api.KeyAlias, world.Props{"name": "alias/eks/dev", "targetKeyId": key})
			},
			code: "AlreadyExistsException", message: "An alias with the name arn:aws:kms:eu-central-1:111122223333:alias/eks/dev already exists",
			repair: func(d *drill) {
				d.delete(api.KeyAlias, "alias/eks/dev")
				d.delete(api.Key, d.id)
			},
		},
		{
			name: "another cluster has the name",
			given: func(d *drill) {
				d.network = d.build("10.60.10.0/24", "10.60.11.0/24")
				d.create(api.Role, world.Props{"name": "other-cluster", "assumeRolePolicy": trust("eks")})
				d.create(api.RoleAttachment, world.Props{"role": "other-cluster", "policyArn": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"})
			},
			stage: func(d *drill) {
				d.create(api.Cluster, world.Props{
					"name": "dev", "roleArn": "arn:aws:iam::111122223333:role/other-cluster",
					"vpcConfig": map[string]any{"subnetIds": []any{d.network.private[0], d.network.private[1]}},
				})
			},
			code: "ResourceInUseException", message: "Cluster already exists with name: dev",
			repair: func(d *drill) { d.delete(api.Cluster, "dev") },
		},
		{
			name:  "a colleague has made the access entry by hand",
			given: hired,
			stage: func(d *drill) {
				d.up()
				d.id = d.create(api.AccessEntry, world.Props{"clusterName": "dev", "principalArn": colleague})
				d.Program = withColleague()
			},
			code: "ResourceInUseException", message: "The specified access entry resource is already in use on this cluster.",
			repair: func(d *drill) { d.delete(api.AccessEntry, d.id) },
		},
		{
			name: "a colleague has installed the add-on by hand",
			stage: func(d *drill) {
				d.stopAt(api.Addon, "dev-addon-vpc-cni")
				d.id = d.create(api.Addon, world.Props{"clusterName": "dev", "addonName": "vpc-cni"})
			},
			code: "ResourceInUseException", message: "Addon already exists.",
			repair: func(d *drill) { d.delete(api.Addon, d.id) },
		},
		{
			name:    "the parent zone has a delegation already",
			given:   parentZone,
			program: delegated,
			stage: func(d *drill) {
				d.create(api.Record, world.Props{
					"zoneId": d.id, "name": domain, "type": "NS", "ttl": 60, "records": []any{"ns.elsewhere.example."},
				})
			},
			code: "InvalidChangeBatch", message: "[Tried to create resource record set [name='" + domain + ".', type='NS'] but it already exists]",
			repair: func(d *drill) { d.delete(api.Record, d.id+"_"+domain+"_NS") },
		},
		{
			name:    "a subnet of another team has the range",
			given:   func(d *drill) { d.network = d.build("10.60.10.0/24", "10.60.11.0/24") },
			program: func(d *drill) pulumi.RunFunc { return subnetIn(d.network.vpc, "10.60.10.128/25") },
			code:    "InvalidSubnet.Conflict", message: "The CIDR '10.60.10.128/25' conflicts with another subnet",
			repair: func(d *drill) { d.Program = subnetIn(d.network.vpc, "10.60.12.0/25") },
		},
		{
			name:    "a target group has the name",
			given:   func(d *drill) { d.network = d.build("10.60.10.0/24", "10.60.11.0/24") },
			program: func(d *drill) pulumi.RunFunc { return targetGroup(d.network.vpc, "web") },
			stage: func(d *drill) {
				d.id = d.create(api.TargetGroup, world.Props{"name": "web", "port": 80, "protocol": "TCP", "vpcId": d.network.vpc})
			},
			code: "DuplicateTargetGroupName", message: "ELBv2 Target Group (web) already exists",
			repair: func(d *drill) { d.delete(api.TargetGroup, d.id) },
		},
		{
			name:    "a role has the name, in other letters",
			program: func(*drill) pulumi.RunFunc { return role("Deployer") },
			stage: func(d *drill) {
				d.create(api.Role, world.Props{"name": "deployer", "assumeRolePolicy": trust("ec2")})
			},
			code: "EntityAlreadyExists", message: "Role with name Deployer already exists.",
			repair: func(d *drill) { d.delete(api.Role, "deployer") },
		},
	}
}
