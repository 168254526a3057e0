package compute_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/compute"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud"
)

// in runs a program with a network in a new simulated cloud and prints what
// exists of the kinds that matter.
func in(program func(ctx *pulumi.Context, n network.Placement) error) {
	cloud, err := simcloud.New(simcloud.Quota("ec2/L-1216C47A", 64), simcloud.Quota("ec2/L-34B43A08", 64))
	if err != nil {
		fmt.Println(err)
		return
	}
	err = pulumi.RunErr(func(ctx *pulumi.Context) error {
		vpc, err := network.NewVPC(ctx, "core", &network.VPCArgs{Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}, NAT: network.NATOne})
		if err != nil {
			return err
		}
		return program(ctx, vpc.Placement())
	}, pulumi.WithMocks("project", "stack", cloud.Mocks(simcloud.Config{"aws:region": "eu-central-1"})))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range cloud.World().Objects() {
		if o.Kind == "aws:ec2/instance:Instance" {
			fmt.Println(o.Props.Str("instanceType"), o.Props.StrOr("instanceLifecycle", "on demand"))
		}
	}
}

// The smallest group: Amazon Linux in private subnets, one machine.
func ExampleNewGroup() {
	in(func(ctx *pulumi.Context, n network.Placement) error {
		_, err := compute.NewGroup(ctx, "workers", &compute.GroupArgs{Network: n, Min: 1, Max: 3})
		return err
	})
	// Output:
	// t3.small on demand
}

// A group on Spot above one machine on demand, with a service of its own, that
// follows the load and shrinks at night.
func ExampleNewGroup_complete() {
	in(func(ctx *pulumi.Context, n network.Placement) error {
		_, err := compute.NewGroup(ctx, "builders", &compute.GroupArgs{
			Network: n, Min: 2, Max: 8,
			Machine: compute.Machine{
				Type: "t4g.small", RootGiB: 50, Containers: true,
				Ingress: []network.Rule{{Port: 8080, CIDR: n.CIDR}},
				Boot: compute.CloudInit{
					Files: []compute.File{{Path: "/usr/local/bin/serve", Mode: "0755", Content: "#!/bin/sh\nexec nerdctl run --net host \"$IMAGE\"\n"}},
					Units: []compute.Unit{{Name: "serve.service", Content: "[Service]\nEnvironmentFile=/etc/drydock/facts\nExecStart=/usr/local/bin/serve\n[Install]\nWantedBy=multi-user.target\n"}},
					Facts: map[string]pulumi.StringInput{"IMAGE": pulumi.String("registry.example.com/serve:1.2.3")},
				},
			},
			Spot:      &compute.Spot{Types: []string{"m7g.medium"}, OnDemandBase: 2},
			Refresh:   compute.Refresh{MinHealthy: 90, MaxHealthy: 120},
			Schedules: map[string]compute.Schedule{"night": {Cron: "0 20 * * MON-FRI", TimeZone: "Europe/Berlin", Min: compute.Size(0)}},
			Tracking:  map[string]compute.Tracking{"cpu": {Target: 60}},
			Tags:      map[string]string{"environment": "dev", "owner": "platform"},
		})
		return err
	})
	// Output:
	// t4g.small on demand
	// t4g.small on demand
}

// One machine, in the first zone, reached by Session Manager.
func ExampleNewInstance() {
	in(func(ctx *pulumi.Context, n network.Placement) error {
		_, err := compute.NewInstance(ctx, "jump", &compute.InstanceArgs{Network: n})
		return err
	})
	// Output:
	// t3.small on demand
}

// A machine in the second zone with a bigger, encrypted disk, a script, a
// service in a container, a way in for the network, and protected from
// termination.
func ExampleNewInstance_complete() {
	in(func(ctx *pulumi.Context, n network.Placement) error {
		_, err := compute.NewInstance(ctx, "builder", &compute.InstanceArgs{
			Network: n, Tier: network.Private, Zone: "b", Protected: true,
			Machine: compute.Machine{
				Type: "m7g.large", Image: compute.AmazonLinux2023(compute.ARM64), RootGiB: 100, Containers: true, Hops: 2,
				Boot: compute.CloudInit{
					Packages: []string{"jq"},
					Files:    []compute.File{{Path: "/usr/local/bin/prepare", Mode: "0755", Content: "#!/bin/sh\nset -eu\n. /etc/drydock/facts\necho \"$STAGE\" > /etc/stage\n"}},
					Units: []compute.Unit{{Name: "serve.service", Content: "[Unit]\nAfter=containerd.service\n[Service]\n" +
						"ExecStart=/usr/bin/nerdctl run --rm --net host registry.example.com/serve:1.2.3\n[Install]\nWantedBy=multi-user.target\n"}},
					RunCommands: [][]string{{"/usr/local/bin/prepare"}},
					Facts:       map[string]pulumi.StringInput{"STAGE": pulumi.String("dev")},
				},
				Ingress:         []network.Rule{{Port: 8080, CIDR: n.CIDR}},
				ManagedPolicies: []string{"CloudWatchAgentServerPolicy"},
				Policies:        map[string]identity.Source{"read": identity.Allow([]string{"s3:GetObject"}, "arn:aws:s3:::acme-builds/*")},
			},
			Tags: map[string]string{"owner": "platform"},
		})
		return err
	})
	// Output:
	// m7g.large on demand
}

// A key, for a machine that must be reached by SSH. Its private half is a
// secret output.
func ExampleNewKeyPair() {
	in(func(ctx *pulumi.Context, n network.Placement) error {
		key, err := compute.NewKeyPair(ctx, "old", &compute.KeyPairArgs{})
		if err != nil {
			return err
		}
		_, err = compute.NewInstance(ctx, "jump", &compute.InstanceArgs{Network: n, Machine: compute.Machine{KeyName: key.Name}})
		return err
	})
	// Output:
	// t3.small on demand
}

// All that is wrong is said at once.
func ExampleCheckGroup() {
	plan, _ := network.Plan("core", &network.VPCArgs{Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}, NAT: network.NATOne})
	fmt.Println(compute.CheckGroup("workers", &compute.GroupArgs{
		Network: plan.Placement(), Zones: []string{"c"}, Max: 2, Machine: compute.Machine{Type: "t4g.small", Image: compute.AmazonLinux2023(compute.AMD64)},
	}))
	// Output:
	// instance group "workers": Zones[0] "c": tier "private" has no subnet there: name zones of the tier by letter
	// instance group "workers": Machine.Image.Parameter "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64": an image for x86_64, and t4g.small is arm64: choose an image and a type of one architecture
}
