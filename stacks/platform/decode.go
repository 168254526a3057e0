package platform

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// configKeys are the keys of a Config.
var configKeys = []string{
	"admins", "apiAccess", "archive", "context", "domain", "email", "image", "images", "ownMetrics", "parentZone", "port",
	"restoreFrom",
}

// secretLooking matches keys under which people put secrets.
var secretLooking = regexp.MustCompile(`(?i)(password|secret|token|private.?key|access.?key|credential)`)

// decodeConfig reads the object key by key, so that each mistake is one line.
// What cannot be read gets a stand-in, lest it be called missing as well.
func decodeConfig(p *component.Problems, text string, s Settings) Config {
	keys := s.configKeys()
	if text == "" {
		p.Add(ConfigKey, nil, "not set", "set it in the stack's file, with the keys "+strings.Join(keys, ", "))
		return s.standIn()
	}
	raw := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(text), &raw); err != nil || raw == nil {
		p.Add(ConfigKey, nil, "is "+kindOf([]byte(text))+", not a block of keys and values",
			"write the keys "+strings.Join(keys, ", ")+" below it")
		return s.standIn()
	}
	var c Config
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		switch {
		case slices.Contains(configKeys, key):
			c.decode(p, key, raw[key], s)
		case secretLooking.MatchString(key):
			p.Add(ConfigKey+"."+key, nil, "looks like a secret and no setting has that name",
				"remove it; the platform makes its secrets itself")
		default:
			near := meant(key, keys)
			if near == "" {
				p.Add(ConfigKey+"."+key, nil, "no such setting", "use one of "+strings.Join(keys, ", "))
				continue
			}
			p.Add(ConfigKey+"."+key, nil, "no such setting", fmt.Sprintf("write %q", near))
			if _, given := raw[near]; !given {
				c.decode(p, near, raw[key], s)
			}
		}
	}
	return c
}

// decode sets one field.
func (c *Config) decode(p *component.Problems, key string, raw json.RawMessage, s Settings) {
	other := s.standIn()
	switch key {
	case "port":
		decodeInto(p, key, raw, &c.Port, other.Port, "write a number such as 8443")
		return
	case "images":
		decodeInto(p, key, raw, &c.Images, other.Images, "write arm64 and x86_64 below it, each with the id of an image")
		return
	case "ownMetrics":
		decodeInto(p, key, raw, &c.OwnMetrics, other.OwnMetrics, "write true or false")
		return
	}
	texts := map[string]struct{ field, standIn *string }{
		"archive":     {&c.Archive, &other.Archive},
		"context":     {&c.Context, &other.Context},
		"domain":      {&c.Domain, &other.Domain},
		"email":       {&c.Email, &other.Email},
		"parentZone":  {&c.ParentZone, &other.ParentZone},
		"image":       {&c.Image, &other.Image},
		"restoreFrom": {&c.RestoreFrom, &other.RestoreFrom},
	}
	lists := map[string]struct{ field, standIn *[]string }{
		"admins":    {&c.Admins, &other.Admins},
		"apiAccess": {&c.APIAccess, &other.APIAccess},
	}
	if text, is := texts[key]; is {
		decodeInto(p, key, raw, text.field, *text.standIn, "write a text")
		return
	}
	list := lists[key]
	if json.Unmarshal(raw, list.field) == nil {
		return
	}
	rule := "is " + kindOf(raw)
	if strings.HasPrefix(string(raw), "[") {
		rule = "is a list that holds something else than texts"
	}
	p.Add(ConfigKey+"."+key, written(raw), rule, "write a list of texts")
	*list.field = *list.standIn
}

// decodeInto sets a field that is no list.
func decodeInto[T any](p *component.Problems, key string, raw json.RawMessage, field *T, standIn T, repair string) {
	if json.Unmarshal(raw, field) != nil {
		p.Add(ConfigKey+"."+key, written(raw), "is "+kindOf(raw), repair)
		*field = standIn
	}
}

// written is a value as it stands in the configuration.
type written json.RawMessage

func (w written) String() string { return string(w) }

// kindOf says what a value is in the words of a stack's file.
func kindOf(raw []byte) string {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return "a text"
	}
	switch value.(type) {
	case []any:
		return "a list"
	case map[string]any:
		return "a block of keys and values"
	case float64:
		return "a number"
	case bool:
		return "true or false"
	case nil:
		return "empty"
	}
	return "a text"
}

// maxSlips is how many letters of a misspelt key may be wrong, missing or too
// many for it to be recognised.
const maxSlips = 2

// meant is the key that was probably meant by a misspelt one, or empty.
func meant(key string, keys []string) string {
	best, slips := "", maxSlips+1
	for _, k := range keys {
		if n := distance(strings.ToLower(key), strings.ToLower(k)); n < slips {
			best, slips = k, n
		}
	}
	return best
}

// distance is how many letters must be changed, added or removed to turn one
// word into the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
