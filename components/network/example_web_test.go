package network_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
)

// planned is a network that is not made yet.
func planned() network.Placement {
	plan, err := network.Plan("core", &network.VPCArgs{Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}})
	if err != nil {
		panic(err)
	}
	return plan.Placement()
}

// All that an application load balancer can do, and three mistakes in it.
func ExampleCheckApplicationLoadBalancer() {
	fmt.Println(network.CheckApplicationLoadBalancer("web", &network.ApplicationLoadBalancerArgs{
		Network: planned(), InternetFacing: true, Clients: []string{"203.0.113.0/24"}, IdleSeconds: 120, DeletionProtection: true,
		Listeners: []network.WebListener{
			network.RedirectToHTTPS(),
			{
				Port: 443, Certificate: pulumi.String("arn:aws:acm:…"), Default: network.Respond{Status: 404, Body: "no such page"},
				MoreCertificates: map[string]pulumi.StringInput{"shop": pulumi.String("arn:aws:acm:…")},
				Rules: []network.WebRule{
					{Key: "api", Priority: 10, Hosts: []string{"api.example.com"}, Paths: []string{"v2/*"}, Action: network.Forward{To: "api"}},
					{Key: "old", Priority: 10, Paths: []string{"/old/*"}, Action: network.Redirect{Host: "old.example.com"}},
				},
			},
		},
		Targets: []network.WebTarget{
			{Key: "api", Kind: network.TargetAddresses, Port: 8080, StickySeconds: 3600},
			{Key: "site", Port: 30080},
		},
		AccessLogs: &network.AccessLogs{Bucket: pulumi.String("logs"), Prefix: "balancers/web"},
	}))
	// Output:
	// application load balancer "web": Listeners[1].Rules[0].Paths[0] "v2/*": not a path: write one such as "/api/*", of at most 128 characters
	// application load balancer "web": Listeners[1].Rules[1].Priority 10: same as Rules[0]: give each rule a priority of its own
	// application load balancer "web": Targets[1] "site": no action forwards to it: add one, or remove the target
}
