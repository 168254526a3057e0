package kube

import (
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Input makes a tree of maps, slices, strings, booleans, numbers and Pulumi
// inputs one Pulumi input. Any other Go type is an error that names it.
func Input(value any) (pulumi.Input, error) { return input(value) }

func input(value any) (pulumi.Input, error) {
	switch v := value.(type) {
	case pulumi.Input:
		return v, nil
	case string:
		return pulumi.String(v), nil
	case bool:
		return pulumi.Bool(v), nil
	case int:
		return pulumi.Int(v), nil
	case int32:
		return pulumi.Int(int(v)), nil
	case int64:
		return pulumi.Int(int(v)), nil
	case float64:
		return pulumi.Float64(v), nil
	case json.Number:
		return number(v)
	case map[string]any:
		return inputMap(v)
	case map[string]string:
		return pulumi.ToStringMap(v), nil
	case []string:
		return pulumi.ToStringArray(v), nil
	case []any:
		return inputArray(v)
	case []map[string]any:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = item
		}
		return inputArray(items)
	}
	return nil, fmt.Errorf("a value of type %T: use maps, slices, strings, booleans, numbers or Pulumi inputs", value)
}

func number(n json.Number) (pulumi.Input, error) {
	if whole, err := n.Int64(); err == nil {
		return pulumi.Int(int(whole)), nil
	}
	f, err := n.Float64()
	if err != nil {
		return nil, err
	}
	return pulumi.Float64(f), nil
}

func inputMap(values map[string]any) (pulumi.Input, error) {
	out := make(pulumi.Map, len(values))
	for key, value := range values {
		item, err := input(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		out[key] = item
	}
	return out, nil
}

func inputArray(values []any) (pulumi.Input, error) {
	out := make(pulumi.Array, len(values))
	for i, value := range values {
		item, err := input(value)
		if err != nil {
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
		out[i] = item
	}
	return out, nil
}
