package faults_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/stacks/platform"
)

// of is dev with that version of Kubernetes.
func of(version string) pulumi.RunFunc {
	return environment(func(s *platform.Settings, _ *platform.Config) { s.Cluster.Version = version })
}

// anew deploys another version, which may warn of its age.
func (d *drill) anew(version string) {
	d.t.Helper()
	d.Program = of(version)
	if r := d.Up(); r.Err != nil {
		d.t.Fatalf("version %s: %v\n%v", version, r.Err, r.Diagnostics)
	}
}

// versions are changes of Kubernetes that EKS does not make.
func versions() []fault {
	return []fault{
		{
			name: "an upgrade leaves a minor version out",
			stage: func(d *drill) {
				d.anew("1.34")
				d.Program = of("1.36")
			},
			code: "InvalidParameterException", message: "Unsupported Kubernetes minor version update from 1.34 to 1.36",
			repair: func(d *drill) {
				d.anew("1.35")
				d.Program = of("1.36")
			},
		},
		{
			name: "a cluster does not go back",
			stage: func(d *drill) {
				d.anew("1.35")
				d.Program = of("1.34")
			},
			code: "InvalidParameterException", message: "Unsupported Kubernetes minor version update from 1.35 to 1.34",
			repair: func(d *drill) { d.Program = of("1.35") },
		},
		{
			name: "a colleague's nodes are too old for the upgrade",
			given: func(d *drill) {
				d.create(api.Role, world.Props{"name": "old-nodes", "assumeRolePolicy": trust("ec2")})
				for _, policy := range []string{"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy"} {
					d.create(api.RoleAttachment, world.Props{"role": "old-nodes", "policyArn": "arn:aws:iam::aws:policy/" + policy})
				}
			},
			stage: func(d *drill) {
				d.up()
				d.id = d.create(api.NodeGroup, world.Props{
					"clusterName": "dev", "nodeGroupName": "old", "nodeRoleArn": "arn:aws:iam::111122223333:role/old-nodes", "version": "1.32",
					"subnetIds":     []any{d.named(api.Subnet, "dev-private-a").ID},
					"scalingConfig": map[string]any{"minSize": 1, "desiredSize": 1, "maxSize": 1},
				})
				d.Program = of("1.36")
			},
			code: "InvalidRequestException", message: "Nodegroup old runs kubelet version 1.32, which version 1.36 does not support",
			repair: func(d *drill) { d.delete(api.NodeGroup, d.id) },
		},
	}
}
