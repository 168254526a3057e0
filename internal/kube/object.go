package kube

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/versions"
)

// SkipAwait is the annotation that tells the provider not to wait until an
// object is ready.
const SkipAwait = "pulumi.com/skipAwait"

// Object is a Kubernetes object in the state of the stack.
type Object struct {
	pulumi.CustomResourceState

	// Metadata as the API server returned it.
	Metadata pulumi.MapOutput `pulumi:"metadata"`
	// Status as the API server returned it when the object was ready. Empty
	// for kinds without one.
	Status pulumi.MapOutput `pulumi:"status"`

	namespace, name string
}

// New registers the object that the manifest describes. A manifest without
// API version, kind or name is an error, and nothing is registered.
func New(ctx *pulumi.Context, name string, manifest Manifest, opts ...pulumi.ResourceOption) (*Object, error) {
	if err := manifest.Check(); err != nil {
		return nil, fmt.Errorf("kubernetes object %q: %w", name, err)
	}
	inputs, err := manifest.Inputs()
	if err != nil {
		return nil, fmt.Errorf("kubernetes object %q: %w", name, err)
	}
	object := &Object{}
	object.namespace, object.name = manifest.Name()
	all := []pulumi.ResourceOption{pulumi.Version(versions.PulumiKubernetes)}
	if _, kind := manifest.Kind(); kind == "Secret" {
		all = append(all, pulumi.AdditionalSecretOutputs(secretFields()))
	}
	all = append(all, opts...)
	if err := ctx.RegisterResource(manifest.Token(), name, inputs, object, all...); err != nil {
		return nil, err
	}
	return object, nil
}

// Namespace of the object, empty for one of the whole cluster. It is known
// before the object exists; see NameOutput for a value that waits.
func (o *Object) Namespace() string { return o.namespace }

// Name of the object, known before the object exists.
func (o *Object) Name() string { return o.name }

// NameOutput is the object's name as an output, so that whatever uses it is
// made after the object and deleted before it.
func (o *Object) NameOutput() pulumi.StringOutput {
	return o.Metadata.ApplyT(func(metadata map[string]any) (string, error) {
		name, ok := metadata["name"].(string)
		if !ok {
			return "", fmt.Errorf("kubernetes object %s: no name in its metadata", o.name)
		}
		return name, nil
	}).(pulumi.StringOutput)
}
