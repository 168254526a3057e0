package life_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/test/simtest"
)

const image = "registry.dock.example.com/skeleton@sha256:a8d6461ee82f816bb136e17f6b6127537b20d526c0e922f46dc2b0b78f6b5346"

type service = func(*pulumi.Context, cluster.Cluster) error

func traefik(change func(*addons.TraefikArgs)) service {
	return func(ctx *pulumi.Context, c cluster.Cluster) error {
		a := addons.TraefikArgs{Cluster: c}
		change(&a)
		_, err := addons.NewTraefik(ctx, "ingress", &a)
		return err
	}
}

func gateway(a *addons.TraefikArgs) {
	a.GatewayAPI, a.Address = true, pulumi.String("edge.dock.example.com")
	a.TrustedProxies, a.AccessLog, a.LocalTraffic, a.DefaultClass = []string{"10.0.0.0/16"}, true, true, true
}

func app(change func(*skeleton.Args)) service {
	return func(ctx *pulumi.Context, c cluster.Cluster) error {
		a := skeleton.Args{Cluster: c, Image: image}
		change(&a)
		_, err := skeleton.New(ctx, "app", &a)
		return err
	}
}

func TestTraefikOnAnExistingClusterServesTheGatewayAPIInPlace(t *testing.T) {
	t.Parallel()
	onlyDefinitionsLeft(t, through(t, simtest.New(t, existing(traefik(func(*addons.TraefikArgs) {})), simtest.On(lab(t))),
		change{name: "the Gateway API and an access log", to: existing(traefik(gateway)), does: []string{
			"~ Release ingress-release",
		}},
		change{name: "a replica more", to: existing(traefik(func(a *addons.TraefikArgs) { gateway(a); a.Replicas = 3 })), does: []string{
			"~ Release ingress-release",
		}},
	))
}

func TestASkeletonWithoutARouteLives(t *testing.T) {
	t.Parallel()
	peers := func(names ...string) func(*skeleton.Args) {
		return func(a *skeleton.Args) {
			for _, n := range names {
				a.Peers = append(a.Peers, skeleton.Peer{Namespace: n})
			}
		}
	}
	liveOn(t, lab(t), existing(app(func(*skeleton.Args) {})),
		change{name: "three peers", to: existing(app(peers("a", "b", "c"))), does: []string{
			"~ NetworkPolicy app-allow",
		}},
		change{name: "the middle peer goes", to: existing(app(peers("a", "c"))), does: []string{
			"~ NetworkPolicy app-allow",
		}},
		change{name: "a fixed number of pods", to: existing(app(func(a *skeleton.Args) {
			peers("a", "c")(a)
			a.Replicas = skeleton.Replicas{Min: 2, Max: 2}
		})), does: []string{
			"- HorizontalPodAutoscaler app-autoscaler",
			"~ Deployment app-deployment",
		}},
		change{name: "another image", to: existing(app(func(a *skeleton.Args) {
			peers("a", "c")(a)
			a.Replicas = skeleton.Replicas{Min: 2, Max: 2}
			a.Image = image[:len(image)-1] + "7"
		})), does: []string{
			"~ Deployment app-deployment",
		}},
	)
}

func TestASkeletonBehindAnIngressLives(t *testing.T) {
	t.Parallel()
	host := func(h string) func(*skeleton.Args) {
		return func(a *skeleton.Args) { a.Host, a.Route = h, skeleton.Ingress{Class: "traefik"} }
	}
	controller := traefik(func(*addons.TraefikArgs) {})
	onlyDefinitionsLeft(t, through(t, simtest.New(t, existing(controller, app(host("app.dock.example.com"))), simtest.On(lab(t))),
		change{name: "another host", to: existing(controller, app(host("other.dock.example.com"))), does: []string{
			"~ Ingress app-route",
		}},
		change{name: "no route", to: existing(controller, app(func(*skeleton.Args) {})), does: []string{
			"- Ingress app-route",
			"~ NetworkPolicy app-allow",
		}},
	))
}

// behindGateway is a skeleton that waits for the kinds that Traefik brings.
func behindGateway(ctx *pulumi.Context, c cluster.Cluster) error {
	a := addons.TraefikArgs{Cluster: c}
	gateway(&a)
	controller, err := addons.NewTraefik(ctx, "ingress", &a)
	if err != nil {
		return err
	}
	_, err = skeleton.New(ctx, "app", &skeleton.Args{
		Cluster: c, Image: image, Host: "app.dock.example.com", After: controller.Ready(),
		Route: skeleton.HTTPRoute{Gateway: addons.GatewayName, GatewayNamespace: controller.Namespace, Listener: "web"},
	})
	return err
}

func TestASkeletonBehindAGatewayLives(t *testing.T) {
	t.Parallel()
	onlyDefinitionsLeft(t, through(t, simtest.New(t, existing(behindGateway), simtest.On(lab(t)))))
}

// onlyDefinitionsLeft demands that nothing is left but the definitions that
// Helm installs from a chart and never deletes:
// https://helm.sh/docs/chart_best_practices/custom_resource_definitions/
func onlyDefinitionsLeft(t *testing.T, s *simtest.Stack) {
	t.Helper()
	kinds := map[string]bool{}
	before := lab(t).Inventory()
	for _, item := range s.Cloud.Inventory() {
		if !slices.Contains(before, item) {
			kinds[item.Kind] = true
		}
	}
	assert.Equal(t, map[string]bool{"kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition": true}, kinds)
}

func TestServicesOnEKSLiveAsOnAnExistingCluster(t *testing.T) {
	t.Parallel()
	live(t, onEKS(minimalEKS, func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		return behindGateway(ctx, c)
	}))
}
