package skeleton_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/internal/recorder"
)

const image = "registry.example.com/team/skeleton:1.0@sha256:abababababababababababababababababababababababababababababababab"

func TestWrongSkeletonsAreRefusedLineByLine(t *testing.T) {
	good := func() *skeleton.Args {
		return &skeleton.Args{
			Cluster: cluster.Cluster{Name: "dev", Provider: &kubernetes.Provider{}}, Image: image,
			Host: "app.example.com", Route: skeleton.Ingress{Class: "traefik"},
		}
	}
	for _, c := range []struct {
		name   string
		change func(*skeleton.Args)
		want   []string
	}{
		{"nothing given", func(a *skeleton.Args) { *a = skeleton.Args{} }, []string{
			`Cluster: not given: pass the Cluster of an EKS or Existing`,
			`Image "": not pinned by digest: write it as "registry/name@sha256:" and 64 hexadecimal digits`,
		}},
		{"an image by tag", func(a *skeleton.Args) { a.Image = "registry.example.com/skeleton:latest" }, []string{
			`Image "registry.example.com/skeleton:latest": not pinned by digest: write it as "registry/name@sha256:" and 64 hexadecimal digits`,
		}},
		{"a short digest", func(a *skeleton.Args) { a.Image = "skeleton@sha256:abc" }, []string{
			`Image "skeleton@sha256:abc": not pinned by digest: write it as "registry/name@sha256:" and 64 hexadecimal digits`,
		}},
		{"no host", func(a *skeleton.Args) { a.Host = "" },
			[]string{`Host "": not a full DNS name in lower case: write it as "app.example.com"`}},
		{"a URL as host", func(a *skeleton.Args) { a.Host = "https://App.example.com/" },
			[]string{`Host "https://App.example.com/": not a full DNS name in lower case: write it as "app.example.com"`}},
		{"a host without route", func(a *skeleton.Args) { a.Route = nil },
			[]string{`Host "app.example.com": given without a Route: give a Route, or leave it out`}},
		{"an ingress of no class", func(a *skeleton.Args) { a.Route = skeleton.Ingress{} },
			[]string{`Route.Class "": not the name of an ingress class: name the controller's class`}},
		{"a route to no gateway", func(a *skeleton.Args) { a.Route = skeleton.HTTPRoute{} }, []string{
			`Route.Gateway "": not the name of a Gateway: name one`,
			`Route.GatewayNamespace "": not the name of a namespace: name the Gateway's`,
		}},
		{"replicas", func(a *skeleton.Args) { a.Replicas = skeleton.Replicas{Min: 4, Max: 2} },
			[]string{`Replicas "4 to 2": not a range that starts at 1 or above: give Min of at least 1 and Max of at least Min`}},
		{"quantities", func(a *skeleton.Args) { a.CPURequest, a.Memory, a.CPUTarget = "some", "-1Mi", 150 }, []string{
			`CPUTarget 150: outside 1 to 100 per cent: choose a number within`,
			`CPURequest "some": not a positive quantity: write it as "50m" of CPU or "64Mi" of memory`,
			`Memory "-1Mi": not a positive quantity: write it as "50m" of CPU or "64Mi" of memory`,
		}},
		{"times", func(a *skeleton.Args) { a.DrainSeconds, a.ShutdownSeconds = -1, 301 }, []string{
			`DrainSeconds -1: outside 0 to 300: choose a number of seconds within`,
			`ShutdownSeconds 301: outside 0 to 300: choose a number of seconds within`,
		}},
		{"variables", func(a *skeleton.Args) { a.Env = map[string]string{"PORT": "80", "a b": "c", "LOG_LEVEL": "debug"} }, []string{
			`Env "PORT": set by the component: use the setting of Args for it`,
			`Env "a b": not the name of an environment variable: use letters, digits and underscores`,
		}},
		{"namespaces", func(a *skeleton.Args) { a.Namespace, a.Peers = "My_App", []skeleton.Peer{{}} }, []string{
			`Namespace "My_App": not a name of at most 63 lower-case letters, digits and hyphens: change it`,
			`Peers[0].Namespace "": not the name of a namespace: name one`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := good()
			c.change(args)
			want := make([]string, len(c.want))
			for i, line := range c.want {
				want[i] = `skeleton "app": ` + line
			}
			require.EqualError(t, skeleton.Check("app", args), strings.Join(want, "\n"))
		})
	}
	require.NoError(t, skeleton.Check("app", good()))
	require.EqualError(t, skeleton.Check("App_1", good()), `skeleton "App_1": name "App_1": `+
		`not a name of at most 63 lower-case letters, digits and hyphens that starts with a letter: rename the component`)
}

func TestSelectorsAndPortsAgree(t *testing.T) {
	m := up(t, func(*skeleton.Args) {})
	deployment := m.spec("app-deployment")
	template := deployment["template"].(map[string]any)
	labels := template["metadata"].(map[string]any)["labels"]
	require.NotEmpty(t, labels)
	assert.Equal(t, labels, deployment["selector"].(map[string]any)["matchLabels"])
	assert.Equal(t, labels, m.spec("app-service")["selector"])
	assert.Equal(t, labels, m.spec("app-budget")["selector"].(map[string]any)["matchLabels"])
	assert.Equal(t, labels, m.spec("app-allow")["podSelector"].(map[string]any)["matchLabels"])
	pod := template["spec"].(map[string]any)
	for _, s := range pod["topologySpreadConstraints"].([]any) {
		assert.Equal(t, labels, s.(map[string]any)["labelSelector"].(map[string]any)["matchLabels"])
	}
	container := pod["containers"].([]any)[0].(map[string]any)
	port := container["ports"].([]any)[0].(map[string]any)
	assert.EqualValues(t, skeleton.Port, port["containerPort"])
	assert.Contains(t, container["env"], map[string]any{"name": "PORT", "value": "7777"})
	for probe, path := range map[string]string{"livenessProbe": "/healthz", "readinessProbe": "/readyz"} {
		get := container[probe].(map[string]any)["httpGet"].(map[string]any)
		assert.Equal(t, map[string]any{"path": path, "port": port["name"]}, get)
	}
	service := m.spec("app-service")["ports"].([]any)[0].(map[string]any)
	assert.Equal(t, port["name"], service["targetPort"])
	rule := m.spec("app-allow")["ingress"].([]any)[0].(map[string]any)
	assert.Equal(t, []any{map[string]any{"protocol": "TCP", "port": 7777.0}}, rule["ports"])
	backend := m.spec("app-route")["rules"].([]any)[0].(map[string]any)["http"].(map[string]any)["paths"].([]any)[0].(map[string]any)["backend"]
	assert.Equal(t, map[string]any{"service": map[string]any{"name": "app", "port": map[string]any{"name": service["name"]}}}, backend)
	assert.Equal(t, "app", m.spec("app-autoscaler")["scaleTargetRef"].(map[string]any)["name"])
}

func TestThePodMeetsTheRestrictedProfileThatItsNamespaceEnforces(t *testing.T) {
	m := up(t, func(*skeleton.Args) {})
	labels := m.Named("app-namespace").Inputs["metadata"].(map[string]any)["labels"].(map[string]any)
	assert.Equal(t, "restricted", labels["pod-security.kubernetes.io/enforce"])
	pod := m.pod()
	assert.Equal(t, map[string]any{
		"runAsNonRoot": true, "runAsUser": 65532.0, "runAsGroup": 65532.0, "seccompProfile": map[string]any{"type": "RuntimeDefault"},
	}, pod["securityContext"])
	assert.Equal(t, false, pod["automountServiceAccountToken"])
	container := pod["containers"].([]any)[0].(map[string]any)
	assert.Equal(t, map[string]any{
		"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": map[string]any{"drop": []any{"ALL"}},
	}, container["securityContext"])
	assert.Equal(t, image, container["image"])
	assert.Equal(t, map[string]any{
		"requests": map[string]any{"cpu": "50m", "memory": "64Mi"}, "limits": map[string]any{"memory": "64Mi"},
	}, container["resources"])
	assert.Equal(t, false, m.Named("app-account").Inputs["automountServiceAccountToken"])
}

func TestKubernetesWaitsLongerThanTheServiceTakesToStop(t *testing.T) {
	m := up(t, func(a *skeleton.Args) { a.DrainSeconds, a.ShutdownSeconds = 15, 40 })
	assert.EqualValues(t, 65, m.pod()["terminationGracePeriodSeconds"])
	env := m.pod()["containers"].([]any)[0].(map[string]any)["env"]
	assert.Contains(t, env, map[string]any{"name": "DRAIN_DELAY", "value": "15s"})
	assert.Contains(t, env, map[string]any{"name": "SHUTDOWN_TIMEOUT", "value": "40s"})
}

func TestTheNumberOfPodsBelongsToTheAutoscalerOrToTheDeployment(t *testing.T) {
	scaled := up(t, func(*skeleton.Args) {})
	assert.NotContains(t, scaled.spec("app-deployment"), "replicas")
	assert.EqualValues(t, 3, scaled.spec("app-autoscaler")["minReplicas"])
	assert.EqualValues(t, 6, scaled.spec("app-autoscaler")["maxReplicas"])
	fixed := up(t, func(a *skeleton.Args) { a.Replicas = skeleton.Replicas{Min: 2, Max: 2} })
	assert.EqualValues(t, 2, fixed.spec("app-deployment")["replicas"])
	assert.Empty(t, fixed.Named("app-autoscaler"))
}

func TestNothingReachesThePodsButTheController(t *testing.T) {
	m := up(t, func(a *skeleton.Args) { a.Peers = []skeleton.Peer{{Namespace: "metrics"}} })
	assert.Equal(t, map[string]any{"podSelector": map[string]any{}, "policyTypes": []any{"Ingress", "Egress"}}, m.spec("app-deny"))
	allow := m.spec("app-allow")
	assert.Equal(t, []any{
		map[string]any{
			"namespaceSelector": map[string]any{"matchLabels": map[string]any{"kubernetes.io/metadata.name": "traefik"}},
			"podSelector":       map[string]any{"matchLabels": map[string]any{"app.kubernetes.io/name": "traefik"}},
		},
		map[string]any{"namespaceSelector": map[string]any{"matchLabels": map[string]any{"kubernetes.io/metadata.name": "metrics"}}},
	}, allow["ingress"].([]any)[0].(map[string]any)["from"])
	egress := allow["egress"].([]any)
	require.Len(t, egress, 1)
	assert.Equal(t, []any{map[string]any{"protocol": "UDP", "port": 53.0}, map[string]any{"protocol": "TCP", "port": 53.0}},
		egress[0].(map[string]any)["ports"])
	alone := up(t, func(a *skeleton.Args) { a.Route, a.Host = nil, "" })
	assert.NotContains(t, alone.spec("app-allow"), "ingress")
	assert.Empty(t, alone.Named("app-route"))
}

func TestPodsComeAfterEverythingThatTheyNeed(t *testing.T) {
	m := up(t, func(*skeleton.Args) {})
	assert.Equal(t, []string{"app-account", "app-allow", "app-deny", "app-namespace", "node"}, m.Named("app-deployment").After())
	assert.Equal(t, []string{"app-deployment"}, m.Named("app-service").After())
	assert.Equal(t, []string{"app-service"}, m.Named("app-route").After())
	for _, a := range m.All() {
		if strings.HasPrefix(a.Name, "app-") {
			assert.True(t, strings.HasSuffix(a.Parent, "::app"), a.Name)
			assert.Contains(t, a.Args.Provider, "::lab-provider", a.Name)
		}
	}
}

func TestAnIngressWithoutAddressIsNotWaitedFor(t *testing.T) {
	annotations := func(route skeleton.Route) any {
		m := up(t, func(a *skeleton.Args) { a.Route = route })
		return m.Named("app-route").Inputs["metadata"].(map[string]any)["annotations"]
	}
	assert.Equal(t, map[string]any{"pulumi.com/skipAwait": "true"}, annotations(skeleton.Ingress{Class: "traefik"}))
	assert.Nil(t, annotations(skeleton.Ingress{Class: "traefik", AwaitAddress: true}))
}

func TestAGatewayRouteReachesTheSameService(t *testing.T) {
	m := up(t, func(a *skeleton.Args) {
		a.Route = skeleton.HTTPRoute{Gateway: "traefik-gateway", GatewayNamespace: "traefik", Listener: "web"}
	})
	assert.Equal(t, "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", m.Named("app-route").Token)
	assert.Equal(t, map[string]any{
		"parentRefs": []any{map[string]any{"name": "traefik-gateway", "namespace": "traefik", "sectionName": "web"}},
		"hostnames":  []any{"app.example.com"},
		"rules": []any{map[string]any{
			"matches":     []any{map[string]any{"path": map[string]any{"type": "PathPrefix", "value": "/"}}},
			"backendRefs": []any{map[string]any{"name": "app", "port": 80.0}},
		}},
	}, m.spec("app-route"))
}

func TestTheAccountCarriesTheRoleOfItsWorkload(t *testing.T) {
	m := up(t, func(a *skeleton.Args) {
		a.AccountAnnotations = map[string]pulumi.StringInput{"eks.amazonaws.com/role-arn": pulumi.String("arn:role").ToStringOutput()}
	})
	assert.Equal(t, map[string]any{"eks.amazonaws.com/role-arn": "arn:role"},
		m.Named("app-account").Inputs["metadata"].(map[string]any)["annotations"])
}

func TestTypeTokensAndNamesAreFrozen(t *testing.T) {
	assert.Equal(t, "drydock:skeleton:Skeleton", skeleton.TypeSkeleton)
	var names []string
	for _, m := range up(t, func(*skeleton.Args) {}).All() {
		names = append(names, m.Name)
	}
	assert.Equal(t, []string{
		"app", "app-account", "app-allow", "app-autoscaler", "app-budget", "app-deny", "app-deployment",
		"app-namespace", "app-route", "app-service", "lab", "lab-provider", "node",
	}, names)
}

func up(t *testing.T, change func(*skeleton.Args)) made {
	t.Helper()
	return made{recorder.Run(t, nil, func(ctx *pulumi.Context) error {
		var node struct{ pulumi.CustomResourceState }
		if err := ctx.RegisterResource("test:x:Node", "node", pulumi.Map{}, &node); err != nil {
			return err
		}
		x, err := cluster.NewExisting(ctx, "lab", &cluster.ExistingArgs{
			Kubeconfig: pulumi.String("{}"), Ready: []pulumi.Resource{&node},
		})
		if err != nil {
			return err
		}
		args := &skeleton.Args{
			Cluster: x.Cluster(), Image: image, Host: "app.example.com", Route: skeleton.Ingress{Class: "traefik"},
		}
		change(args)
		_, err = skeleton.New(ctx, "app", args)
		return err
	})}
}

// made is what a program registered.
type made struct{ *recorder.Recorder }

func (m made) spec(name string) map[string]any {
	return m.Named(name).Inputs["spec"].(map[string]any)
}

func (m made) pod() map[string]any {
	return m.spec("app-deployment")["template"].(map[string]any)["spec"].(map[string]any)
}
