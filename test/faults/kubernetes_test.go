package faults_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/internal/helm"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/stacks/platform"
)

const (
	namespaceKind  = "kubernetes:core/v1:Namespace"
	serviceKind    = "kubernetes:core/v1:Service"
	accountKind    = "kubernetes:core/v1:ServiceAccount"
	deploymentKind = "kubernetes:apps/v1:Deployment"
	releaseKind    = "kubernetes:helm.sh/v3:Release"
)

// insideCluster are faults that the Kubernetes API server, the scheduler and
// Helm know of.
func insideCluster() []fault {
	return []fault{
		{
			name: "the deployer is no administrator of the cluster", given: hired,
			program: func(*drill) pulumi.RunFunc {
				return environment(func(_ *platform.Settings, c *platform.Config) { c.Admins = []string{colleague} })
			},
			message: "configured Kubernetes cluster is unreachable",
			repair:  func(d *drill) { d.Program = withColleague() },
		},
		{
			name: "the deployer may only look",
			stage: func(d *drill) {
				d.stopAt(namespaceKind, "dev-app-namespace")
				d.lose(api.AccessPolicy, "dev-admin-policy-drydock")
			},
			code: "Forbidden", message: "is forbidden: User",
			repair: func(d *drill) { d.refresh() },
		},
		{
			name: "the API server is private and the deployer outside",
			stage: func(d *drill) {
				d.stopAt(namespaceKind, "dev-app-namespace")
				d.private(false)
			},
			message: "dial tcp: i/o timeout",
			repair:  func(d *drill) { d.private(true) },
		},
		{
			name: "the namespace exists",
			stage: func(d *drill) {
				d.stopAt(namespaceKind, "dev-app-namespace")
				d.id = d.createIn(d.kubernetes(), namespaceKind, world.Props{
					"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "dev-app"},
				})
			},
			code: "AlreadyExists", message: `namespaces "dev-app" already exists`,
			repair: func(d *drill) { d.deleteIn(namespaceKind, d.id) },
		},
		{
			name: "another service has the node port",
			stage: func(d *drill) {
				d.stopAt(releaseKind, "dev-ingress-release")
				d.id = d.createIn(d.kubernetes(), serviceKind, world.Props{
					"apiVersion": "v1", "kind": "Service", "metadata": map[string]any{
						"name": "other", "namespace": "default", "annotations": map[string]any{"pulumi.com/skipAwait": "true"},
					},
					"spec": map[string]any{
						"type": "NodePort", "selector": map[string]any{"app": "other"},
						"ports": []any{map[string]any{"port": 80, "nodePort": platform.IngressPort}},
					},
				})
			},
			code: "Invalid", message: "provided port is already allocated",
			repair: func(d *drill) { d.deleteIn(serviceKind, d.id) },
		},
		{
			name: "a chart in the namespace has the release's name",
			stage: func(d *drill) {
				d.stopAt(releaseKind, "dev-ingress-release")
				d.id = d.createIn(d.kubernetes(), releaseKind, world.Props{
					"chart": "metrics-server", "version": "3.13.1", "name": "traefik", "namespace": "traefik", "skipAwait": true,
					"repositoryOpts": map[string]any{"repo": "https://kubernetes-sigs.github.io/metrics-server"},
				})
			},
			message: "cannot re-use a name that is still in use",
			repair:  func(d *drill) { d.deleteIn(releaseKind, d.id) },
		},
		{
			name: "the chart has no such version", given: sound,
			program: func(d *drill) pulumi.RunFunc { return charted(d.network, "3.99.0") },
			message: `chart "metrics-server" version "3.99.0" not found in https://kubernetes-sigs.github.io/metrics-server repository`,
			repair:  func(d *drill) { d.Program = charted(d.network, "3.13.1") },
		},
		{
			name: "the namespace is missing", given: sound,
			program: func(d *drill) pulumi.RunFunc { return account(d.network, "nowhere") },
			code:    "NotFound", message: `namespaces "nowhere" not found`,
			repair: func(d *drill) { d.Program = account(d.network, "default") },
		},
		{
			name: "the kinds of the Gateway API are not installed", given: sound,
			program: func(d *drill) pulumi.RunFunc { return gateway(d.network, false) },
			message: "Verify that any required CRDs have been created",
			repair:  func(d *drill) { d.Program = gateway(d.network, true) },
		},
		{
			name: "the machines have room for too few pods",
			program: func(*drill) pulumi.RunFunc {
				return environment(func(s *platform.Settings, _ *platform.Config) {
					s.Cluster.Groups = []cluster.NodeGroup{{Name: "base", InstanceTypes: []string{"t3.micro"}, Min: 2, Max: 3}}
				})
			},
			message: "0/2 nodes are available: 2 Too many pods.",
			repair:  func(d *drill) { d.Program = environment(nil) },
		},
		{
			name: "the pods ask for more than a machine has", given: sound,
			program: func(d *drill) pulumi.RunFunc { return app(d.network, "32Gi") },
			message: "0/2 nodes are available: 2 Insufficient memory",
			repair:  func(d *drill) { d.Program = app(d.network, "64Mi") },
		},
	}
}

// private closes the API server to the internet, or opens it again.
func (d *drill) private(open bool) {
	d.t.Helper()
	o := d.named(api.Cluster, "dev-cluster")
	config := o.Props.Map("vpcConfig").Clone()
	config["endpointPublicAccess"] = open
	d.change(o, "vpcConfig", map[string]any(config))
}

func (d *drill) deleteIn(kind, id string) {
	d.t.Helper()
	if err := d.kubernetes().Delete(d.urn(kind), kind, id, nil); err != nil {
		d.t.Fatal(err)
	}
}

// with is a cluster in the network with something in it.
func with(e *estate, deploy func(*pulumi.Context, cluster.Cluster) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		placement, err := e.adopt()
		if err != nil {
			return err
		}
		k, err := cluster.NewEKS(ctx, "core", clusterArgs(placement))
		if err != nil {
			return err
		}
		return deploy(ctx, k.Cluster())
	}
}

func charted(e *estate, version string) pulumi.RunFunc {
	return with(e, func(ctx *pulumi.Context, c cluster.Cluster) error {
		_, err := helm.NewRelease(ctx, "metrics", &helm.ReleaseArgs{
			Chart: "metrics-server", Repository: "https://kubernetes-sigs.github.io/metrics-server", Version: version,
			Name: "metrics", Namespace: "default", Atomic: true,
		}, c.ReadyOptions()...)
		return err
	})
}

func account(e *estate, namespace string) pulumi.RunFunc {
	return with(e, func(ctx *pulumi.Context, c cluster.Cluster) error {
		return ctx.RegisterResource(accountKind, "account", pulumi.Map{
			"apiVersion": pulumi.String("v1"), "kind": pulumi.String("ServiceAccount"),
			"metadata": pulumi.Map{"name": pulumi.String("worker"), "namespace": pulumi.String(namespace)},
		}, &thing{}, c.Options()...)
	})
}

// gateway is the skeleton behind a route of the Gateway API, with or without
// the ingress that brings its kinds along.
func gateway(e *estate, installed bool) pulumi.RunFunc {
	return with(e, func(ctx *pulumi.Context, c cluster.Cluster) error {
		args := skeletonArgs(c, "64Mi")
		args.Route = skeleton.HTTPRoute{Gateway: addons.GatewayName, GatewayNamespace: addons.DefaultNamespace}
		if installed {
			t, err := addons.NewTraefik(ctx, "ingress", &addons.TraefikArgs{Cluster: c, GatewayAPI: true})
			if err != nil {
				return err
			}
			args.After = t.Ready()
		}
		_, err := skeleton.New(ctx, "app", args)
		return err
	})
}

func app(e *estate, memory string) pulumi.RunFunc {
	return with(e, func(ctx *pulumi.Context, c cluster.Cluster) error {
		t, err := addons.NewTraefik(ctx, "ingress", &addons.TraefikArgs{Cluster: c})
		if err != nil {
			return err
		}
		args := skeletonArgs(c, memory)
		args.Route, args.After = skeleton.Ingress{Class: addons.DefaultClass}, t.Ready()
		_, err = skeleton.New(ctx, "app", args)
		return err
	})
}

func skeletonArgs(c cluster.Cluster, memory string) *skeleton.Args {
	return &skeleton.Args{
		Cluster: c, Image: image, Host: "app." + domain, Memory: memory, Replicas: skeleton.Replicas{Min: 2, Max: 3},
	}
}
