package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// asked goes from the node port of Traefik on the cluster "lab" to the pods
// that answer for a host, or says what is in the way.
func asked(s *simtest.Stack, host string) (service string, pods int, why string) {
	s.Cloud.World().View("", func(c *world.Call) {
		const scope = "cluster:lab"
		_, controller, closed := kubernetes.NodePort(c, scope, addons.DefaultNodePort)
		if why = closed; why != "" {
			return
		}
		to, list, closed := kubernetes.Ingress(c, scope, controller, host, "/")
		if to != nil {
			service = to.ID
		}
		pods, why = len(list), closed
	})
	return service, pods, why
}

// routed is a skeleton behind a route of the Gateway API that names a gateway
// and one of its listeners.
func routed(gateway, listener string) pulumi.RunFunc {
	return existing(func(ctx *pulumi.Context, c cluster.Cluster) error {
		controller, err := addons.NewTraefik(ctx, "ingress", &addons.TraefikArgs{Cluster: c, GatewayAPI: true})
		if err != nil {
			return err
		}
		_, err = skeleton.New(ctx, "app", &skeleton.Args{
			Cluster: c, Image: image, Host: "app.dock.example.com", After: controller.Ready(),
			Route: skeleton.HTTPRoute{Gateway: gateway, GatewayNamespace: controller.Namespace, Listener: listener},
		})
		return err
	})
}

func TestARouteOfTheGatewayAPILeadsToTheSkeleton(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, routed(addons.GatewayName, "web"), simtest.On(lab(t)))
	s.Up().NoError(t)
	service, pods, why := asked(s, "app.dock.example.com")
	assert.Empty(t, why)
	assert.Equal(t, "app/app", service)
	assert.Positive(t, pods)
	_, _, why = asked(s, "other.dock.example.com")
	assert.Equal(t, "no ingress has a rule for other.dock.example.com/", why)

	s.Program = routed("quay", "web")
	s.Up().NoError(t)
	_, _, why = asked(s, "app.dock.example.com")
	assert.Equal(t, "route app/app: gateway traefik/quay does not exist", why)
	s.Program = routed(addons.GatewayName, "tls")
	s.Up().NoError(t)
	_, _, why = asked(s, "app.dock.example.com")
	assert.Equal(t, `route app/app: gateway traefik/traefik-gateway has no listener "tls"`, why)
	s.Program = routed(addons.GatewayName, "")
	s.Up().NoError(t)
	_, _, why = asked(s, "app.dock.example.com")
	assert.Empty(t, why, "any listener")
}
