package console

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Text writes the report for people: the headline, then outputs, resources and
// times as far as there are any.
func (r Report) Text(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintln(&b, r.headline())
	if r.Result == Succeeded {
		r.outputs(&b)
		r.resources(&b)
		r.times(&b)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (r Report) headline() string {
	what := fmt.Sprintf("%s %s in the simulated cloud", r.Command, r.Environment)
	if r.Cloud != "sim" {
		what = fmt.Sprintf("%s %s on %s", r.Command, r.Environment, strings.ToUpper(r.Cloud))
	}
	took := " (" + seconds(r.Seconds) + ")"
	switch r.Result {
	case Failed:
		return what + ": failed" + took + ": what was done is kept; repair the cause and run it again"
	case Refused:
		return what + ": refused before anything was changed"
	case Interrupted:
		return what + ": interrupted" + took + ": what was done is kept; run it again to go on"
	}
	if r.Command == "outputs" || r.Command == "status" {
		return what
	}
	if r.Unchanged() {
		return what + ": nothing changed" + took
	}
	return what + ": " + changes(r.Changes, r.Command == "preview") + took
}

// changes counts in words, in an order that does not vary.
func changes(counts map[string]int, would bool) string {
	words := []struct{ op, done, planned string }{
		{"create", "created", "to create"}, {"update", "updated", "to update"}, {"replace", "replaced", "to replace"},
		{"delete", "deleted", "to delete"}, {"import", "imported", "to import"}, {"same", "unchanged", "unchanged"},
	}
	var parts []string
	for _, word := range words {
		text := word.done
		if would {
			text = word.planned
		}
		if n := counts[word.op]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, text))
		}
	}
	return strings.Join(parts, ", ")
}

func (r Report) outputs(b *bytes.Buffer) {
	if len(r.Outputs) == 0 {
		return
	}
	fmt.Fprintln(b, "\nOutputs")
	width := widest(maps.Keys(r.Outputs))
	for _, name := range slices.Sorted(maps.Keys(r.Outputs)) {
		fmt.Fprintf(b, "  %-*s  %s\n", width, name, show(r.Outputs[name]))
	}
}

// show writes a value on one line: text as it is, everything else as JSON.
func show(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSpace(b.String())
}

// resources lists the kinds by service, one line each.
func (r Report) resources(b *bytes.Buffer) {
	total, services := 0, map[string][]string{}
	for _, kind := range slices.Sorted(maps.Keys(r.Resources)) {
		service, name := "", kind
		if at := strings.LastIndex(kind, "."); at >= 0 {
			service, name = kind[:at], kind[at+1:]
		}
		total += r.Resources[kind]
		services[service] = append(services[service], fmt.Sprintf("%s %d", name, r.Resources[kind]))
	}
	if total == 0 {
		return
	}
	fmt.Fprintf(b, "\nResources: %d\n", total)
	width := widest(maps.Keys(services))
	for _, service := range slices.Sorted(maps.Keys(services)) {
		fmt.Fprintf(b, "  %-*s  %s\n", width, service, strings.Join(services[service], ", "))
	}
}

func (r Report) times(b *bytes.Buffer) {
	if r.AWS == nil || r.AWS.Seconds == 0 {
		return
	}
	where := cmp.Or(r.Where, "on AWS")
	fmt.Fprintf(b, "\nTime: %s here, about %s %s", seconds(r.Seconds), seconds(r.AWS.Seconds), where)
	fmt.Fprintf(b, " (the longest chain of references alone takes %s)\n", seconds(r.AWS.Unavoidable))
	fmt.Fprintln(b, "Critical path", where)
	name, kind := 0, 0
	for _, s := range r.AWS.Path {
		name, kind = max(name, len(s.Name)), max(kind, len(s.Kind))
	}
	for _, s := range r.AWS.Path {
		symbol := "+"
		if s.Delete {
			symbol = "-"
		}
		line := fmt.Sprintf("  at %8s  %8s  %s %-*s  %-*s",
			seconds(s.StartSeconds), seconds(s.Seconds), symbol, name, s.Name, kind, s.Kind)
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
}

func widest(words func(func(string) bool)) int {
	width := 0
	for w := range words {
		width = max(width, len(w))
	}
	return width
}
