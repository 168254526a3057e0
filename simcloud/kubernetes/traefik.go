package kubernetes

import (
	"slices"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// traefikController is what the chart's IngressClass names.
const traefikController = "traefik.io/ingress-controller"

// traefikPorts are the chart's entry points: container port, service port and
// whether the service has it.
var traefikPorts = map[string]world.Props{
	"traefik":   {"port": 8080.0, "exposedPort": 8080.0, "expose": map[string]any{"default": false}},
	"web":       {"port": 8000.0, "exposedPort": 80.0, "expose": map[string]any{"default": true}},
	"websecure": {"port": 8443.0, "exposedPort": 443.0, "expose": map[string]any{"default": true}},
	"metrics":   {"port": 9100.0, "exposedPort": 9100.0, "expose": map[string]any{"default": false}},
}

var traefikChart = &chart{
	name: "traefik", version: "41.3.0", app: "v3.7.11",
	repositories: []string{"https://traefik.github.io/charts", "https://helm.traefik.io/traefik", "oci://ghcr.io/traefik/helm/traefik"},
	closed: map[string]string{
		"": "accessLog additionalArguments additionalVolumeMounts affinity api autoscaling certificatesResolvers commonLabels core deployment " +
			"enabled env envFrom experimental extraObjects fullnameOverride gateway gatewayClass global hostNetwork hub image ingressClass " +
			"ingressRoute instanceLabelOverride livenessProbe log metrics nameOverride namespaceOverride nodeSelector oci_meta ocsp " +
			"offering_version persistence podDisruptionBudget podSecurityContext ports priorityClassName providers rbac readinessProbe " +
			"resources securityContext service serviceAccount serviceAccountAnnotations startupProbe tlsOptions tlsStore tolerations " +
			"topologySpreadConstraints tracing updateStrategy versionOverride volumes",
		"api":                 "basePath dashboard dashboardName debug disableDashboardAd insecure",
		"autoscaling":         "behavior enabled maxReplicas metrics minReplicas scaleTargetRef",
		"core":                "defaultRuleSyntax strictTLSOptions",
		"gatewayClass":        "enabled labels name",
		"image":               "digest pullPolicy registry repository tag",
		"ingressClass":        "enabled isDefaultClass name",
		"livenessProbe":       "failureThreshold initialDelaySeconds periodSeconds successThreshold timeoutSeconds",
		"readinessProbe":      "failureThreshold initialDelaySeconds periodSeconds successThreshold timeoutSeconds",
		"podDisruptionBudget": "enabled maxUnavailable minAvailable",
		"providers":           "file knative kubernetesCRD kubernetesGateway kubernetesIngress kubernetesIngressNGINX precedence",
		"rbac":                "aggregateTo enabled namespaced",
		"serviceAccount":      "name",
		"updateStrategy":      "rollingUpdate type",
		"ports.*": "allowACMEByPass appProtocol asDefault containerPort expose exposedPort forwardedHeaders hostIP hostPort http http3 nodePort " +
			"observability port protocol proxyProtocol targetPort transport uplink",
	},
	crds: []string{
		"traefik.io IngressRoute ingressroutes Namespaced v1alpha1", "traefik.io IngressRouteTCP ingressroutetcps Namespaced v1alpha1",
		"traefik.io IngressRouteUDP ingressrouteudps Namespaced v1alpha1", "traefik.io Middleware middlewares Namespaced v1alpha1",
		"traefik.io MiddlewareTCP middlewaretcps Namespaced v1alpha1", "traefik.io ServersTransport serverstransports Namespaced v1alpha1",
		"traefik.io ServersTransportTCP serverstransporttcps Namespaced v1alpha1", "traefik.io TLSOption tlsoptions Namespaced v1alpha1",
		"traefik.io TLSStore tlsstores Namespaced v1alpha1", "traefik.io TraefikService traefikservices Namespaced v1alpha1",
		"gateway.networking.k8s.io GatewayClass gatewayclasses Cluster v1", "gateway.networking.k8s.io Gateway gateways Namespaced v1",
		"gateway.networking.k8s.io HTTPRoute httproutes Namespaced v1", "gateway.networking.k8s.io GRPCRoute grpcroutes Namespaced v1",
		"gateway.networking.k8s.io ReferenceGrant referencegrants Namespaced v1beta1",
	},
	render: renderTraefik,
}

// traefikPodSecurity and traefikSecurity are the chart's own security
// contexts, which meet the restricted profile.
func traefikPodSecurity() map[string]any {
	return map[string]any{
		"runAsGroup": 65532.0, "runAsNonRoot": true, "runAsUser": 65532.0,
		"seccompProfile": map[string]any{"type": "RuntimeDefault"},
	}
}

func traefikSecurity() map[string]any {
	return map[string]any{
		"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
		"capabilities": map[string]any{"drop": []any{"ALL"}},
	}
}

func renderTraefik(r *rendering) {
	v := r.values
	name := r.fullname()
	instance := r.name + "-" + r.namespace
	labels := map[string]any{"app.kubernetes.io/name": v.StrOr("nameOverride", "traefik"), "app.kubernetes.io/instance": v.StrOr("instanceLabelOverride", instance)}
	selector := world.Props(labels).Clone()
	deployment := v.Map("deployment")
	for key, value := range deployment.Map("podLabels") {
		labels[key] = value
	}
	account := v.Map("serviceAccount").Str("name")
	if account == "" {
		account = name
		r.add(kinds[tokenAccount], account, map[string]any{"annotations": map[string]any(v.Map("serviceAccountAnnotations"))})
	}
	containers, services := traefikPortLists(v)
	if deployment.BoolOr("enabled", true) {
		image := v.Map("image")
		p := pod{name: "traefik", image: image.StrOr("registry", "docker.io") + "/" + image.StrOr("repository", "traefik") + ":" + image.StrOr("tag", "v3.7.11"),
			account: account, labels: labels, ports: containers, delay: v.Map("readinessProbe").IntOr("initialDelaySeconds", 2), values: v,
			more:              map[string]any{"hostNetwork": v.Bool("hostNetwork")},
			security:          over(traefikPodSecurity(), v.Map("podSecurityContext")),
			containerSecurity: over(traefikSecurity(), v.Map("securityContext")),
		}
		spec := map[string]any{"selector": map[string]any{"matchLabels": map[string]any(selector)}, "template": p.template()}
		if deployment.StrOr("kind", "Deployment") == "DaemonSet" {
			r.add(kinds[tokenDaemonSet], name, map[string]any{"spec": spec})
		} else {
			spec["replicas"] = deployment.IntOr("replicas", 1)
			spec["strategy"] = map[string]any{"type": "RollingUpdate", "rollingUpdate": map[string]any{"maxUnavailable": 0, "maxSurge": 1}}
			if u := v.Map("updateStrategy"); len(u) > 0 {
				spec["strategy"] = map[string]any(u)
			}
			r.add(kinds[tokenDeployment], name, map[string]any{"spec": spec})
		}
	}
	if service := v.Map("service"); service.BoolOr("enabled", true) && len(services) > 0 {
		spec := service.Map("spec").Clone()
		if spec == nil {
			spec = world.Props{}
		}
		spec["type"], spec["selector"], spec["ports"] = spec.StrOr("type", "LoadBalancer"), map[string]any(selector), services
		r.service(service.StrOr("nameOverride", name), map[string]any(spec), map[string]any(service.Map("annotations")))
	}
	if class := v.Map("ingressClass"); class.BoolOr("enabled", true) {
		isDefault := "true"
		if !class.BoolOr("isDefaultClass", true) {
			isDefault = "false"
		}
		r.add(kinds[tokenIngressClass], class.StrOr("name", name), map[string]any{
			"annotations": map[string]any{"ingressclass.kubernetes.io/is-default-class": isDefault},
			"spec":        map[string]any{"controller": traefikController},
		})
	}
	r.gateways(name)
	if budget := v.Map("podDisruptionBudget"); budget.Bool("enabled") {
		spec := map[string]any{"selector": map[string]any{"matchLabels": map[string]any(selector)}}
		for _, key := range []string{"minAvailable", "maxUnavailable"} {
			if budget[key] != nil {
				spec[key] = budget[key]
			}
		}
		r.add(kinds["kubernetes:policy/v1:PodDisruptionBudget"], name, map[string]any{"spec": spec})
	}
}

// traefikPortLists merges the values' entry points over the chart's and
// returns the container's ports and the service's.
func traefikPortLists(v world.Props) (containers, services []any) {
	given := v.Map("ports")
	names := sortedKeys(traefikPorts)
	for _, name := range given.Keys() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if value, listed := given[name]; listed && value == nil {
			continue
		}
		merged := traefikPorts[name].Clone()
		if merged == nil {
			merged = world.Props{}
		}
		for key, value := range given.Map(name) {
			merged[key] = value
		}
		protocol := merged.StrOr("protocol", "TCP")
		container := map[string]any{"name": name, "containerPort": merged.IntOr("containerPort", merged.Int("port")), "protocol": protocol}
		if merged.Has("hostPort") {
			container["hostPort"] = merged["hostPort"]
		}
		containers = append(containers, container)
		if !merged.Map("expose").Bool("default") {
			continue
		}
		port := map[string]any{"name": name, "port": merged.IntOr("exposedPort", merged.Int("port")), "protocol": protocol, "targetPort": name}
		if merged["targetPort"] != nil {
			port["targetPort"] = merged["targetPort"]
		}
		if merged["nodePort"] != nil {
			port["nodePort"] = merged["nodePort"]
		}
		services = append(services, port)
	}
	return containers, services
}
