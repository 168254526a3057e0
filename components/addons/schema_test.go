package addons_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/internal/versions"
)

// charts is a folder with the schemas of charts as their projects publish
// them; without it the test below has nothing to compare with.
const charts = "../../../shared/charts"

func TestEveryValueIsOneThatTheChartKnows(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(charts, "traefik", "values.schema.json"))
	if err != nil {
		t.Skip("no chart data beside the repository")
	}
	chart, err := os.ReadFile(filepath.Join(charts, "traefik", "Chart.yaml"))
	require.NoError(t, err)
	require.Contains(t, string(chart), "\nversion: "+versions.Traefik().Version+"\n", "the schema is of another version")
	var root schema
	require.NoError(t, json.Unmarshal(text, &root))
	for name, args := range map[string]addons.TraefikArgs{
		"as it is": {},
		"all on": {
			TLSPort: 30443, Certificate: "edge", GatewayAPI: true, LocalTraffic: true, AccessLog: true, DefaultClass: true, TrustedProxies: []string{"10.0.0.0/16"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			values, err := args.Values()
			require.NoError(t, err)
			assert.Empty(t, root.faults("values", values))
		})
	}
}

func TestTheCheckAgainstTheSchemaFindsWhatIsWrong(t *testing.T) {
	closed := false
	s := schema{Properties: map[string]schema{"a": {Type: "integer"}, "b": {Type: []any{"string", "null"}, Enum: []any{"x"}}}, Additional: &closed}
	assert.Equal(t, []string{"v.a: text is no integer", "v.b: y is none of [x]", "v.c: unknown"},
		s.faults("v", map[string]any{"a": "text", "b": "y", "c": 1.0}))
	assert.Empty(t, s.faults("v", map[string]any{"a": 1.0, "b": "x"}))
}

// schema is the part of JSON Schema that the chart uses.
type schema struct {
	Type       any               `json:"type"`
	Enum       []any             `json:"enum"`
	Properties map[string]schema `json:"properties"`
	Additional *bool             `json:"-"`
	Other      *schema           `json:"-"`
}

func (s *schema) UnmarshalJSON(text []byte) error {
	type plain schema
	var raw struct {
		plain
		AdditionalProperties json.RawMessage `json:"additionalProperties"`
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	*s = schema(raw.plain)
	switch {
	case len(raw.AdditionalProperties) == 0:
	case raw.AdditionalProperties[0] == '{':
		s.Other = &schema{}
		return json.Unmarshal(raw.AdditionalProperties, s.Other)
	default:
		return json.Unmarshal(raw.AdditionalProperties, &s.Additional)
	}
	return nil
}

func (s schema) faults(path string, value any) []string {
	var out []string
	if types := s.types(); len(types) > 0 && !slices.ContainsFunc(types, func(k string) bool { return is(k, value) }) {
		return []string{fmt.Sprintf("%s: %v is no %s", path, value, types[0])}
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, value) {
		return []string{fmt.Sprintf("%s: %v is none of %v", path, value, s.Enum)}
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		at := path + "." + key
		child, known := s.Properties[key]
		switch {
		case known:
			out = append(out, child.faults(at, object[key])...)
		case s.Other != nil:
			out = append(out, s.Other.faults(at, object[key])...)
		case s.Additional != nil && !*s.Additional:
			out = append(out, at+": unknown")
		}
	}
	return out
}

func (s schema) types() []string {
	switch kind := s.Type.(type) {
	case string:
		return []string{kind}
	case []any:
		var out []string
		for _, k := range kind {
			out = append(out, fmt.Sprint(k))
		}
		return out
	}
	return nil
}

func is(kind string, value any) bool {
	switch v := value.(type) {
	case string:
		return kind == "string"
	case bool:
		return kind == "boolean"
	case float64:
		return kind == "number" || kind == "integer" && v == float64(int(v))
	case []any:
		return kind == "array"
	case map[string]any:
		return kind == "object"
	}
	return kind == "null"
}
