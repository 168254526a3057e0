package kubernetes_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// refusal is a manifest, and the code and the words with which it is refused.
type refusal struct{ manifest, code, want string }

// headed begins an object of the core group by its kind.
func headed(kind string) string {
	return "{apiVersion: v1, kind: " + kind + ", metadata: {name: x, namespace: app}"
}

// refused applies each in a cluster with a namespace and a service.
func refused(t *testing.T, refusals map[string]refusal) {
	t.Helper()
	for name, tt := range refusals {
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

func TestTheAPIServerRefusesInItsOwnWords(t *testing.T) {
	refused(t, map[string]refusal{
		"unknown field of a spec":      {web("replicas: 2", "replica: 2"), "BadRequest", `failed to create typed patch object (app/web; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema`},
		"unknown field named by key":   {web("resources: {requests: {cpu: 100m, memory: 64Mi}}", "resurces: {}"), "BadRequest", `failed to create typed patch object (app/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="web"].resurces: field not declared in schema`},
		"two unknown fields":           {web("replicas: 2", "replica: 2\n  selectr: {}"), "BadRequest", "failed to create typed patch object (app/web; apps/v1, Kind=Deployment): errors:\n  .spec.replica: field not declared in schema\n  .spec.selectr: field not declared in schema"},
		"value of the wrong kind":      {web("replicas: 2", "replicas: two"), "BadRequest", `Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`},
		"secret that is not base64":    {headed("Secret") + ", data: {a: '!'}}", "BadRequest", `Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0`},
		"quantity that is none":        {web("cpu: 100m", "cpu: lots"), "BadRequest", `Deployment in version "v1" cannot be handled as a Deployment: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`},
		"namespace that is not there":  {web("namespace: app", "namespace: nope"), "NotFound", `namespaces "nope" not found`},
		"selector beside its template": {web("labels: {app: web}", "labels: {app: other}"), "Invalid", "Deployment.apps \"web\" is invalid: spec.template.metadata.labels: Invalid value: {\"app\":\"other\"}: `selector` does not match template `labels`"},
		"no selector":                  {web("selector: {matchLabels: {app: web}}", "minReadySeconds: 0"), "Invalid", `Deployment.apps "web" is invalid: spec.selector: Required value`},
		"negative replicas":            {web("replicas: 2", "replicas: -1"), "Invalid", `Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0`},
		"no image":                     {web("image: example.com/web:1", "tty: false"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].image: Required value`},
		"no container":                 {strings.Split(web(), "      containers")[0] + "      containers: []", "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers: Required value`},
		"container twice":              {web() + "      - {name: web, image: a}\n", "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[1].name: Duplicate value: "web"`},
		"container's bad name":         {web("- name: web", "- name: Web"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].name: Invalid value: "Web": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`},
		"container port too large":     {web("containerPort: 7777", "containerPort: 70000"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive`},
		"requests above limits":        {web("requests: {cpu: 100m, memory: 64Mi}", "requests: {cpu: 2}, limits: {cpu: 1}"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1`},
		"resource of no standard":      {web("memory: 64Mi", "ram: 64Mi"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].resources.requests[ram]: Invalid value: "ram": must be a standard resource type or fully qualified`},
		"mount without volume":         {web("resources: {requests: {cpu: 100m, memory: 64Mi}}", "volumeMounts: [{name: tmp, mountPath: /tmp}]"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].volumeMounts[0].name: Not found: "tmp"`},
		"probe without handler":        {web("resources: {requests: {cpu: 100m, memory: 64Mi}}", "livenessProbe: {periodSeconds: 5}"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].livenessProbe: Required value: must specify a handler type`},
		"probe's bad port":             {web("resources: {requests: {cpu: 100m, memory: 64Mi}}", "readinessProbe: {httpGet: {path: /, port: 0}}"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive`},
		"restart policy of a template": {web("      containers:", "      restartPolicy: Never\n      containers:"), "Invalid", `Deployment.apps "web" is invalid: spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"`},
		"name with capitals":           {web("name: web, namespace", "name: Web, namespace"), "Invalid", `Deployment.apps "Web" is invalid: metadata.name: Invalid value: "Web": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`},
		"label's bad value":            {strings.Replace(namespace, "name: app", "name: b, labels: {a: 'x y'}", 1), "Invalid", `Namespace "b" is invalid: metadata.labels: Invalid value: "x y": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`},
		"no surge and no unavailable":  {web("replicas: 2", "replicas: 2\n  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}"), "Invalid", "Deployment.apps \"web\" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"},
		"namespace that is there":      {namespace, "AlreadyExists", `namespaces "app" already exists`},
		"standing namespace":           {strings.Replace(namespace, "app", "kube-system", 1), "AlreadyExists", `namespaces "kube-system" already exists`},
		"default service account":      {"{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: app}}", "AlreadyExists", `serviceaccounts "default" already exists`},
	})
}
