package skeleton

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/kube"
)

// TypeSkeleton is the type token of Skeleton. Changing it needs an alias.
const TypeSkeleton = "drydock:skeleton:Skeleton"

// Skeleton is a running walking skeleton.
type Skeleton struct {
	pulumi.ResourceState

	// Namespace that it runs in.
	Namespace string `pulumi:"namespace"`
	// Name of its Deployment, Service and the rest.
	Name string `pulumi:"name"`
	// URL of the service, empty without a route.
	URL string `pulumi:"url"`
	// Image that runs, with its digest.
	Image string `pulumi:"image"`
}

// New makes a walking skeleton. The error, if the arguments are wrong, has
// one line for each problem, and nothing is registered.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Skeleton, error) {
	a, err := plan(name, args)
	if err != nil {
		return nil, err
	}
	if err := a.Cluster.Live(); err != nil {
		return nil, err
	}
	s := &Skeleton{Namespace: a.Namespace, Name: name, Image: a.Image}
	if a.Route != nil {
		s.URL = "https://" + a.Host
	}
	if err := component.Register(ctx, TypeSkeleton, name, a.inputs(), s, opts...); err != nil {
		return nil, err
	}
	b := builder{ctx: ctx, s: s, objects: objects{Args: a, name: name}}
	if err := b.build(); err != nil {
		return nil, err
	}
	return s, component.Publish(ctx, s)
}

type builder struct {
	objects
	ctx *pulumi.Context
	s   *Skeleton
}

func (b builder) build() error {
	// Everything else is in the namespace and cannot be made before it.
	namespace, err := b.add("namespace", kube.From(b.namespace()))
	if err != nil {
		return err
	}
	// No pod may start without these: it would be refused without the
	// account, and open to all without the policies.
	first, err := b.each(namespace, map[string]kube.Manifest{
		"account": b.annotated(), "deny": kube.From(b.denyAll()), "allow": kube.From(b.allow()),
	})
	if err != nil {
		return err
	}
	deployment, err := b.add("deployment", kube.From(b.deployment()),
		slices.Concat(b.Cluster.Ready, b.After, first, []pulumi.Resource{namespace})...)
	if err != nil {
		return err
	}
	others := map[string]kube.Manifest{"budget": kube.From(b.budget())}
	if b.Replicas.autoscaled() {
		others["autoscaler"] = kube.From(b.autoscaler())
	}
	if _, err := b.each(namespace, others); err != nil {
		return err
	}
	// The provider waits until a Service has pods, so it comes after them.
	// Backwards that is how to stop: no more requests, then no more pods.
	service, err := b.add("service", kube.From(b.service()), deployment)
	if err != nil || b.Route == nil {
		return err
	}
	_, err = b.add("route", b.Route.manifest(b.meta(), b.Host, b.name), service)
	return err
}

// annotated is the service account with the annotations that the caller gave.
func (b builder) annotated() kube.Manifest {
	account := kube.From(b.account())
	for _, key := range slices.Sorted(maps.Keys(b.AccountAnnotations)) {
		account = account.With(b.AccountAnnotations[key], "metadata", "annotations", key)
	}
	return account
}

// each registers objects by their roles after the namespace.
func (b builder) each(namespace pulumi.Resource, manifests map[string]kube.Manifest) ([]pulumi.Resource, error) {
	var all []pulumi.Resource
	for _, role := range slices.Sorted(maps.Keys(manifests)) {
		object, err := b.add(role, manifests[role], namespace)
		if err != nil {
			return nil, err
		}
		all = append(all, object)
	}
	return all, nil
}

// add registers an object below the component, after others.
func (b builder) add(role string, manifest kube.Manifest, after ...pulumi.Resource) (pulumi.Resource, error) {
	opts := append(b.Cluster.Options(), pulumi.Parent(b.s), pulumi.DependsOn(after))
	return kube.New(b.ctx, component.Name(b.name, role), manifest, opts...)
}

func (a Args) inputs() pulumi.Map {
	return pulumi.Map{
		"cluster":     pulumi.String(a.Cluster.Name),
		"namespace":   pulumi.String(a.Namespace),
		"image":       pulumi.String(a.Image),
		"host":        pulumi.String(a.Host),
		"minReplicas": pulumi.Int(a.Replicas.Min),
		"maxReplicas": pulumi.Int(a.Replicas.Max),
	}
}
