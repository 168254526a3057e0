package kubernetes

// webhook is one that must answer before objects are accepted.
type webhook struct {
	// configuration is the object that holds it, mutating or validating.
	configuration string
	mutating      bool
	name          string
	service, path string
	seconds       int
	groups        []any
	versions      []any
	resources     []any
	// operations are CREATE and UPDATE unless given.
	operations []any
	// objects restrict it by labels. May be nil.
	objects map[string]any
}

// hook adds a webhook, to a configuration that is there already or by itself.
func (r *rendering) hook(w webhook) {
	if w.operations == nil {
		w.operations = []any{"CREATE", "UPDATE"}
	}
	one := map[string]any{
		"name": w.name, "admissionReviewVersions": []any{"v1"}, "sideEffects": "None", "failurePolicy": "Fail", "timeoutSeconds": w.seconds,
		"clientConfig": map[string]any{"service": map[string]any{"name": w.service, "namespace": r.namespace, "path": w.path, "port": 443}},
		"rules":        []any{map[string]any{"operations": w.operations, "apiGroups": w.groups, "apiVersions": w.versions, "resources": w.resources}},
	}
	if w.objects != nil {
		one["objectSelector"] = w.objects
	}
	token := tokenValidating
	if w.mutating {
		token = tokenMutating
	}
	for _, p := range r.out {
		if p.Str("kind") == kinds[token].name && p.Map("metadata").Str("name") == w.configuration {
			p["webhooks"] = append(p.List("webhooks"), one)
			return
		}
	}
	r.add(kinds[token], w.configuration, map[string]any{"webhooks": []any{one}})
}

// balancerWebhooks are those of the AWS Load Balancer Controller. While it has
// no ready pod, no Ingress is accepted and, unless its values say otherwise,
// no Service either
// (https://github.com/aws/eks-charts/blob/master/stable/aws-load-balancer-controller/templates/webhook.yaml).
func (r *rendering) balancerWebhooks() {
	const service = "aws-load-balancer-webhook-service"
	add := func(mutating bool, name, path string, groups, versions, resources, operations []any, objects map[string]any) {
		r.hook(webhook{
			configuration: "aws-load-balancer-webhook", mutating: mutating, name: name, service: service, path: path, seconds: 10,
			groups: groups, versions: versions, resources: resources, operations: operations, objects: objects,
		})
	}
	own := []any{"elbv2.k8s.aws"}
	add(false, "vtargetgroupbinding.elbv2.k8s.aws", "/validate-elbv2-k8s-aws-v1beta1-targetgroupbinding", own, []any{"v1beta1"}, []any{"targetgroupbindings"}, nil, nil)
	if !r.values.Map("webhookConfig").Bool("disableIngressValidation") {
		add(false, "vingress.elbv2.k8s.aws", "/validate-networking-v1-ingress", []any{"networking.k8s.io"}, []any{"v1"}, []any{"ingresses"}, nil, nil)
	}
	add(true, "mtargetgroupbinding.elbv2.k8s.aws", "/mutate-elbv2-k8s-aws-v1beta1-targetgroupbinding", own, []any{"v1beta1"}, []any{"targetgroupbindings"}, nil, nil)
	if r.values.BoolOr("enableServiceMutatorWebhook", true) {
		add(true, "mservice.elbv2.k8s.aws", "/mutate-v1-service", []any{""}, []any{"v1"}, []any{"services"}, []any{"CREATE"}, map[string]any{
			"matchExpressions": []any{map[string]any{"key": "app.kubernetes.io/name", "operator": "NotIn", "values": []any{"aws-load-balancer-controller"}}},
		})
	}
}
