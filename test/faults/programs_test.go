package faults_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/stacks/dev"
	"github.com/drydock-iac/drydock/stacks/platform"
)

const (
	deployer = "arn:aws:iam::111122223333:role/drydock"
	domain   = "env.drydock.example"
	image    = "registry.drydock.example/skeleton@sha256:a8d6461ee82f816bb136e17f6b6127537b20d526c0e922f46dc2b0b78f6b5346"
	version  = "1.35"
)

// environment is the development environment with a change to it, nil for none.
func environment(change func(*platform.Settings, *platform.Config)) pulumi.RunFunc {
	settings := dev.Settings()
	config := platform.Config{Region: region, Domain: domain, Admins: []string{deployer}, APIAccess: []string{"203.0.113.0/24"}, Image: image}
	if change != nil {
		change(&settings, &config)
	}
	return func(ctx *pulumi.Context) error {
		plan, err := platform.NewPlan(settings, config)
		if err != nil {
			return err
		}
		_, err = platform.Deploy(ctx, plan)
		return err
	}
}

// vpc is a network and nothing else.
func vpc(change func(*network.VPCArgs)) pulumi.RunFunc {
	args := network.VPCArgs{Region: region, CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}, NAT: network.NATOne}
	if change != nil {
		change(&args)
	}
	return func(ctx *pulumi.Context) error {
		_, err := network.NewVPC(ctx, "core", &args)
		return err
	}
}

// names is a zone with a certificate for the given number of names in it.
func names(count int) pulumi.RunFunc {
	args := dns.CertificateArgs{Domain: domain}
	for i := range count - 1 {
		args.Names = append(args.Names, string(rune('a'+i))+"."+domain)
	}
	return func(ctx *pulumi.Context) error {
		zone, err := dns.NewZone(ctx, "names", &dns.ZoneArgs{Domain: domain})
		if err != nil {
			return err
		}
		a := args
		a.Zone = zone
		_, err = dns.NewCertificate(ctx, "names", &a)
		return err
	}
}

// onNetwork is a cluster in the network of somebody else.
func onNetwork(e *estate, change func(*cluster.EKSArgs)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		placement, err := e.adopt()
		if err != nil {
			return err
		}
		args := clusterArgs(placement)
		if change != nil {
			change(args)
		}
		_, err = cluster.NewEKS(ctx, "core", args)
		return err
	}
}

// edgeOn is a load balancer in the network of somebody else.
func edgeOn(e *estate) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		placement, err := e.adopt()
		if err != nil {
			return err
		}
		_, err = network.NewLoadBalancer(ctx, "edge", &network.LoadBalancerArgs{
			Network: placement, InternetFacing: true,
			Listeners: []network.Listener{{Port: 80, Protocol: network.TCP, Target: network.Target{Port: 30080}}},
		})
		return err
	}
}

// alone is a network and nothing else.
func alone(*drill) pulumi.RunFunc { return vpc(nil) }

// thing is a resource whose outputs do not matter.
type thing struct{ pulumi.CustomResourceState }

// single is one resource.
func single(token, name string, props pulumi.Map) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		return ctx.RegisterResource(token, name, props, &thing{})
	}
}

func subnetIn(vpc, cidr string) pulumi.RunFunc {
	return single(api.Subnet, "more", pulumi.Map{"vpcId": pulumi.String(vpc), "cidrBlock": pulumi.String(cidr)})
}

func targetGroup(vpc, name string) pulumi.RunFunc {
	return single(api.TargetGroup, "more", pulumi.Map{
		"vpcId": pulumi.String(vpc), "name": pulumi.String(name), "port": pulumi.Int(80), "protocol": pulumi.String("TCP"),
	})
}

func role(name string) pulumi.RunFunc {
	return single(api.Role, "more", pulumi.Map{"name": pulumi.String(name), "assumeRolePolicy": pulumi.String(trust("ec2"))})
}

// parentZone makes the zone above dev's, and remembers its id.
func parentZone(d *drill) {
	d.t.Helper()
	d.id = d.create(api.Zone, world.Props{"name": "drydock.example"})
}

// delegated is dev with its parent's zone.
func delegated(d *drill) pulumi.RunFunc {
	parent := d.id
	return environment(func(_ *platform.Settings, c *platform.Config) { c.ParentZone = parent })
}

// clusterArgs are those of a small cluster.
func clusterArgs(placement network.Placement) *cluster.EKSArgs {
	return &cluster.EKSArgs{
		Network: placement, Version: version,
		NodeGroups: []cluster.NodeGroup{{Name: "base", InstanceTypes: []string{"t3.large"}, Min: 2, Max: 3}},
		Admins:     map[string]pulumi.StringInput{"deployer": pulumi.String(deployer)},
		Endpoint:   cluster.Endpoint{Public: true, PublicCIDRs: []string{"203.0.113.0/24"}},
	}
}
