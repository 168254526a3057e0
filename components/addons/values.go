package addons

import (
	"encoding/json"
)

// grace is how many seconds a pod that is told to stop goes on taking
// requests, while load balancers and other nodes learn of it.
const grace = 10

// Values are the chart's values for the settings, without Address. The keys
// are those of the chart that internal/versions pins.
func (a TraefikArgs) Values() (map[string]any, error) {
	a = a.withDefaults()
	text, err := json.Marshal(a.chartValues())
	if err != nil {
		return nil, err
	}
	var values map[string]any
	return values, json.Unmarshal(text, &values)
}

func (a TraefikArgs) chartValues() chartValues {
	policy := "Cluster"
	if a.LocalTraffic {
		policy = "Local"
	}
	v := chartValues{
		Deployment: deploymentValues{
			Replicas: a.Replicas,
			// The probes follow the ping to the entry point that it is on.
			HealthchecksPort: webPort,
		},
		PodDisruptionBudget: budgetValues{Enabled: true, MaxUnavailable: 1},
		IngressClass:        classValues{Enabled: true, IsDefaultClass: a.DefaultClass, Name: a.Class},
		Gateway:             gatewayValues{Enabled: a.GatewayAPI, Name: GatewayName},
		GatewayClass:        gatewayClassValues{Enabled: a.GatewayAPI, Name: a.Class},
		AccessLog:           accessLogValues{Enabled: a.AccessLog, Format: "json"},
		Log:                 logValues{Format: "json", Level: "INFO"},
		AdditionalArguments: []string{"--ping.entryPoint=web"},
		Service:             serviceValues{Spec: serviceSpec{Type: "NodePort", ExternalTrafficPolicy: policy}},
		TopologySpreadConstraints: []spreadValues{
			spread("topology.kubernetes.io/zone"), spread("kubernetes.io/hostname"),
		},
		Resources: resourceValues{
			Requests: map[string]string{"cpu": "100m", "memory": "128Mi"},
			// No limit on CPU: a proxy that is held back holds everything back.
			Limits: map[string]string{"memory": "256Mi"},
		},
		SecurityContext: containerSecurity{
			Capabilities: capabilities{Drop: []string{"ALL"}}, ReadOnlyRootFilesystem: true,
		},
		PodSecurityContext: podSecurity{
			RunAsNonRoot: true, RunAsUser: nonRoot, RunAsGroup: nonRoot, SeccompProfile: seccomp{Type: "RuntimeDefault"},
		},
	}
	v.Ports.Web = webValues{
		Port: webPort, NodePort: a.NodePort, Expose: exposeValues{Default: true}, ExposedPort: 80,
		ProxyProtocol: trustValues{TrustedIPs: orEmpty(a.TrustedProxies)},
	}
	v.Ports.Web.Transport.LifeCycle.RequestAcceptGraceTimeout = grace
	if a.TLSPort != 0 {
		v.endTLS(a)
	}
	v.Providers.KubernetesIngress = ingressProvider{Enabled: true, IngressClass: a.Class}
	v.Providers.KubernetesGateway.Enabled = a.GatewayAPI
	if a.GatewayAPI {
		v.Gateway.Listeners = a.listeners()
	}
	return v
}

// endTLS opens the entry point for TLS and makes it the one of every route, so
// that what is left on the other is the health check. The names of the values
// are those of values.yaml in https://github.com/traefik/traefik-helm-chart
func (v *chartValues) endTLS(a TraefikArgs) {
	trusted := trustValues{TrustedIPs: orEmpty(a.TrustedProxies)}
	v.Ports.WebSecure = webSecureValues{
		Expose: exposeValues{Default: true}, Port: webSecurePort, NodePort: a.TLSPort, ExposedPort: 443, AsDefault: true,
		HTTP: &webSecureHTTP{}, ProxyProtocol: &trusted, Transport: &transportValues{},
	}
	v.Ports.WebSecure.HTTP.TLS.Enabled = true
	v.Ports.WebSecure.Transport.LifeCycle.RequestAcceptGraceTimeout = grace
	store := storeValues{}
	store.DefaultCertificate.Name = a.Certificate
	v.TLSStore = map[string]storeValues{"default": store}
}

// listeners of the Gateway: the one entry point that serves.
func (a TraefikArgs) listeners() map[string]listenerValues {
	all := map[string]string{"from": "All"}
	if a.TLSPort == 0 {
		return map[string]listenerValues{"web": {Port: webPort, Protocol: "HTTP", NamespacePolicy: all}}
	}
	return map[string]listenerValues{"websecure": {
		Port: webSecurePort, Protocol: "HTTPS", NamespacePolicy: all, Certificates: []map[string]string{{"name": a.Certificate}},
	}}
}

// spread asks for pods on as many places as there are, without refusing to
// run where there are too few.
func spread(key string) spreadValues {
	return spreadValues{
		MaxSkew: 1, TopologyKey: key, WhenUnsatisfiable: "ScheduleAnyway",
		LabelSelector: selectorValues{MatchLabels: PodLabels()},
		// A rollout is spread by itself, not against the pods that it replaces.
		MatchLabelKeys: []string{"pod-template-hash"},
	}
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
