package faults_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/stacks/platform"
)

// missing are things that the program counts on and that are not there, or are
// not as they were.
func missing() []fault {
	return []fault{
		{
			name:    "the parent zone's id is another's",
			program: func(*drill) pulumi.RunFunc { return withParent("Z0000000000000000000") },
			code:    "NoSuchHostedZone", message: "No hosted zone found with ID: Z0000000000000000000",
			repair: func(d *drill) { d.Program = environment(nil) },
		},
		{
			name:  "nothing delegates the certificate's zone",
			given: parentZone,
			// The provider waits for 75 minutes and has no code of ACM's to show.
			message: "to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 1h15m0s)",
			repair:  func(d *drill) { d.Program = delegated(d) },
		},
		{
			name:    "the proof of the certificate was deleted before it was seen",
			program: zoned(1),
			stage: func(d *drill) {
				d.stopAt(api.CertificateIssued, "names-issued")
				d.lose(api.Record, "names-proof-"+domain)
			},
			message: "timeout while waiting for state to become 'ISSUED'",
			repair:  func(d *drill) { d.refresh() },
		},
		{
			name: "a subnet was deleted before the cluster came",
			stage: func(d *drill) {
				d.stopAt(api.Cluster, "dev-cluster")
				d.id = d.named(api.Subnet, "dev-private-b").ID
				d.delete(api.Subnet, d.id)
			},
			code: "InvalidParameterException", message: "does not exist",
			repair: func(d *drill) { d.refresh() },
		},
		{
			name: "the cluster's role was deleted before the cluster came", given: sound, program: inNetwork,
			stage: func(d *drill) {
				d.stopAt(api.Cluster, "core-cluster")
				d.lose(api.RoleAttachment, "core-control-attach-AmazonEKSClusterPolicy")
				d.lose(api.Role, "core-control-role")
			},
			code: "InvalidParameterException", message: "could not be assumed because it does not exist or the trusted entity is not correct",
			repair: func(d *drill) { d.refresh() },
		},
		{
			name: "the key was disabled before the cluster came", given: sound, program: inNetwork,
			stage: func(d *drill) {
				d.stopAt(api.Cluster, "core-cluster")
				d.change(d.named(api.Key, "core-key"), "isEnabled", false)
			},
			code: "InvalidParameterException", message: "The keyArn in encryptionConfig provider is invalid",
			repair: func(d *drill) { d.change(d.named(api.Key, "core-key"), "isEnabled", true) },
		},
		{
			name: "the node role was deleted before the nodes came", given: sound, program: inNetwork,
			stage: func(d *drill) {
				d.stopAt(api.NodeGroup, "core-group-base")
				for _, policy := range []string{"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"} {
					d.lose(api.RoleAttachment, "core-node-attach-"+policy)
				}
				d.lose(api.Role, "core-node-role")
			},
			code: "InvalidParameterException", message: "cannot be found.",
			repair: func(d *drill) { d.refresh() },
		},
		{
			name: "the launch template was deleted before the nodes came", given: sound, program: inNetwork,
			stage: func(d *drill) {
				d.stopAt(api.NodeGroup, "core-group-base")
				d.lose(api.LaunchTemplate, "core-template-base")
			},
			code: "InvalidParameterException", message: "The specified launch template, with template ID",
			repair: func(d *drill) { d.refresh() },
		},
		{
			name: "the network plugin was removed before the nodes came", given: sound, program: inNetwork,
			stage: func(d *drill) {
				d.stopAt(api.NodeGroup, "core-group-base")
				d.lose(api.Addon, "core-addon-vpc-cni")
			},
			code: "NodeCreationFailure", message: "Unhealthy nodes in the kubernetes cluster",
			repair: func(d *drill) { d.refresh() },
		},
		{
			name: "the nodes may not pull images", given: sound, program: inNetwork,
			stage: func(d *drill) {
				d.stopAt(api.NodeGroup, "core-group-base")
				d.lose(api.RoleAttachment, "core-node-attach-AmazonEC2ContainerRegistryPullOnly")
			},
			code: "NodeCreationFailure", message: "Unhealthy nodes in the kubernetes cluster",
			repair: func(d *drill) { d.refresh() },
		},
		{
			name: "the way to the internet was cut before the nodes came",
			stage: func(d *drill) {
				d.stopAt(api.NodeGroup, "dev-group-base")
				d.lose(api.Route, "dev-private-a-ipv4")
			},
			code: "NodeCreationFailure", message: "Instances failed to join the kubernetes cluster",
			repair: func(d *drill) { d.refresh() },
		},
		{
			name: "the target group was deleted before its nodes came back",
			stage: func(d *drill) {
				d.up()
				d.lose(api.ScalingAttachment, "dev-edge-group-base")
				d.refresh()
				d.lose(api.Listener, "dev-edge-https")
				d.lose(api.TargetGroup, "dev-edge-https")
			},
			code: "ValidationError", message: "Provided Target Groups may not be valid. Please ensure they exist and try again.",
			repair: func(d *drill) { d.refresh() },
		},
		{
			name:    "the flow log's role trusts another service",
			program: alone,
			stage: func(d *drill) {
				d.stopAt(api.FlowLog, "core-flow-logs")
				d.change(d.named(api.Role, "core-flow-logs-role"), "assumeRolePolicy", trust("ec2"))
			},
			code: "InvalidParameter", message: "Unable to assume given IAM role",
			repair: func(d *drill) { d.refresh() },
		},
		{
			name:    "a changed resource was deleted by hand",
			program: alone,
			stage: func(d *drill) {
				d.up()
				d.lose(api.RouteAssociation, "core-private-b")
				d.create(api.RouteAssociation, world.Props{
					"subnetId": d.named(api.Subnet, "core-private-b").ID, "routeTableId": d.named(api.RouteTable, "core-public").ID,
				})
				d.refresh()
			},
			code: "Resource.AlreadyAssociated", message: "the specified association for route table",
			repair: func(d *drill) {
				subnet := d.named(api.Subnet, "core-private-b").ID
				for _, o := range d.cloud.World().Objects() {
					if o.Kind == api.RouteAssociation && o.Props.Str("subnetId") == subnet {
						d.delete(o.Kind, o.ID)
					}
				}
			},
		},
	}
}

func withParent(id string) pulumi.RunFunc {
	return environment(func(_ *platform.Settings, c *platform.Config) { c.ParentZone = id })
}
