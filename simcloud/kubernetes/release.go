package kubernetes

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// releaseInputs are the inputs of a Helm release
// (https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/).
const releaseInputs = "allowNullValues atomic chart checksum cleanupOnFail compat createNamespace dependencyUpdate description devel disableCRDHooks " +
	"disableOpenapiValidation disableWebhooks forceUpdate keyring lint manifest maxHistory name namespace postrender recreatePods " +
	"renderSubchartNotes replace repositoryOpts resetValues resourceNames reuseValues skipAwait skipCrds timeout valueYamlFiles values verify version waitForJobs"

// releaseTimeout is how long Helm waits unless told otherwise, in seconds.
const releaseTimeout = 300

func releaseType() *world.Type {
	return &world.Type{
		Token: tokenRelease, AutoName: &world.AutoName{Property: "name", Max: 53}, Replace: []string{"name", "namespace"},
		DeleteFirst: func(_, _ world.Props) bool { return false },
		Refs:        []world.Ref{{Path: "namespace", Kind: tokenNamespace}},
		Takes:       world.Times{Create: 15 * time.Second, Update: 15 * time.Second, Delete: 20 * time.Second},
		Check:       checkRelease,
		Create:      func(c *world.Call) error { return install(c, nil) },
		Update:      func(c *world.Call) error { return install(c, c.Object) },
		Delete: func(c *world.Call) error {
			return authorise(c, kinds[tokenDeployment], "delete", c.Object.Props.Str("namespace"))
		},
	}
}

// checkRelease loads the chart as the provider's check does: a chart that is
// not there shows in a preview, values against its schema do not.
func checkRelease(c *world.Check) {
	for _, key := range c.In.Keys() {
		if !slices.Contains(strings.Fields(releaseInputs), key) {
			c.Fail(key, fmt.Sprintf("Invalid or unknown key %q", key))
		}
	}
	if !c.In.Has("chart") {
		c.Fail("chart", "missing required property 'chart'")
		return
	}
	if containsUnknown(map[string]any(c.In)) {
		return
	}
	if _, err := findChart(c.In); err != nil {
		c.Fail("chart", fmt.Sprintf("%v; check the chart name and repository configuration.", err))
	}
}

func containsUnknown(v any) bool {
	switch v := v.(type) {
	case world.Unknown:
		return true
	case map[string]any:
		for _, e := range v {
			if containsUnknown(e) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, containsUnknown)
	}
	return false
}

// install makes or upgrades a release: what the chart renders goes through the
// API server object by object. On a failure everything is as before, unless
// the release is not atomic: then it stays, failed.
func install(c *world.Call, old *world.Object) (err error) {
	name := c.In.Str("name")
	namespace := c.In.StrOr("namespace", c.Config.StrOr("namespace", "default"))
	known, err := findChart(c.In)
	if err != nil {
		return err
	}
	if err := known.check(c.In.Map("values")); err != nil {
		return err
	}
	if old == nil {
		reschedule(c)
		for _, o := range c.All(tokenRelease) {
			if o.Scope == c.Scope && o.ID == namespace+"/"+name {
				return errors.New("cannot re-use a name that is still in use")
			}
		}
	}
	t := &transaction{c: c, owner: old, name: name, namespace: namespace}
	defer func() {
		if err != nil && !t.kept {
			t.undo()
		}
	}()
	if err := t.begin(known); err != nil {
		return err
	}
	r := &rendering{name: name, namespace: namespace, chart: known, values: c.In.Map("values")}
	known.render(r)
	for _, manifest := range ordered(r.out) {
		if err = t.apply(manifest); err != nil {
			break
		}
	}
	if err == nil {
		t.prune(r.out)
		if len(t.unready) > 0 && !c.In.Bool("skipAwait") {
			c.Takes(time.Duration(c.In.IntOr("timeout", releaseTimeout)) * time.Second)
			err = &Unready{Doing: "context deadline exceeded", Reasons: t.unready}
		}
	}
	if err != nil {
		if err = t.failed(err); !t.kept {
			return err
		}
	}
	revision := 1
	if old != nil {
		revision = old.Props.Map("status").Int("revision") + 1
	}
	c.ID = namespace + "/" + name
	c.Out["name"], c.Out["namespace"] = name, namespace
	c.Out["version"] = known.version
	c.Out["resourceNames"] = resourceNames(r.out)
	c.Out["status"] = map[string]any{
		"status": map[bool]string{false: "deployed", true: "failed"}[err != nil], "name": name, "namespace": namespace,
		"chart": known.name, "version": known.version, "appVersion": known.app, "revision": revision,
	}
	if err == nil {
		c.Takes(5*time.Second + t.waits)
	}
	return err
}

// ordered puts what others need first, workloads before the services that the
// wait looks at.
func ordered(list []world.Props) []world.Props {
	rank := map[string]int{"ServiceAccount": -1, "Service": 2, "IngressClass": 3, "ValidatingWebhookConfiguration": 4, "MutatingWebhookConfiguration": 4, "APIService": 4}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b world.Props) int { return rank[a.Str("kind")] - rank[b.Str("kind")] })
	return out
}

// resourceNames groups the release's objects as the provider does.
func resourceNames(list []world.Props) map[string]any {
	names := map[string][]string{}
	for _, p := range list {
		meta := p.Map("metadata")
		name := meta.Str("name")
		if ns := meta.Str("namespace"); ns != "" {
			name = ns + "/" + name
		}
		key := p.Str("kind") + "/" + p.Str("apiVersion")
		names[key] = append(names[key], name)
	}
	out := map[string]any{}
	for key, list := range names {
		slices.Sort(list)
		out[key] = list
	}
	return out
}

// transaction applies a release's objects so that it can be undone.
type transaction struct {
	c               *world.Call
	owner           *world.Object
	name, namespace string
	made            []*world.Object
	// kept says that a failed release stays as it is.
	kept    bool
	before  []snapshot
	unready []string
	waits   time.Duration
}

// snapshot is an object as it was.
type snapshot struct {
	object        *world.Object
	inputs, props world.Props
}

func (t *transaction) begin(known *chart) error {
	if t.owner != nil {
		t.remember(t.owner)
	}
	if !namespaceExists(t.c, t.namespace) {
		if !t.c.In.Bool("createNamespace") {
			return fmt.Errorf("create: failed to create: namespaces %q not found", t.namespace)
		}
		if err := t.lasting(kinds[tokenNamespace], world.Props{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": t.namespace}}); err != nil {
			return err
		}
	}
	if t.c.In.Bool("skipCrds") || known.wanted != nil && !known.wanted(t.c.In.Map("values")) {
		return nil
	}
	for _, d := range known.definitions() {
		if t.c.Find(tokenDefinition, d.Map("metadata").Str("name")) != nil {
			continue
		}
		if err := t.lasting(kinds[tokenDefinition], d); err != nil {
			return err
		}
	}
	return nil
}

func (t *transaction) remember(o *world.Object) {
	for _, child := range t.c.Owned(o) {
		t.before = append(t.before, snapshot{child, child.Inputs.Clone(), child.Props.Clone()})
		t.remember(child)
	}
}

// lasting makes what Helm leaves behind when the release goes: the namespace
// and the definitions (https://helm.sh/docs/chart_best_practices/custom_resource_definitions/).
func (t *transaction) lasting(k *kind, in world.Props) error {
	r := &request{c: t.c, kind: k, in: in}
	if err := r.admit(); err != nil {
		return err
	}
	o := t.c.Make(clusterOf(t.c, t.c.Scope), k.token(), r.id(), r.out)
	o.Inputs = in
	t.made = append(t.made, o)
	r.settle(o)
	return nil
}

func (t *transaction) apply(in world.Props) error {
	k := kindNamed(in.Str("apiVersion"), in.Str("kind"))
	r := &request{c: t.c, kind: k, in: in}
	r.place()
	if o := t.c.Find(k.token(), r.id()); o != nil && t.owner != nil && o.Owner == t.owner.Key() {
		r.old = o
	}
	if err := r.admit(); err != nil {
		if world.CodeOf(err) == "AlreadyExists" {
			return t.taken(k, r.name)
		}
		return err
	}
	if k.token() == tokenService {
		// Helm waits for a balancer's address, not for endpoints.
		r.unready = slices.DeleteFunc(r.unready, func(s string) bool { return strings.HasPrefix(s, "Service does not target") })
	}
	t.unready = append(t.unready, r.unready...)
	t.waits = max(t.waits, r.waits)
	if r.old != nil {
		r.old.Inputs, r.old.Props = in, r.out.Clone()
		r.settle(r.old)
		return nil
	}
	o := t.c.Make(t.owner, k.token(), r.id(), r.out)
	o.Inputs = in
	t.made = append(t.made, o)
	r.settle(o)
	return nil
}

// taken is Helm's refusal to take over an object.
func (t *transaction) taken(k *kind, name string) error {
	namespace := ""
	if k.namespaced {
		namespace = t.namespace
	}
	return &foreign{fmt.Sprintf("Unable to continue with install: %s %q in namespace %q exists and cannot be imported into the current release: "+
		"invalid ownership metadata; label validation error: missing key \"app.kubernetes.io/managed-by\": must be set to \"Helm\"; "+
		"annotation validation error: missing key \"meta.helm.sh/release-name\": must be set to %q; annotation validation error: "+
		"missing key \"meta.helm.sh/release-namespace\": must be set to %q", k.name, name, namespace, t.name, t.namespace)}
}

// prune removes what an upgrade no longer renders.
func (t *transaction) prune(keep []world.Props) {
	if t.owner == nil {
		return
	}
	wanted := map[string]bool{}
	for _, p := range keep {
		id := p.Map("metadata").Str("name")
		if ns := p.Map("metadata").Str("namespace"); ns != "" {
			id = ns + "/" + id
		}
		wanted[kindNamed(p.Str("apiVersion"), p.Str("kind")).token()+id] = true
	}
	for _, o := range t.c.Owned(t.owner) {
		if !wanted[o.Kind+o.ID] {
			t.c.Remove(o)
		}
	}
}

// undo takes away what was made and puts back what was there.
func (t *transaction) undo() {
	for _, o := range t.made {
		t.c.Remove(o)
	}
	if t.owner != nil {
		for _, o := range t.c.Owned(t.owner) {
			t.c.Remove(o)
		}
	}
	owners := map[string]*world.Object{}
	if t.owner != nil {
		owners[t.owner.Key()] = t.owner
	}
	for _, s := range t.before {
		scope := t.c.Scope
		t.c.Scope = s.object.Scope
		o := t.c.Make(owners[s.object.Owner], s.object.Kind, s.object.ID, s.props)
		t.c.Scope = scope
		o.Inputs = s.inputs
		owners[o.Key()] = o
	}
}

func kindNamed(apiVersion, name string) *kind {
	if !strings.Contains(apiVersion, "/") {
		apiVersion = "core/" + apiVersion
	}
	return kindOf("kubernetes:" + apiVersion + ":" + name)
}
