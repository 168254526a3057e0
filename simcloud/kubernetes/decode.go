package kubernetes

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	kjson "sigs.k8s.io/json"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// typed decodes what the world holds into a Go type, leniently: it was checked
// when it came in.
func typed[T any](p world.Props) *T {
	v := new(T)
	if text, err := json.Marshal(p); err == nil {
		_ = json.Unmarshal(text, v)
	}
	return v
}

// decode reads inputs strictly into the kind's Go type: an unknown field is
// refused as server-side apply refuses it, a value of the wrong kind as the
// decoder does (https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation).
//
// The provider creates without server-side apply since 4.29, and the API server
// then drops an unknown field without a word that a user sees; what is refused
// is the update that the missing field makes due at the next run. Here it is
// said at once.
func decode(k *kind, in world.Props, namespace, name string) (any, error) {
	text, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	obj := k.empty()
	unknown, err := kjson.UnmarshalStrict(text, obj)
	if err != nil {
		return nil, &Refusal{Reason: "BadRequest", Status: 400, Message: fmt.Sprintf(
			"%s in version %q cannot be handled as a %s: %v", k.name, k.version, k.name, err)}
	}
	if len(unknown) == 0 {
		return obj, nil
	}
	var lines []string
	for _, u := range unknown {
		lines = append(lines, undeclared(in, u.Error()))
	}
	where := name
	if k.namespaced {
		where = namespace + "/" + name
	}
	list := lines[0]
	if len(lines) > 1 {
		list = "errors:\n  " + strings.Join(lines, "\n  ")
	}
	return nil, &Refusal{Reason: "BadRequest", Status: 400, Message: fmt.Sprintf(
		"failed to create typed patch object (%s; %s, Kind=%s): %s", where, k.apiVersion(), k.name, list)}
}

var step = regexp.MustCompile(`([^.\[\]]+)|\[(\d+)\]`)

// undeclared turns the decoder's `unknown field "spec.containers[0].foo"` into
// the words of server-side apply, which names list elements by their key.
func undeclared(in world.Props, text string) string {
	quoted := strings.TrimPrefix(text, "unknown field ")
	path, err := strconv.Unquote(quoted)
	if err != nil {
		return text
	}
	var b strings.Builder
	var at any = map[string]any(in)
	field := ""
	for _, m := range step.FindAllStringSubmatch(path, -1) {
		if m[1] != "" {
			field = m[1]
			b.WriteString("." + field)
			object, _ := at.(map[string]any)
			at = object[field]
			continue
		}
		i, _ := strconv.Atoi(m[2])
		list, _ := at.([]any)
		at = nil
		if i < len(list) {
			at = list[i]
		}
		b.WriteString(elementKey(field, at, i))
	}
	return b.String() + ": field not declared in schema"
}

// listKeys are the fields by which the API's typed lists tell their elements
// apart.
var listKeys = map[string][]string{
	"containers": {"name"}, "initContainers": {"name"}, "env": {"name"}, "volumes": {"name"},
	"volumeMounts": {"mountPath"}, "imagePullSecrets": {"name"},
}

func elementKey(field string, element any, i int) string {
	object, _ := element.(map[string]any)
	for _, key := range listKeys[field] {
		if v, ok := object[key].(string); ok {
			return fmt.Sprintf("[%s=%q]", key, v)
		}
	}
	return fmt.Sprintf("[%d]", i)
}
