package rpc

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// fromStruct turns what the engine sends into plain values. The providers
// tell the engine that they do not accept secrets and resource references, so
// the engine has opened them already and marks the answer itself.
func fromStruct(s *structpb.Struct) (world.Props, error) {
	if s == nil {
		return nil, nil
	}
	m, err := plugin.UnmarshalProperties(s, plugin.MarshalOptions{KeepUnknowns: true, SkipInternalKeys: false})
	if err != nil {
		return nil, err
	}
	return FromMap(m), nil
}

func toStruct(p world.Props) (*structpb.Struct, error) {
	return plugin.MarshalProperties(ToMap(p), plugin.MarshalOptions{KeepUnknowns: true})
}

// FromMap turns engine values into plain ones; secrets are opened.
func FromMap(m resource.PropertyMap) world.Props {
	out := make(world.Props, len(m))
	for k, v := range m {
		out[string(k)] = fromValue(v)
	}
	return out
}

func fromValue(v resource.PropertyValue) any {
	switch {
	case v.IsSecret():
		return fromValue(v.SecretValue().Element)
	case v.IsComputed():
		return world.Unknown{}
	case v.IsOutput():
		if !v.OutputValue().Known {
			return world.Unknown{}
		}
		return fromValue(v.OutputValue().Element)
	case v.IsArray():
		out := make([]any, len(v.ArrayValue()))
		for i, e := range v.ArrayValue() {
			out[i] = fromValue(e)
		}
		return out
	case v.IsObject():
		return map[string]any(FromMap(v.ObjectValue()))
	case v.IsResourceReference():
		return fromValue(v.ResourceReferenceValue().ID)
	case v.IsAsset():
		return map[string]any{"asset": v.AssetValue().Hash, "text": v.AssetValue().Text, "path": v.AssetValue().Path}
	case v.IsArchive():
		return map[string]any{"archive": v.ArchiveValue().Hash, "path": v.ArchiveValue().Path}
	}
	return v.V
}

// ToMap turns plain values into the engine's.
func ToMap(p world.Props) resource.PropertyMap {
	out := make(resource.PropertyMap, len(p))
	for k, v := range p {
		if v != nil {
			out[resource.PropertyKey(k)] = toValue(v)
		}
	}
	return out
}

func toValue(v any) resource.PropertyValue {
	switch v := v.(type) {
	case world.Unknown:
		return resource.MakeComputed(resource.NewProperty(""))
	case map[string]any:
		return resource.NewProperty(ToMap(v))
	case world.Props:
		return resource.NewProperty(ToMap(v))
	case []any:
		out := make([]resource.PropertyValue, len(v))
		for i, e := range v {
			out[i] = toValue(e)
		}
		return resource.NewProperty(out)
	case []string:
		out := make([]resource.PropertyValue, len(v))
		for i, e := range v {
			out[i] = resource.NewProperty(e)
		}
		return resource.NewProperty(out)
	case int:
		return resource.NewProperty(float64(v))
	case float64:
		return resource.NewProperty(v)
	case string:
		return resource.NewProperty(v)
	case bool:
		return resource.NewProperty(v)
	}
	return resource.NewPropertyValue(v)
}
