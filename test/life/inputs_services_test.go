package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/skeleton"
)

func TestEveryInputOfTraefikChangesThePlan(t *testing.T) {
	type traefikRow = row[addons.TraefikArgs]
	to := func(change func(*addons.TraefikArgs)) traefikRow {
		return traefikRow{to: func(a *addons.TraefikArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(f *fixture) addons.TraefikArgs { return addons.TraefikArgs{Cluster: f.lab} },
		func(ctx *pulumi.Context, a *addons.TraefikArgs, _ *fixture) (string, error) {
			_, err := addons.NewTraefik(ctx, "own", a)
			return "", err
		}, map[string]traefikRow{
			"Cluster":      {to: func(a *addons.TraefikArgs, f *fixture) { a.Cluster = f.twin }},
			"Namespace":    to(func(a *addons.TraefikArgs) { a.Namespace = "edge" }),
			"Class":        to(func(a *addons.TraefikArgs) { a.Class = "edge" }),
			"DefaultClass": to(func(a *addons.TraefikArgs) { a.DefaultClass = true }),
			"NodePort":     to(func(a *addons.TraefikArgs) { a.NodePort = 30081 }),
			"TLSPort":      to(func(a *addons.TraefikArgs) { a.TLSPort, a.Certificate = 30444, "edge" }),
			"Certificate": {
				from: func(a *addons.TraefikArgs, _ *fixture) { a.TLSPort, a.Certificate = 30443, "edge" },
				to:   func(a *addons.TraefikArgs, _ *fixture) { a.Certificate = "quay" },
			},
			"Replicas":       to(func(a *addons.TraefikArgs) { a.Replicas = 3 }),
			"GatewayAPI":     to(func(a *addons.TraefikArgs) { a.GatewayAPI = true }),
			"Address":        to(func(a *addons.TraefikArgs) { a.Address = pulumi.String("edge.example.com") }),
			"LocalTraffic":   to(func(a *addons.TraefikArgs) { a.LocalTraffic = true }),
			"TrustedProxies": to(func(a *addons.TraefikArgs) { a.TrustedProxies = []string{"10.0.0.0/16"} }),
			"AccessLog":      to(func(a *addons.TraefikArgs) { a.AccessLog = true }),
		})
}

type appRow = row[skeleton.Args]

func appTo(change func(*skeleton.Args)) appRow {
	return appRow{to: func(a *skeleton.Args, _ *fixture) { change(a) }}
}

func ownApp(ctx *pulumi.Context, a *skeleton.Args, _ *fixture) (string, error) {
	_, err := skeleton.New(ctx, "own", a)
	return "", err
}

func TestEveryInputOfASkeletonChangesThePlan(t *testing.T) {
	everyInput(t, func(f *fixture) skeleton.Args {
		return skeleton.Args{
			Cluster: f.lab, Image: image, Host: "app." + domain, Route: skeleton.Ingress{Class: "traefik"},
			Peers: []skeleton.Peer{{Namespace: "a", Labels: map[string]string{"app": "a"}}},
		}
	}, ownApp, map[string]appRow{
		"Cluster":         {to: func(a *skeleton.Args, f *fixture) { a.Cluster = f.twin }},
		"Namespace":       appTo(func(a *skeleton.Args) { a.Namespace = "other" }),
		"Image":           appTo(func(a *skeleton.Args) { a.Image = "x/" + image }),
		"Host":            appTo(func(a *skeleton.Args) { a.Host = "other." + domain }),
		"Route":           appTo(func(a *skeleton.Args) { a.Host, a.Route = "", nil }),
		"Replicas.Min":    appTo(func(a *skeleton.Args) { a.Replicas = skeleton.Replicas{Min: 2, Max: 6} }),
		"Replicas.Max":    appTo(func(a *skeleton.Args) { a.Replicas = skeleton.Replicas{Min: 3, Max: 9} }),
		"CPUTarget":       appTo(func(a *skeleton.Args) { a.CPUTarget = 50 }),
		"CPURequest":      appTo(func(a *skeleton.Args) { a.CPURequest = "100m" }),
		"Memory":          appTo(func(a *skeleton.Args) { a.Memory = "128Mi" }),
		"DrainSeconds":    appTo(func(a *skeleton.Args) { a.DrainSeconds = 9 }),
		"ShutdownSeconds": appTo(func(a *skeleton.Args) { a.ShutdownSeconds = 9 }),
		"Env":             appTo(func(a *skeleton.Args) { a.Env = map[string]string{"GREETING": "ahoy"} }),
		"Peers.Namespace": appTo(func(a *skeleton.Args) { a.Peers[0].Namespace = "b" }),
		"Peers.Labels":    appTo(func(a *skeleton.Args) { a.Peers[0].Labels = nil }),
		"AccountAnnotations": appTo(func(a *skeleton.Args) {
			a.AccountAnnotations = map[string]pulumi.StringInput{"a/b": pulumi.String("c")}
		}),
		"After": {to: func(a *skeleton.Args, f *fixture) { a.After = []pulumi.Resource{f.done} }},
	})
}

func everyRouteInput[R skeleton.Route](t *testing.T, base R, changes map[string]func(*R)) {
	t.Helper()
	rows := map[string]row[R]{}
	for field, change := range changes {
		rows[field] = row[R]{to: func(r *R, _ *fixture) { change(r) }}
	}
	everyInput(t, func(*fixture) R { return base }, func(ctx *pulumi.Context, r *R, f *fixture) (string, error) {
		return ownApp(ctx, &skeleton.Args{Cluster: f.lab, Image: image, Host: "app." + domain, Route: *r}, f)
	}, rows)
}

func TestEveryInputOfAnIngressChangesThePlan(t *testing.T) {
	everyRouteInput(t, skeleton.Ingress{Class: "traefik", Controller: skeleton.Peer{Namespace: "edge"}}, map[string]func(*skeleton.Ingress){
		"Class":                func(i *skeleton.Ingress) { i.Class = "edge" },
		"Controller.Namespace": func(i *skeleton.Ingress) { i.Controller.Namespace = "quay" },
		"Controller.Labels":    func(i *skeleton.Ingress) { i.Controller.Labels = map[string]string{"app": "edge"} },
		"AwaitAddress":         func(i *skeleton.Ingress) { i.AwaitAddress = true },
	})
}

func TestEveryInputOfAnHTTPRouteChangesThePlan(t *testing.T) {
	everyRouteInput(t, skeleton.HTTPRoute{
		Gateway: "edge", GatewayNamespace: "edge", Controller: skeleton.Peer{Namespace: "edge"},
	}, map[string]func(*skeleton.HTTPRoute){
		"Gateway":              func(r *skeleton.HTTPRoute) { r.Gateway = "quay" },
		"GatewayNamespace":     func(r *skeleton.HTTPRoute) { r.GatewayNamespace = "quay" },
		"Listener":             func(r *skeleton.HTTPRoute) { r.Listener = "web" },
		"Controller.Namespace": func(r *skeleton.HTTPRoute) { r.Controller.Namespace = "quay" },
		"Controller.Labels":    func(r *skeleton.HTTPRoute) { r.Controller.Labels = map[string]string{"app": "edge"} },
	})
}
