package kubernetes

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// request is one object on its way into the cluster: from the program or from
// a Helm release.
type request struct {
	c    *world.Call
	kind *kind
	// in is what was asked for, old the object it changes, nil for a new one.
	in              world.Props
	old             *world.Object
	namespace, name string
	obj             any
	out             world.Props
	// pods are those the object is to have, gone those that go, ended those that
	// have run to their end; claims are
	// volumes that a StatefulSet asks for.
	pods, gone, ended []*world.Object
	claims            []world.Props
	// dependents are other objects the cluster makes for it; ordered is what
	// its controllers have made for it in the account.
	dependents []dependent
	ordered    []*world.Object
	// waits is how long the provider waits for it; unready is what it would
	// complain of after waiting in vain.
	waits   time.Duration
	unready []string
}

type dependent struct {
	token, id string
	props     world.Props
}

func (r *request) id() string {
	if r.kind.namespaced {
		return r.namespace + "/" + r.name
	}
	return r.name
}

func create(c *world.Call, k *kind) error {
	r := &request{c: c, kind: k, in: c.In}
	return r.perform()
}

func update(c *world.Call, k *kind) error {
	r := &request{c: c, kind: k, in: c.In, old: c.Object}
	return r.perform()
}

// perform has the object admitted and waits for it. One that is not ready when
// the provider's patience ends is there all the same.
func (r *request) perform() error {
	if err := r.admit(); err != nil {
		r.takeBack()
		return r.words(err)
	}
	err := r.await()
	if err != nil && !r.c.Last {
		r.takeBack()
		return r.words(err)
	}
	r.c.ID, r.c.Out = r.id(), r.out
	r.c.Takes(max(r.waits, shortly))
	r.settle(r.old)
	if err == nil {
		return nil
	}
	err = r.words(err)
	return &world.Unfinished{Err: err, Reasons: reasons(err)}
}

// words says what was attempted, as the Pulumi provider does.
func (r *request) words(err error) error {
	var u *Unready
	if errors.As(err, &u) {
		r.c.Takes(timeout(r.in))
		u.Doing = fmt.Sprintf("resource %q was successfully created, but the Kubernetes API server reported that it failed to "+
			"fully initialize or become live: '%s' timed out waiting to be Ready", r.c.URN, r.name)
		if r.old != nil {
			u.Doing = fmt.Sprintf("the Kubernetes API server reported that %q failed to fully initialize or become live: '%s' timed out waiting to be Ready", r.id(), r.name)
		}
		return u
	}
	var missing *noMatch
	if errors.As(err, &missing) {
		verb := "creation of resource %q with kind " + r.kind.groupKind().String()
		if r.old != nil {
			verb = "update of resource %q"
		}
		return fmt.Errorf(verb+" failed because the Kubernetes API server reported that the apiVersion for this resource "+
			"does not exist. Verify that any required CRDs have been created: %w", r.c.URN, err)
	}
	if r.old != nil {
		// The provider reports any failed update as one of an object that is there:
		// https://github.com/pulumi/pulumi-kubernetes/blob/v4.30.0/provider/pkg/provider/provider.go
		err = doing(err, "the Kubernetes API server reported that %q failed to fully initialize or become live", r.id())
		return &world.Unfinished{Err: err, Reasons: []string{err.Error()}, Untouched: true}
	}
	return doing(err, "resource %q was not successfully created by the Kubernetes API server", r.c.URN)
}

// admit brings the object through the API server: access, schema, admission,
// validation and storage, in this order, and plans what controllers make of it.
func (r *request) admit() error {
	r.place()
	if err := authorise(r.c, r.kind, map[bool]string{true: "create", false: "patch"}[r.old == nil], r.namespace); err != nil {
		return err
	}
	reschedule(r.c)
	if err := r.inspect(); err != nil {
		return err
	}
	r.complete()
	return r.plan()
}

// inspect has the API server look at the object: schema, admission, validation
// and whether it is there already, in this order.
func (r *request) inspect() error {
	if r.kind.empty == nil {
		if err := r.custom(); err != nil {
			return err
		}
	} else {
		var err error
		if r.obj, err = decode(r.kind, r.in, r.namespace, r.name); err != nil {
			return err
		}
	}
	if r.kind.namespaced && !namespaceExists(r.c, r.namespace) {
		return refuse(apierrors.NewNotFound(kinds[tokenNamespace].groupResource(), r.namespace))
	}
	if errs := r.validate(); len(errs) > 0 {
		return refuse(apierrors.NewInvalid(r.kind.groupKind(), r.name, errs))
	}
	if err := r.webhooks(); err != nil {
		return err
	}
	if r.old == nil && (r.c.Find(r.kind.token(), r.id()) != nil || virtual(r.c, r.kind.token(), r.id())) {
		return refuse(apierrors.NewAlreadyExists(r.kind.groupResource(), r.name))
	}
	return nil
}

// place finds name and namespace: what the object says, what the provider is
// configured with, what the kubeconfig's context says, "default".
func (r *request) place() {
	meta := r.in.Map("metadata")
	r.name, r.namespace = meta.Str("name"), meta.Str("namespace")
	if r.old != nil {
		stored := r.old.Props.Map("metadata")
		r.name, r.namespace = stored.Str("name"), stored.Str("namespace")
	}
	if r.name == "" {
		r.name = r.c.Name + "-" + r.c.Hex(8, "name")
	}
	if r.kind.empty == nil {
		if d := definitionOf(r.c, r.kind); d != nil {
			k := *r.kind
			k.plural, k.namespaced = d.Spec.Names.Plural, d.Spec.Scope != "Cluster"
			r.kind = &k
		}
	}
	if !r.kind.namespaced {
		r.namespace = ""
		return
	}
	if r.namespace == "" {
		r.namespace = r.c.Config.Str("namespace")
	}
	if r.namespace == "" {
		if t, err := parseKubeconfig(r.c.Config); err == nil {
			r.namespace = t.namespace
		}
	}
	if r.namespace == "" {
		r.namespace = "default"
	}
}

// complete fills in what the API server fills in.
func (r *request) complete() {
	r.out = r.in.Clone()
	r.out["apiVersion"], r.out["kind"] = r.kind.apiVersion(), r.kind.name
	meta := r.in.Map("metadata").Clone()
	if meta == nil {
		meta = world.Props{}
	}
	if !r.in.Map("metadata").Has("name") {
		annotations := meta.Map("annotations").Clone()
		annotations["pulumi.com/autonamed"] = "true"
		meta["annotations"] = map[string]any(annotations)
	}
	meta["name"] = r.name
	if r.kind.namespaced {
		meta["namespace"] = r.namespace
	}
	generation := 1.0
	if r.old != nil {
		stored := r.old.Props.Map("metadata")
		meta["uid"], meta["creationTimestamp"] = stored["uid"], stored["creationTimestamp"]
		if generation = float64(stored.IntOr("generation", 1)); !reflect.DeepEqual(r.old.Inputs["spec"], r.in["spec"]) {
			generation++
		}
		if status, ok := r.old.Props["status"]; ok {
			r.out["status"] = world.Props{"status": status}.Clone()["status"]
		}
	} else {
		meta["uid"] = r.c.UUID(r.kind.token(), r.id())
		meta["creationTimestamp"] = r.c.Now().UTC().Format(time.RFC3339)
	}
	meta["generation"] = generation
	meta["resourceVersion"] = strconv.Itoa(1000 + r.c.Number(1_000_000, "version", r.kind.token(), r.id(), fmt.Sprint(generation)))
	r.out["metadata"] = map[string]any(meta)
}

// set changes one field of the outputs' spec or status without touching the
// inputs.
func (r *request) set(section, field string, value any) {
	m := r.out.Map(section).Clone()
	if m == nil {
		m = world.Props{}
	}
	m[field] = value
	r.out[section] = map[string]any(m)
}

// settle puts what belongs to the object into the world; owner is nil while
// the object itself is being made.
func (r *request) settle(owner *world.Object) {
	for _, o := range r.ended {
		finish(o)
	}
	for _, o := range r.gone {
		r.c.Remove(o)
	}
	for _, o := range r.pods {
		if r.c.Find(o.Kind, o.ID) == nil {
			r.c.Make(owner, o.Kind, o.ID, o.Props)
		}
	}
	for _, d := range r.dependents {
		if r.c.Find(d.token, d.id) == nil {
			r.c.Make(owner, d.token, d.id, d.props)
		}
	}
	for _, claim := range r.claims {
		id := claim.Map("metadata").Str("namespace") + "/" + claim.Map("metadata").Str("name")
		if r.c.Find(tokenClaim, id) == nil {
			r.c.Make(keeper(r.c, r.namespace), tokenClaim, id, claim)
		}
	}
	switch {
	case r.kind.token() == tokenPod: // on its way into the world still
		for _, id := range claimsOf(r.namespace, r.out.Map("spec")) {
			provision(r.c, id, r.out.Str("zone"))
		}
	case r.kind.token() == tokenSnapshot && r.old == nil: // likewise
		if status := snap(r.c, &world.Object{Kind: tokenSnapshot, Scope: r.c.Scope, ID: r.id(), Props: r.out}); status != nil {
			r.out["status"] = status
		}
	case len(r.pods)+len(r.gone) > 0:
		storage(r.c)
	}
}

// keeper is what a namespaced object outlives its maker with: the namespace's
// object, or the cluster where the namespace is one of those that are always
// there.
func keeper(c *world.Call, namespace string) *world.Object {
	if o := c.Find(tokenNamespace, namespace); o != nil {
		return o
	}
	return clusterOf(c, c.Scope)
}

func remove(c *world.Call, k *kind) error {
	meta := c.Object.Props.Map("metadata")
	if err := authorise(c, k, "delete", meta.Str("namespace")); err != nil {
		return doing(err, "deletion of resource %q failed", c.URN)
	}
	switch k.token() {
	case tokenService:
		settleBalancers(c, c.Object)
	case tokenNamespace:
		for _, o := range inNamespace(c, meta.Str("name")) {
			if c.Find(o.Kind, o.ID) != nil {
				if o.Kind == tokenService {
					settleBalancers(c, o)
				}
				c.Remove(o)
			}
		}
	case tokenDefinition:
		d := typed[definition](c.Object.Props)
		for _, token := range d.tokens() {
			for _, o := range c.All(token) {
				c.Remove(o)
			}
		}
	}
	return nil
}

// tokensIn are the kinds that a cluster can hold: the built-in ones, those
// of its definitions and those that an add-on may have defined.
func tokensIn(c *world.Call) []string {
	tokens := []string{tokenRelease}
	for token := range kinds {
		tokens = append(tokens, token)
	}
	for _, o := range c.All(tokenDefinition) {
		tokens = append(tokens, typed[definition](o.Props).tokens()...)
	}
	for _, name := range sortedKeys(snapshotKinds) {
		tokens = append(tokens, "kubernetes:snapshot.storage.k8s.io/v1:"+name)
	}
	slices.Sort(tokens)
	return slices.Compact(tokens)
}

func inNamespace(c *world.Call, namespace string) []*world.Object {
	var out []*world.Object
	for _, token := range tokensIn(c) {
		if token == tokenRelease {
			out = append(out, c.Where(token, "namespace", namespace)...)
			continue
		}
		for _, o := range c.All(token) {
			if o.Scope == c.Scope && o.Props.Map("metadata").Str("namespace") == namespace {
				out = append(out, o)
			}
		}
	}
	return out
}

// Purge takes everything out of the world that lives in a cluster: call it
// when the cluster itself goes. What the cluster's controllers made in the
// account stays behind, as it does in the real one, for nobody is left to take
// it away.
func Purge(c *world.Call, scope string) {
	inside := *c
	inside.Scope = scope
	for _, token := range outsideKinds {
		for _, o := range inside.Everywhere(token) {
			if o.Scope != scope && strings.Contains(o.Owner, "|"+scope+"|") {
				o.Owner = ""
			}
		}
	}
	for _, token := range tokensIn(&inside) {
		for _, o := range inside.All(token) {
			if o.Scope == scope && inside.Find(o.Kind, o.ID) != nil {
				inside.Remove(o)
			}
		}
	}
}

// outsideKinds are the kinds of what controllers make in the account for the
// objects of a cluster.
var outsideKinds = []string{
	KindClassicBalancer, api.LoadBalancer, api.TargetGroup, api.Listener, api.SecurityGroup, api.IngressRule, api.Volume, ec2.KindSnapshot,
}

func read(c *world.Call, k *kind) error {
	reschedule(c)
	refresh(c, k)
	return unhealthy(c, k)
}

// timeout is how long the provider waits before it gives up: ten minutes, or
// what the program's annotation says.
func timeout(in world.Props) time.Duration {
	seconds, err := strconv.Atoi(in.Map("metadata").Map("annotations").Str("pulumi.com/timeoutSeconds"))
	if err != nil || seconds <= 0 {
		return 10 * time.Minute
	}
	return time.Duration(seconds) * time.Second
}
