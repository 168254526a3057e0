package policy

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
)

// FromExport reads what `pulumi stack export` writes. Secrets are Hidden
// unless they were exported with --show-secrets.
func FromExport(text []byte) ([]Resource, error) {
	var outer apitype.UntypedDeployment
	if err := json.Unmarshal(text, &outer); err != nil {
		return nil, fmt.Errorf("policy: export: %w", err)
	}
	if outer.Version < 3 || len(outer.Deployment) == 0 {
		return nil, fmt.Errorf("policy: export of version %d: version 3 or later is needed: export it with a current Pulumi CLI", outer.Version)
	}
	var d apitype.DeploymentV3
	if err := json.Unmarshal(outer.Deployment, &d); err != nil {
		return nil, fmt.Errorf("policy: export: %w", err)
	}
	return FromDeployment(d), nil
}

// FromDeployment turns a deployment into resources. What waits for its
// deletion is left out.
func FromDeployment(d apitype.DeploymentV3) []Resource {
	var out []Resource
	for _, r := range d.Resources {
		if r.Delete {
			continue
		}
		out = append(out, Resource{
			URN: string(r.URN), Parent: string(r.Parent), Type: string(r.Type), Name: r.URN.Name(), ID: string(r.ID),
			Inputs: plainMap(r.Inputs), Outputs: plainMap(r.Outputs),
		})
	}
	return out
}

func plainMap(m map[string]any) map[string]any {
	out, _ := plain(m).(map[string]any)
	return out
}

// plain replaces secrets of an export by their values, or by Hidden.
func plain(v any) any {
	switch v := v.(type) {
	case string:
		if v == plugin.UnknownStringValue {
			return Hidden{}
		}
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = plain(e)
		}
		return out
	case map[string]any:
		if v[resource.SigKey] == resource.SecretSig {
			var inner any
			text, _ := v["plaintext"].(string)
			if text == "" || json.Unmarshal([]byte(text), &inner) != nil {
				return Hidden{}
			}
			return plain(inner)
		}
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = plain(e)
		}
		return out
	}
	return v
}

// Values turns a property map of the SDK or the engine into plain values.
// Secrets are shown: rules must see what is in them.
func Values(props resource.PropertyMap) map[string]any {
	out := map[string]any{}
	for k, v := range props {
		if !strings.HasPrefix(string(k), "__") {
			out[string(k)] = value(v)
		}
	}
	return out
}

func value(v resource.PropertyValue) any {
	switch {
	case v.IsSecret():
		return value(v.SecretValue().Element)
	case v.IsOutput():
		if o := v.OutputValue(); o.Known {
			return value(o.Element)
		}
		return Hidden{}
	case v.IsComputed():
		return Hidden{}
	case v.IsString() && v.StringValue() == plugin.UnknownStringValue:
		return Hidden{}
	case v.IsArray():
		out := make([]any, len(v.ArrayValue()))
		for i, e := range v.ArrayValue() {
			out[i] = value(e)
		}
		return out
	case v.IsObject():
		return Values(v.ObjectValue())
	case v.IsAsset(), v.IsArchive(), v.IsResourceReference():
		return Hidden{}
	}
	return v.V
}
