package kubernetes_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestTheAPIServerRefusesInItsOwnWords(t *testing.T) {
	ingress := func(path string) string {
		return `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: app}, spec: {rules: [{host: a.example.com, http: {paths: [` + path + `]}}]}}`
	}
	meta := func(kind string) string {
		return "{apiVersion: v1, kind: " + kind + ", metadata: {name: x, namespace: app}"
	}
	for name, tt := range map[string]struct{ manifest, code, want string }{
		"unknown field of a spec":       {web("replicas: 2", "replica: 2"), "BadRequest", `failed to create typed patch object (app/web; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema`},
		"unknown field named by key":    {web("resources: {requests: {cpu: 100m, memory: 64Mi}}", "resurces: {}"), "BadRequest", `failed to create typed patch object (app/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="web"].resurces: field not declared in schema`},
		"two unknown fields":            {web("replicas: 2", "replica: 2\n  selectr: {}"), "BadRequest", "failed to create typed patch object (app/web; apps/v1, Kind=Deployment): errors:\n  .spec.replica: field not declared in schema\n  .spec.selectr: field not declared in schema"},
		"value of the wrong kind":       {web("replicas: 2", "replicas: two"), "BadRequest", `Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`},
		"secret that is not base64":     {meta("Secret") + ", data: {a: '!'}}", "BadRequest", `Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0`},
		"quantity that is none":         {web("cpu: 100m", "cpu: lots"), "BadRequest", `Deployment in version "v1" cannot be handled as a Deployment: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`},
		"namespace that is not there":   {web("namespace: app", "namespace: nope"), "NotFound", `namespaces "nope" not found`},
		"selector beside its template":  {web("labels: {app: web}", "labels: {app: other}"), "Invalid", "Deployment.apps \"web\" is invalid: spec.template.metadata.labels: Invalid value: {\"app\":\"other\"}: `selector` does not match template `labels`"},
		"no selector":                   {web("selector: {matchLabels: {app: web}}", "minReadySeconds: 0"), "Invalid", `Deployment.apps "web" is invalid: spec.selector: Required value`},
		"negative replicas":             {web("replicas: 2", "replicas: -1"), "Invalid", `Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0`},
		"no image":                      {web("image: example.com/web:1", "tty: false"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].image: Required value`},
		"no container":                  {strings.Split(web(), "      containers")[0] + "      containers: []", "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers: Required value`},
		"container twice":               {web() + "      - {name: web, image: a}\n", "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[1].name: Duplicate value: "web"`},
		"container's bad name":          {web("- name: web", "- name: Web"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].name: Invalid value: "Web": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`},
		"container port too large":      {web("containerPort: 7777", "containerPort: 70000"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive`},
		"requests above limits":         {web("requests: {cpu: 100m, memory: 64Mi}", "requests: {cpu: 2}, limits: {cpu: 1}"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1`},
		"resource of no standard":       {web("memory: 64Mi", "ram: 64Mi"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].resources.requests[ram]: Invalid value: "ram": must be a standard resource type or fully qualified`},
		"mount without volume":          {web("resources: {requests: {cpu: 100m, memory: 64Mi}}", "volumeMounts: [{name: tmp, mountPath: /tmp}]"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].volumeMounts[0].name: Not found: "tmp"`},
		"probe without handler":         {web("resources: {requests: {cpu: 100m, memory: 64Mi}}", "livenessProbe: {periodSeconds: 5}"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].livenessProbe: Required value: must specify a handler type`},
		"probe's bad port":              {web("resources: {requests: {cpu: 100m, memory: 64Mi}}", "readinessProbe: {httpGet: {path: /, port: 0}}"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive`},
		"restart policy of a template":  {web("      containers:", "      restartPolicy: Never\n      containers:"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"`},
		"name with capitals":            {web("name: web, namespace", "name: Web, namespace"), "Invalid", `Deployment.apps "Web" is invalid: metadata.name: Invalid value: "Web": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`},
		"label's bad value":             {strings.Replace(namespace, "name: app", "name: b, labels: {a: 'x y'}", 1), "Invalid", `Namespace "b" is invalid: metadata.labels: Invalid value: "x y": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`},
		"no surge and no unavailable":   {web("replicas: 2", "replicas: 2\n  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}"), "Invalid", "Deployment.apps \"web\" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"},
		"namespace that is there":       {namespace, "AlreadyExists", `namespaces "app" already exists`},
		"standing namespace":            {strings.Replace(namespace, "app", "kube-system", 1), "AlreadyExists", `namespaces "kube-system" already exists`},
		"default service account":       {"{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: app}}", "AlreadyExists", `serviceaccounts "default" already exists`},
		"service without ports":         {svc("ports: [{name: http, port: 80, targetPort: http}]", "sessionAffinity: None"), "Invalid", `Service "web" is invalid: spec.ports: Required value`},
		"service name with a dot":       {svc("name: web", "name: a.b"), "Invalid", `Service "a.b" is invalid: metadata.name: Invalid value: "a.b": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`},
		"ports without names":           {svc("[{name: http, port: 80, targetPort: http}]", "[{port: 80}, {port: 81}]"), "Invalid", `Service "web" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: Required value]`},
		"node port of a cluster IP":     {svc("port: 80", "port: 80, nodePort: 30080"), "Invalid", "Service \"web\" is invalid: spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"},
		"node port out of range":        {svc("port: 80", "port: 80, nodePort: 8080", "selector", "type: NodePort\n  selector"), "Invalid", `Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767`},
		"node port taken":               {svc("port: 80", "port: 80, nodePort: 30999", "selector", "type: NodePort\n  selector"), "Invalid", `Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 30999: provided port is already allocated`},
		"cluster IP out of range":       {svc("selector", "clusterIP: 1.2.3.4\n  selector"), "Invalid", `Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ["1.2.3.4"]: failed to allocate IP 1.2.3.4: the provided IP (1.2.3.4) is not in the valid range. The range of valid IPs is 10.43.0.0/16`},
		"unknown service type":          {svc("selector", "type: Nodeport\n  selector"), "Invalid", `Service "web" is invalid: spec.type: Unsupported value: "Nodeport": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"`},
		"ingress without path type":     {ingress("{path: /, backend: {service: {name: web, port: {number: 80}}}}"), "Invalid", `Ingress.networking.k8s.io "web" is invalid: spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified`},
		"ingress path type":             {ingress("{path: /, pathType: Regex, backend: {service: {name: web, port: {number: 80}}}}"), "Invalid", `Ingress.networking.k8s.io "web" is invalid: spec.rules[0].http.paths[0].pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"`},
		"ingress path not absolute":     {ingress("{path: api, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}"), "Invalid", `Ingress.networking.k8s.io "web" is invalid: spec.rules[0].http.paths[0].path: Invalid value: "api": must be an absolute path`},
		"ingress backend without port":  {ingress("{path: /, pathType: Prefix, backend: {service: {name: web}}}"), "Invalid", `Ingress.networking.k8s.io "web" is invalid: spec.rules[0].http.paths[0].backend.service: Required value: port name or number is required`},
		"ingress host an address":       {strings.Replace(ingress("{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}"), "a.example.com", "10.0.0.1", 1), "Invalid", `Ingress.networking.k8s.io "web" is invalid: spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address`},
		"budget with both bounds":       {"{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: x, namespace: app}, spec: {minAvailable: 1, maxUnavailable: 1}}", "Invalid", `PodDisruptionBudget.policy "x" is invalid: spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set`},
		"autoscaler upside down":        {"{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x, namespace: app}, spec: {minReplicas: 3, maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: web}}}", "Invalid", "HorizontalPodAutoscaler.autoscaling \"x\" is invalid: spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`"},
		"autoscaler without target":     {"{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x, namespace: app}, spec: {maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: ''}}}", "Invalid", `HorizontalPodAutoscaler.autoscaling "x" is invalid: spec.scaleTargetRef.name: Required value`},
		"policy with an empty peer":     {"{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: x, namespace: app}, spec: {podSelector: {}, ingress: [{from: [{}]}]}}", "Invalid", `NetworkPolicy.networking.k8s.io "x" is invalid: spec.ingress[0].from[0]: Required value: must specify a peer`},
		"policy with a bad block":       {"{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: x, namespace: app}, spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0}}]}]}}", "Invalid", `NetworkPolicy.networking.k8s.io "x" is invalid: spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`},
		"binding to no role":            {"{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: x}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}}", "Invalid", `ClusterRoleBinding.rbac.authorization.k8s.io "x" is invalid: roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"`},
		"rule without verbs":            {"{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: x}, rules: [{apiGroups: [''], resources: [pods]}]}", "Invalid", `ClusterRole.rbac.authorization.k8s.io "x" is invalid: rules[0].verbs: Required value: verbs must contain at least one value`},
		"config map's bad key":          {meta("ConfigMap") + ", data: {'a b': x}}", "Invalid", `ConfigMap "x" is invalid: data[a b]: Invalid value: "a b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`},
		"TLS secret without key":        {meta("Secret") + ", type: kubernetes.io/tls, stringData: {tls.crt: x}}", "Invalid", `Secret "x" is invalid: data[tls.key]: Required value`},
		"claim without size":            {meta("PersistentVolumeClaim") + ", spec: {accessModes: [ReadWriteOnce]}}", "Invalid", `PersistentVolumeClaim "x" is invalid: spec.resources[storage]: Required value`},
		"job that restarts always":      {"{apiVersion: batch/v1, kind: Job, metadata: {name: x, namespace: app}, spec: {template: {spec: {containers: [{name: a, image: b}]}}}}", "Invalid", `Job.batch "x" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"`},
		"cron of four fields":           {"{apiVersion: batch/v1, kind: CronJob, metadata: {name: x, namespace: app}, spec: {schedule: '* * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}}}}}", "Invalid", `CronJob.batch "x" is invalid: spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]`},
		"class without provisioner":     {"{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: x}}", "Invalid", `StorageClass.storage.k8s.io "x" is invalid: provisioner: Required value`},
		"definition under another name": {"{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: x}, spec: {group: a.io, scope: Cluster, names: {plural: bs, kind: B}, versions: [{name: v1, served: true, storage: true, schema: {}}]}}", "Invalid", `CustomResourceDefinition.apiextensions.k8s.io "x" is invalid: metadata.name: Invalid value: "x": must be spec.names.plural+"."+spec.group`},
		"pod of an absent account":      {meta("Pod") + ", spec: {serviceAccountName: ghost, containers: [{name: a, image: b}]}}", "Forbidden", `pods "x" is forbidden: error looking up service account app/ghost: serviceaccount "ghost" not found`},
	} {
		t.Run(name, func(t *testing.T) {
			_, s := lab(t)
			must(t, s, namespace)
			must(t, s, "{apiVersion: v1, kind: Service, metadata: {name: other, namespace: app, annotations: {pulumi.com/skipAwait: 'true'}}, spec: {type: NodePort, selector: {a: b}, ports: [{port: 1, nodePort: 30999}]}}")
			_, _, err := apply(t, s, tt.manifest)
			require.Error(t, err)
			_, text, found := strings.Cut(err.Error(), "was not successfully created by the Kubernetes API server: ")
			require.True(t, found, err.Error())
			assert.Equal(t, tt.want, text)
			assert.Equal(t, tt.code, world.CodeOf(err))
		})
	}
}
