package kube

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// Typed is an object of k8s.io/api. Its TypeMeta must be set, for the Go type
// does not know its own API version.
type Typed interface {
	runtime.Object
	metav1.Object
}

// Manifest is an object as it is given to the API server. It is a value: With
// returns a changed copy.
type Manifest struct {
	tree map[string]any
	err  error
}

// From takes a typed object. Its status, which the API server alone writes,
// and null fields are left out.
func From(object Typed) Manifest {
	text, err := json.Marshal(object)
	if err != nil {
		return Manifest{err: fmt.Errorf("encode %T: %w", object, err)}
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	tree := map[string]any{}
	if err := decoder.Decode(&tree); err != nil {
		return Manifest{err: fmt.Errorf("decode %T: %w", object, err)}
	}
	delete(tree, "status")
	return Manifest{tree: withoutNulls(tree).(map[string]any)}
}

// Unstructured takes an object without a Go type, such as one of a custom
// resource definition: maps, slices, strings, booleans, numbers and Pulumi
// inputs. The map is copied.
func Unstructured(object map[string]any) Manifest {
	return Manifest{tree: withoutNulls(object).(map[string]any)}
}

// With lays value over the field at path, making maps on the way. A path
// element that follows a list is the index of an item that exists.
func (m Manifest) With(value pulumi.Input, path ...string) Manifest {
	if m.err != nil {
		return m
	}
	if len(path) == 0 {
		return Manifest{err: errors.New("field: no path given: name the field to lay a value over")}
	}
	tree, err := overlay(m.tree, value, path)
	if err != nil {
		return Manifest{err: fmt.Errorf("field %s: %w", strings.Join(path, "."), err)}
	}
	return Manifest{tree: tree.(map[string]any)}
}

// Kind returns the object's API version and kind.
func (m Manifest) Kind() (apiVersion, kind string) {
	apiVersion, _ = m.tree["apiVersion"].(string)
	kind, _ = m.tree["kind"].(string)
	return apiVersion, kind
}

// Name returns the object's namespace, empty for one of the whole cluster,
// and its name.
func (m Manifest) Name() (namespace, name string) {
	metadata, _ := m.tree["metadata"].(map[string]any)
	namespace, _ = metadata["namespace"].(string)
	name, _ = metadata["name"].(string)
	return namespace, name
}

// Token is the type token that the Pulumi Kubernetes provider uses for the
// object: the API version, with "core" for the group that has no name.
func (m Manifest) Token() string {
	apiVersion, kind := m.Kind()
	if !strings.Contains(apiVersion, "/") {
		apiVersion = "core/" + apiVersion
	}
	return "kubernetes:" + apiVersion + ":" + kind
}

// Check returns everything that keeps the manifest from being registered.
func (m Manifest) Check() error {
	if m.err != nil {
		return m.err
	}
	var problems []error
	apiVersion, kind := m.Kind()
	if apiVersion == "" {
		problems = append(problems, errors.New("apiVersion: not set: set TypeMeta.APIVersion"))
	}
	if kind == "" {
		problems = append(problems, errors.New("kind: not set: set TypeMeta.Kind"))
	}
	if _, name := m.Name(); name == "" {
		problems = append(problems, errors.New("metadata.name: not set: name the object"))
	}
	return errors.Join(problems...)
}

// Inputs are the object's fields as Pulumi inputs.
func (m Manifest) Inputs() (pulumi.Map, error) {
	inputs := pulumi.Map{}
	for _, key := range slices.Sorted(maps.Keys(m.tree)) {
		value, err := input(m.tree[key])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		inputs[key] = value
	}
	if _, kind := m.Kind(); kind == "Secret" {
		for _, key := range secretFields() {
			if inputs[key] != nil {
				inputs[key] = pulumi.ToSecret(inputs[key])
			}
		}
	}
	return inputs, nil
}

// secretFields are the fields of a Secret that hold its content.
func secretFields() []string { return []string{"data", "stringData"} }

func withoutNulls(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			if item != nil {
				out[key] = withoutNulls(item)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = withoutNulls(item)
		}
		return out
	}
	return value
}

// overlay returns a copy of tree with value at path; what is not on the path
// is shared, which is safe because nothing writes into a tree.
func overlay(tree any, value pulumi.Input, path []string) (any, error) {
	if len(path) == 0 {
		return value, nil
	}
	switch node := tree.(type) {
	case nil:
		return overlay(map[string]any{}, value, path)
	case map[string]any:
		child, err := overlay(node[path[0]], value, path[1:])
		if err != nil {
			return nil, err
		}
		out := maps.Clone(node)
		out[path[0]] = child
		return out, nil
	case []any:
		index, err := strconv.Atoi(path[0])
		if err != nil || index < 0 || index >= len(node) {
			return nil, fmt.Errorf("%q is not the index of one of %d items", path[0], len(node))
		}
		child, err := overlay(node[index], value, path[1:])
		if err != nil {
			return nil, err
		}
		out := slices.Clone(node)
		out[index] = child
		return out, nil
	}
	return nil, fmt.Errorf("%q lies below a value that is no map and no list", path[0])
}
