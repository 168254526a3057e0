package metrics

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// exposition writes the lines of the text format.
type exposition struct {
	out bytes.Buffer
}

// label is one name and value of a series; the name needs no escaping.
type label struct {
	name, value string
}

func (e *exposition) bytes() []byte { return e.out.Bytes() }

// family starts a group of samples of one name.
func (e *exposition) family(name, kind, help string) {
	e.out.WriteString("# HELP " + name + " " + escapeHelp(help) + "\n")
	e.out.WriteString("# TYPE " + name + " " + kind + "\n")
}

// sample writes one series.
func (e *exposition) sample(name string, value float64, labels ...label) {
	e.out.WriteString(name)
	for i, l := range labels {
		if i == 0 {
			e.out.WriteByte('{')
		} else {
			e.out.WriteByte(',')
		}
		e.out.WriteString(l.name + `="` + escapeLabel(l.value) + `"`)
	}
	if len(labels) > 0 {
		e.out.WriteByte('}')
	}
	e.out.WriteString(" " + number(value) + "\n")
}

// number formats a value the way the format spells it.
func number(v float64) string {
	if math.IsInf(v, 1) {
		return "+Inf"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

func escapeHelp(s string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(s)
}

// escapeLabel also replaces what is no UTF-8, which the format does not allow.
func escapeLabel(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s)
}
