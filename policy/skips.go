package policy

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// prose are the names of what is for people to read, or for other programs to
// find things by, and is not run.
var prose = []string{"description", "annotations", "labels", "tags", "tagsAll"}

var (
	assignment = regexp.MustCompile(`^([A-Za-z_][\w.]*)=(.*)$`)
	flag       = regexp.MustCompile(`^--?([A-Za-z][\w.-]+)(=(.*))?$`)
	// line is a setting in a file: of YAML, TOML, INI or a shell's.
	line = regexp.MustCompile(`(?m)^[ \t]*(?:- )?"?([A-Za-z_][\w./-]*)"?[ \t]*[:=][ \t]*["']?([\w-]+)["']?[ \t]*,?[ \t]*(#.*)?\r?$`)
)

// value looks at a value and all within it.
func (s skips) value(at []string, v any) {
	switch v := v.(type) {
	case string:
		s.text(at, v)
	case []any:
		s.run(at, texts(v))
		for _, e := range v {
			s.value(at, e)
		}
	case map[string]any:
		s.object(at, v)
	}
}

func (s skips) object(at []string, v map[string]any) {
	// A pair of an environment, and a container's program with its arguments.
	if name, ok := v["name"].(string); ok {
		s.setting(at, name, v["value"])
	}
	if args := texts(every(v, "args[*]")); len(args) > 0 {
		s.curl(append(slices.Clone(at), "args"), append(texts(every(v, "command[*]")), args...))
	}
	for _, key := range slices.Sorted(maps.Keys(v)) {
		in := append(slices.Clone(at), key)
		s.setting(at, key, v[key])
		if from, ok := v[key].(string); ok && slices.Contains(fetched, key) && strings.HasPrefix(from, "http://") {
			s.once("fetch it by https:// or oci://", "%s is %s, where anybody may answer", strings.Join(in, "."), from)
		}
		if !slices.Contains(prose, key) {
			s.value(in, v[key])
			continue
		}
		if inner, ok := v[key].(map[string]any); ok {
			for _, name := range slices.Sorted(maps.Keys(inner)) {
				s.setting(in, name, inner[name])
			}
		}
	}
}

// text looks at a text: a document, a file of settings, a script or a word.
func (s skips) text(at []string, text string) {
	if inner, ok := document(text); ok {
		s.value(at, inner)
		return
	}
	for _, m := range line.FindAllStringSubmatch(text, -1) {
		s.setting(at, m[1], m[2])
	}
	for _, words := range commands(text) {
		s.run(at, words)
	}
}

// document reads a text that is JSON, or YAML for cloud-init.
func document(text string) (v any, ok bool) {
	text = strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["):
		ok = json.Unmarshal([]byte(text), &v) == nil
	case strings.HasPrefix(text, "#cloud-config"):
		ok = yaml.Unmarshal([]byte(text), &v) == nil
	}
	return v, ok
}

// run looks at the words of a command.
func (s skips) run(at []string, words []string) {
	for i, word := range words {
		if m := assignment.FindStringSubmatch(word); m != nil {
			s.setting(at, m[1], m[2])
		}
		if m := flag.FindStringSubmatch(word); m != nil {
			value := m[3]
			if m[2] == "" {
				value = "true"
			}
			if skip(m[1], value) {
				s.once(verify, "%s stands in %s", word, strings.Join(at, "."))
			}
		} else if i+1 < len(words) {
			s.setting(at, word, words[i+1]) // git config http.sslVerify false
		}
	}
	s.curl(at, words)
}

// withValue are curl's short options that take the rest of their word as a
// value: https://curl.se/docs/manpage.html
const withValue = "AbcCdDeEFHKmoPQrtTuUwxXyYz"

// curl looks for the short form of --insecure among curl's arguments.
func (s skips) curl(at []string, words []string) {
	i := slices.IndexFunc(words, func(w string) bool { return path.Base(w) == "curl" })
	if i < 0 {
		return
	}
	for _, word := range words[i+1:] {
		options, ok := strings.CutPrefix(word, "-")
		if !ok || strings.HasPrefix(options, "-") {
			continue
		}
		if end := strings.IndexAny(options, withValue); end >= 0 {
			options = options[:end]
		}
		if strings.Contains(options, "k") {
			s.once(verify, "curl %s stands in %s", word, strings.Join(at, "."))
		}
	}
}

// readable are the inputs of a resource with user data and the data of
// Secrets unpacked.
func readable(r Resource) map[string]any {
	in := maps.Clone(r.Inputs)
	for _, key := range []string{"userData", "userDataBase64"} {
		if text, ok := in[key].(string); ok {
			in[key] = unpacked(text)
		}
	}
	if data, ok := in["data"].(map[string]any); ok && strings.HasPrefix(r.Type, "kubernetes:core/v1:Secret") {
		data = maps.Clone(data)
		for key, v := range data {
			if text, ok := v.(string); ok {
				data[key] = unpacked(text)
			}
		}
		in["data"] = data
	}
	return in
}

// mostUnpacked bounds what is read of a packed text, in bytes: twice what etcd
// takes, and 128 times what EC2 takes.
const mostUnpacked = 2 << 20

// unpacked is a text out of base64 and gzip, itself where it is in neither,
// and nothing where what was packed is no text.
func unpacked(text string) string {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return text
	}
	if z, err := gzip.NewReader(bytes.NewReader(raw)); err == nil {
		if raw, err = io.ReadAll(io.LimitReader(z, mostUnpacked)); err != nil {
			return ""
		}
	}
	if !utf8.Valid(raw) {
		return ""
	}
	return string(raw)
}
