package life_test

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
)

// dock runs a program on the mocks of a simulated cloud and prints what the
// program has made of some kinds.
func dock(cloud *simcloud.Cloud, program pulumi.RunFunc, kinds ...string) {
	mocks := cloud.Mocks(simcloud.Config{"aws:region": "eu-central-1"})
	if err := pulumi.RunErr(program, pulumi.WithMocks("project", "stack", mocks)); err != nil {
		fmt.Println(err)
		return
	}
	for _, item := range cloud.Inventory() {
		for _, kind := range kinds {
			if item.URN != "" && strings.HasSuffix(item.Kind, ":"+kind) {
				fmt.Println(kind, item.URN[strings.LastIndex(item.URN, ":")+1:])
			}
		}
	}
}

// A cluster with two groups of nodes, in a network of its own.
func Example_cluster() {
	cloud, err := simcloud.New(simcloud.EstablishedAccount())
	if err != nil {
		fmt.Println(err)
		return
	}
	dock(cloud, func(ctx *pulumi.Context) error {
		vpc, err := network.NewVPC(ctx, "core", &network.VPCArgs{
			Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}, NAT: network.NATOne,
		})
		if err != nil {
			return err
		}
		eks, err := cluster.NewEKS(ctx, "core", &cluster.EKSArgs{
			Network: vpc.Placement(), Version: "1.35",
			Admins:   map[string]pulumi.StringInput{"deployer": pulumi.String("arn:aws:iam::111122223333:role/drydock")},
			Endpoint: cluster.Endpoint{Public: true, PublicCIDRs: []string{"203.0.113.0/24"}},
			NodeGroups: []cluster.NodeGroup{
				{Name: "base", InstanceTypes: []string{"m7g.large"}, Min: 2, Max: 4},
				{Name: "spot", InstanceTypes: []string{"m7g.large", "m6g.large"}, Capacity: cluster.Spot, Max: 8},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("kubeconfig", eks.Kubeconfig)
		return nil
	}, "Cluster", "NodeGroup")
	// Output:
	// Cluster core-cluster
	// NodeGroup core-group-base
	// NodeGroup core-group-spot
}

// A certificate for a domain and all names below it, which share a proof.
func Example_certificate() {
	cloud, err := simcloud.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	dock(cloud, func(ctx *pulumi.Context) error {
		zone, err := dns.NewZone(ctx, "dock", &dns.ZoneArgs{Domain: "dock.drydock.example"})
		if err != nil {
			return err
		}
		certificate, err := dns.NewCertificate(ctx, "web", &dns.CertificateArgs{
			Zone: zone, Domain: "dock.drydock.example", Names: []string{"*.dock.drydock.example"},
		})
		if err != nil {
			return err
		}
		ctx.Export("certificate", certificate.ARN)
		return nil
	}, "Zone", "Certificate", "Record")
	// Output:
	// Certificate web-certificate
	// Record web-proof-dock.drydock.example
	// Zone dock-zone
}

// A service behind Traefik in a cluster that somebody else runs.
func Example_existingCluster() {
	cloud, err := simcloud.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	const server = "https://lab.dock.example.com"
	cloud.World().Seed(kubernetes.NewCluster("lab", server, kubernetes.Node{Name: "n1", Zone: "a"}))
	dock(cloud, func(ctx *pulumi.Context) error {
		lab, err := cluster.NewExisting(ctx, "lab", &cluster.ExistingArgs{
			Version: "1.35", Kubeconfig: pulumi.String(kubernetes.Kubeconfig(server)),
		})
		if err != nil {
			return err
		}
		ingress, err := addons.NewTraefik(ctx, "ingress", &addons.TraefikArgs{Cluster: lab.Cluster()})
		if err != nil {
			return err
		}
		_, err = skeleton.New(ctx, "app", &skeleton.Args{
			Cluster: lab.Cluster(), Image: image, Host: "app.dock.example.com",
			Route: skeleton.Ingress{Class: ingress.Class}, After: ingress.Ready(),
		})
		return err
	}, "Release", "Deployment", "Ingress")
	// Output:
	// Deployment app-deployment
	// Release ingress-release
	// Ingress app-route
}
