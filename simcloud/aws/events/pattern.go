package events

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// patternFault is "" or why EventBridge takes no such pattern: every leaf is a
// list, of values or of filters.
func patternFault(text string) string {
	var top any
	if err := json.Unmarshal([]byte(text), &top); err != nil {
		return "Filter is not valid JSON"
	}
	m, ok := top.(map[string]any)
	if !ok {
		return "Filter is not an object"
	}
	if len(m) == 0 {
		return "Empty objects are not allowed"
	}
	return fieldsFault(m)
}

func fieldsFault(fields map[string]any) string {
	for _, key := range sorted(fields) {
		switch v := fields[key].(type) {
		case map[string]any:
			if len(v) == 0 {
				return "Empty objects are not allowed"
			}
			if fault := fieldsFault(v); fault != "" {
				return fault
			}
		case []any:
			if len(v) == 0 {
				return "Empty arrays are not allowed"
			}
		default:
			return fmt.Sprintf("%q must be an object or an array", key)
		}
	}
	return ""
}

func sorted(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// matches compares an event with a pattern: every field of the pattern is in
// the event with one of the values listed. Of the filters in place of values
// it knows prefix, suffix, exists and anything-but
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html);
// any other matches nothing.
func matches(pattern, event map[string]any) bool {
	for key, want := range pattern {
		have, there := event[key]
		switch want := want.(type) {
		case map[string]any:
			inner, _ := have.(map[string]any)
			if !matches(want, inner) {
				return false
			}
		case []any:
			if !slices.ContainsFunc(want, func(w any) bool { return meets(w, have, there) }) {
				return false
			}
		}
	}
	return true
}

func meets(want, have any, there bool) bool {
	filter, ok := want.(map[string]any)
	if ok && len(filter) == 1 {
		if exists, is := filter["exists"].(bool); is {
			return exists == there
		}
	}
	if list, isList := have.([]any); isList {
		return slices.ContainsFunc(list, func(h any) bool { return meets(want, h, true) })
	}
	if !there {
		return false
	}
	if !ok {
		return reflect.DeepEqual(want, have)
	}
	text, _ := have.(string)
	for name, value := range filter {
		word, _ := value.(string)
		switch name {
		case "prefix":
			return strings.HasPrefix(text, word)
		case "suffix":
			return strings.HasSuffix(text, word)
		case "anything-but":
			list, isList := value.([]any)
			if !isList {
				list = []any{value}
			}
			return !slices.ContainsFunc(list, func(v any) bool { return reflect.DeepEqual(v, have) })
		}
	}
	return false
}
