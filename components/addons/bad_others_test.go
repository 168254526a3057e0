package addons_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
)

func badOthers() []bad {
	names := func(name string, args *addons.ExternalDNSArgs, want ...string) bad {
		return bad{"external dns: " + name, func(ctx *pulumi.Context) error {
			_, err := addons.NewExternalDNS(ctx, "names", args)
			return err
		}, `external dns "names"`, want}
	}
	secrets := func(name string, args *addons.ExternalSecretsArgs, want ...string) bad {
		return bad{"external secrets: " + name, func(ctx *pulumi.Context) error {
			_, err := addons.NewExternalSecrets(ctx, "secrets", args)
			return err
		}, `external secrets "secrets"`, want}
	}
	volumes := func(name string, args *addons.VolumesArgs, want ...string) bad {
		return bad{"volumes: " + name, func(ctx *pulumi.Context) error {
			_, err := addons.NewVolumes(ctx, "disks", args)
			return err
		}, `volumes "disks"`, want}
	}
	karpenter := func(name string, args addons.KarpenterArgs, want ...string) bad {
		return bad{"karpenter: " + name, func(ctx *pulumi.Context) error {
			_, err := addons.NewKarpenter(ctx, "nodes", &args)
			return err
		}, `karpenter "nodes"`, want}
	}
	balancers := func(name string, args *addons.LoadBalancerControllerArgs, want ...string) bad {
		return bad{"balancers: " + name, func(ctx *pulumi.Context) error {
			_, err := addons.NewLoadBalancerController(ctx, "balancers", args)
			return err
		}, `load balancer controller "balancers"`, want}
	}
	outside := pool(func(*addons.NodePool) {})
	outside.Cluster = bare()
	return []bad{
		names("nothing given", nil,
			`Cluster: not given: pass the Cluster of an EKS or Existing`, `Zone: not given: pass the zone that it may change`),
		names("a private zone", &addons.ExternalDNSArgs{Cluster: amazon(), Zone: privateZone()},
			`Zone "internal": private, and the names of a platform are public: pass the public zone`),
		names("policy and sources", &addons.ExternalDNSArgs{Cluster: amazon(), Zone: publicZone(), Policy: "delete", Sources: []string{"ingress", "pod"}, Namespace: "D N S"},
			`Namespace "D N S": not a name of at most 63 lower-case letters, digits and hyphens: change it`,
			`Policy "delete": not a policy: choose "upsert-only", "sync" or "create-only"`,
			`Sources "pod": not a source: choose among "ingress", "service", "gateway-httproute" and "gateway-grpcroute"`),
		names("a method of another kind", &addons.ExternalDNSArgs{Cluster: amazon(), Zone: publicZone(), Workload: addons.Workload{Method: "keys"}},
			`Workload.Method "keys": not a method: choose "pod-identity" or "oidc"`),
		{"external dns: a name too long for a role", func(ctx *pulumi.Context) error {
			_, err := addons.NewExternalDNS(ctx, wordy, &addons.ExternalDNSArgs{Cluster: amazon(), Zone: publicZone()})
			return err
		}, `external dns "` + wordy + `"`, []string{`name: 57 characters, above 42, which leave room for the name of the role: shorten it`}},

		secrets("nothing given", nil,
			`Cluster: not given: pass the Cluster of an EKS or Existing`,
			`Prefixes: none given, so it could read nothing: name the beginning of the secrets' names, such as "dev/app/"`,
			`Namespaces: none given, so nobody could use the store: name the namespaces that may`),
		secrets("everything", &addons.ExternalSecretsArgs{
			Cluster: amazon(), Prefixes: []string{"*"}, Archives: []*addons.CertificateArchive{nil}, Namespaces: []string{"app", "app", "*"},
		},
			`Prefixes "*": not the beginning of names of at least 3 letters, digits and /_+=.@-: write it as "dev/app/"`,
			`Archives[0]: nil: pass an archive or leave it out`,
			`Namespaces "app": given twice: leave one out`,
			`Namespaces "*": not a name of at most 63 lower-case letters, digits and hyphens: change it`),

		volumes("nothing given", nil, `Cluster: not given: pass the Cluster of an EKS or Existing`),
		volumes("the class that EKS has", &addons.VolumesArgs{Cluster: amazon(), Class: "gp2", Reclaim: "Recycle"},
			`Class "gp2": the one that EKS makes itself, without encryption: choose another name`,
			`Reclaim "Recycle": not a choice: choose "Delete" or "Retain"`),
		volumes("an add-on outside EKS", &addons.VolumesArgs{Cluster: bare(), Class: "Fast", Snapshots: addons.SnapshotsAddOn},
			`Class "Fast": not the name of an object: use lower-case letters, digits, hyphens and dots`,
			`Snapshots "add-on": the cluster is not one of EKS: choose "present" and install the controller`),
		volumes("another kind of snapshots", &addons.VolumesArgs{Cluster: amazon(), Snapshots: "daily"},
			`Snapshots "daily": not a choice: choose "add-on", "present" or none`),
		volumes("a driver without a role", &addons.VolumesArgs{Cluster: bare(), InstallDriver: true},
			`Cluster "lab": has no workload identity, and the pods need a role in AWS: give the cluster an Identity`,
			`Cluster "lab": has no Region, and the pods call AWS: set ExistingArgs.Region`),
		{"metrics: one replica", func(ctx *pulumi.Context) error {
			_, err := addons.NewMetricsServer(ctx, "metrics", &addons.MetricsServerArgs{Cluster: bare(), Replicas: 1})
			return err
		}, `metrics server "metrics"`, []string{`Replicas 1: too few to lose one: have at least 2`}},

		balancers("nothing given", nil,
			`Cluster: not given: pass the Cluster of an EKS or Existing`,
			`VPCID: not given, and pods cannot ask the instance: pass the id of the cluster's VPC`),
		balancers("a class and one pod", &addons.LoadBalancerControllerArgs{Cluster: amazon(), VPCID: pulumi.String("vpc-1"), Class: "ALB", Replicas: 1},
			`Class "ALB": not a name of at most 63 lower-case letters, digits and hyphens: change it`,
			`Replicas 1: too few to lose one: have at least 2`),

		karpenter("nothing given", addons.KarpenterArgs{},
			`Cluster: not given: pass the Cluster of an EKS or Existing`,
			`Network: has no private subnets for nodes: pass the Placement of the cluster's VPC`,
			`NodeRoleARN: not given: pass EKS.NodeRoleARN`,
			`Pools: none given, so it would make no nodes: give at least one`),
		karpenter("a cluster outside EKS", outside, `Cluster "lab": not one of EKS: use groups of nodes there`),
		karpenter("an image that floats", pool(func(p *addons.NodePool) { p.Image = "al2023@latest" }),
			`Pools[0].Image "al2023@latest": not an image of a fixed release: pin one, such as "al2023@v20260807"`),
		karpenter("a pool without bounds", pool(func(p *addons.NodePool) { p.MaxCPU, p.MaxMemoryGiB, p.Disk = 0, -1, 8 }),
			`Pools[0].MaxCPU 0: no bound: say how many cores the pool may have`,
			`Pools[0].MaxMemoryGiB -1: no bound: say how much memory the pool may have`,
			`Pools[0].Disk 8: below the 20 GiB that images need: make it larger`),
		karpenter("families", pool(func(p *addons.NodePool) { p.Families = []string{"m7g", "M7"} }),
			`Pools[0].Families "m7g": of another architecture than ARM64 says: set ARM64 for all families or for none`,
			`Pools[0].Families "M7": not a family of instance types: write it as "m7g"`),
		karpenter("no family and no name", pool(func(p *addons.NodePool) { p.Families, p.Name = nil, "" }),
			`Pools "": not a name of at most 63 lower-case letters, digits and hyphens: change it`,
			`Pools[0].Families: none given: name at least one, such as "m7g"`),
		karpenter("expiry", pool(func(p *addons.NodePool) { p.Expiry = "monthly" }), `Pools[0].Expiry "monthly": not a duration: write it as "720h"`),
		karpenter("nodes of an hour", pool(func(p *addons.NodePool) { p.Expiry = "1h" }), `Pools[0].Expiry "1h": below 24h0m0s: make it longer`),
		karpenter("a taint without an effect", pool(func(p *addons.NodePool) { p.Taints = []cluster.Taint{{Key: "spot"}} }),
			`Pools[0].Taints "spot": not a taint with a key and an effect: give both`),
	}
}
