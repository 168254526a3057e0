package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// chart is what is known of one version of a Helm chart: where it is found,
// which values it takes and what a release of it makes.
type chart struct {
	name, version, app string
	// repositories are the addresses that serve it; an OCI address includes the
	// chart's own name.
	repositories []string
	// closed are the values objects whose schema forbids other keys, by path
	// ("" is the top), with the keys allowed.
	closed map[string]string
	// crds are the custom resources defined, "group kind plural scope versions".
	crds []string
	// wanted reports whether these values install the definitions; nil means
	// always.
	wanted func(v world.Props) bool
	render func(r *rendering)
}

// findChart looks a chart up in its repository, with Helm's complaints.
func findChart(in world.Props) (*chart, error) {
	name, version := in.Str("chart"), in.Str("version")
	repo := strings.TrimSuffix(in.Map("repositoryOpts").Str("repo"), "/")
	if strings.HasPrefix(name, "oci://") {
		repo, name = strings.TrimSuffix(name, "/"), name[strings.LastIndex(name, "/")+1:]
	}
	known := false
	for _, c := range charts {
		if !slices.Contains(c.repositories, repo) {
			continue
		}
		known = true
		if c.name == name && (version == "" || strings.TrimPrefix(version, "v") == strings.TrimPrefix(c.version, "v")) {
			return c, nil
		}
	}
	switch {
	case repo == "" && !strings.HasPrefix(name, "./"):
		return nil, fmt.Errorf("repo %s not found", name)
	case strings.HasPrefix(repo, "oci://"):
		return nil, fmt.Errorf("%s:%s: not found", repo, version)
	case !known:
		return nil, fmt.Errorf("looks like %q is not a valid chart repository or cannot be reached: Get %q: dial tcp: lookup %s: no such host", repo, repo+"/index.yaml", host(repo))
	case version == "":
		return nil, fmt.Errorf("chart %q not found in %s repository", name, repo)
	}
	return nil, fmt.Errorf("chart %q version %q not found in %s repository", name, version, repo)
}

// check compares values with what the chart's schema allows.
func (c *chart) check(values world.Props) error {
	var lines []string
	for _, path := range sortedKeys(c.closed) {
		allowed := strings.Fields(c.closed[path])
		for at, m := range objectsAt(values, path) {
			var extra []string
			for _, key := range m.Keys() {
				if !slices.Contains(allowed, key) {
					extra = append(extra, "'"+key+"'")
				}
			}
			if len(extra) > 0 {
				lines = append(lines, fmt.Sprintf("- at '%s': additional properties %s not allowed", at, strings.Join(extra, ", ")))
			}
		}
	}
	if len(lines) == 0 {
		return nil
	}
	slices.Sort(lines)
	return fmt.Errorf("values don't meet the specifications of the schema(s) in the following chart(s):\n%s:\n%s\n", c.name, strings.Join(lines, "\n"))
}

// objectsAt are the objects at a path; a last step * means each of them.
func objectsAt(values world.Props, path string) map[string]world.Props {
	out := map[string]world.Props{}
	if path == "" {
		out[""] = values
		return out
	}
	if parent, each := strings.CutSuffix(path, ".*"); each {
		all := values.Map(parent)
		for k := range all {
			out["/"+parent+"/"+k] = all.Map(k)
		}
		return out
	}
	out["/"+path] = values.Map(path)
	return out
}

// rendering collects what a release makes.
type rendering struct {
	name, namespace string
	chart           *chart
	values          world.Props
	out             []world.Props
}

// fullname is the name that Helm's chart scaffold gives.
func (r *rendering) fullname() string {
	if v := r.values.Str("fullnameOverride"); v != "" {
		return v
	}
	name := r.values.StrOr("nameOverride", r.chart.name)
	if strings.Contains(r.name, name) {
		return r.name
	}
	return r.name + "-" + name
}

func (r *rendering) add(k *kind, name string, rest map[string]any) {
	meta := map[string]any{"name": name, "labels": map[string]any{
		"app.kubernetes.io/managed-by": "Helm", "app.kubernetes.io/instance": r.name, "helm.sh/chart": r.chart.name + "-" + r.chart.version,
	}, "annotations": map[string]any{"meta.helm.sh/release-name": r.name, "meta.helm.sh/release-namespace": r.namespace}}
	if k.namespaced {
		meta["namespace"] = r.namespace
	}
	if extra, ok := rest["annotations"].(map[string]any); ok {
		for key, v := range extra {
			meta["annotations"].(map[string]any)[key] = v
		}
		delete(rest, "annotations")
	}
	p := world.Props{"apiVersion": k.apiVersion(), "kind": k.name, "metadata": meta}
	for key, v := range rest {
		p[key] = v
	}
	r.out = append(r.out, p.Clone())
}

// account adds the service account that values name.
func (r *rendering) account(values world.Props, or string) string {
	name := values.Map("serviceAccount").StrOr("name", or)
	if values.Map("serviceAccount").BoolOr("create", true) {
		annotations := map[string]any(values.Map("serviceAccount").Map("annotations"))
		r.add(kinds[tokenAccount], name, map[string]any{"annotations": annotations})
	}
	return name
}

// pod is one workload's pod as values shape it.
type pod struct {
	name, account, image string
	labels               map[string]any
	ports                []any
	command              []any
	// delay is the readiness probe's initial delay in seconds.
	delay int
	// defaults are resource requests where values give none.
	resources map[string]any
	values    world.Props
	more      map[string]any
	// security and containerSecurity are the security contexts of the pod and
	// of its container.
	security, containerSecurity map[string]any
}

// over returns a chart's default object with that of the values laid over it,
// as Helm merges them: key by key, a null taking the key away.
func over(defaults map[string]any, given world.Props) map[string]any {
	merged := map[string]any(world.Props(defaults).Clone())
	for key, value := range given {
		if value == nil {
			delete(merged, key)
			continue
		}
		if object, ok := value.(map[string]any); ok {
			if inner, ok := merged[key].(map[string]any); ok {
				value = over(inner, object)
			}
		}
		merged[key] = value
	}
	return merged
}

func (p pod) template() map[string]any {
	container := map[string]any{"name": p.name, "image": p.image}
	if len(p.command) > 0 {
		container["command"] = p.command
	}
	if len(p.ports) > 0 {
		container["ports"] = p.ports
	}
	if resources := p.values.Map("resources"); len(resources) > 0 {
		container["resources"] = map[string]any(resources)
	} else if p.resources != nil {
		container["resources"] = p.resources
	}
	if p.delay > 0 {
		container["readinessProbe"] = map[string]any{"initialDelaySeconds": p.delay, "exec": map[string]any{"command": []any{"true"}}}
	}
	if p.containerSecurity != nil {
		container["securityContext"] = p.containerSecurity
	}
	spec := map[string]any{"serviceAccountName": p.account, "containers": []any{container}}
	if p.security != nil {
		spec["securityContext"] = p.security
	}
	for _, key := range []string{"nodeSelector", "tolerations", "affinity", "topologySpreadConstraints", "priorityClassName"} {
		if v, ok := p.values[key]; ok && v != nil && v != "" {
			spec[key] = v
		}
	}
	for k, v := range p.more {
		spec[k] = v
	}
	return map[string]any{"metadata": map[string]any{"labels": p.labels}, "spec": spec}
}

func (r *rendering) deployment(name string, replicas int, p pod) {
	r.add(kinds[tokenDeployment], name, map[string]any{"spec": map[string]any{
		"replicas": replicas, "selector": map[string]any{"matchLabels": p.labels}, "template": p.template(),
	}})
}

func (r *rendering) daemons(name string, p pod) {
	r.add(kinds[tokenDaemonSet], name, map[string]any{"spec": map[string]any{
		"selector": map[string]any{"matchLabels": p.labels}, "template": p.template(),
	}})
}

func (r *rendering) service(name string, spec map[string]any, annotations map[string]any) {
	r.add(kinds[tokenService], name, map[string]any{"spec": spec, "annotations": annotations})
}

// labels are the selector labels of the scaffold.
func (r *rendering) labels(name, component string) map[string]any {
	out := map[string]any{"app.kubernetes.io/name": name, "app.kubernetes.io/instance": r.name}
	if component != "" {
		out["app.kubernetes.io/component"] = component
	}
	return out
}

// definitions builds the chart's CustomResourceDefinitions.
func (c *chart) definitions() []world.Props {
	var out []world.Props
	for _, line := range c.crds {
		f := strings.Fields(line)
		versions := []any{}
		for i, v := range strings.Split(f[4], ",") {
			versions = append(versions, map[string]any{"name": v, "served": true, "storage": i == 0,
				"schema": map[string]any{"openAPIV3Schema": map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true}}})
		}
		p := world.Props{
			"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
			"metadata": map[string]any{"name": f[2] + "." + f[0]},
			"spec": map[string]any{"group": f[0], "scope": f[3], "versions": versions,
				"names": map[string]any{"kind": f[1], "plural": f[2], "singular": strings.ToLower(f[1]), "listKind": f[1] + "List"}},
		}
		out = append(out, p.Clone())
	}
	return out
}
