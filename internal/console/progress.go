package console

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
)

// Progress prints the engine's events as they come and remembers what the
// report needs of them.
type Progress struct {
	// Took tells how long the last operation on a resource takes on the real
	// cloud; nil, or no answer, prints no duration.
	Took func(urn string) (time.Duration, bool)

	// Program tells the error with which the stack program ended, if it did.
	// It is printed as it is, in place of the engine's words around it.
	Program func() error

	w        io.Writer
	terminal bool

	mu       sync.Mutex
	running  map[string]bool
	finished int
	status   bool
	changes  map[string]int
	problems []string
	touched  bool
}

// NewProgress returns a Progress that writes to w. On a terminal the last line
// is rewritten.
func NewProgress(w io.Writer, terminal bool) *Progress {
	return &Progress{w: w, terminal: terminal, running: map[string]bool{}, changes: map[string]int{}}
}

// symbols are what a step's line begins with; a step that is not listed prints
// no line.
var symbols = map[apitype.OpType]string{
	apitype.OpCreate: "+", apitype.OpCreateReplacement: "+", apitype.OpUpdate: "~", apitype.OpDelete: "-",
	apitype.OpDeleteReplaced: "-", apitype.OpRead: "<", apitype.OpImport: "=",
	apitype.OpDiscardReplaced: "-", apitype.OpReadReplacement: "<", apitype.OpImportReplacement: "=",
}

// Event takes one event.
func (p *Progress) Event(e apitype.EngineEvent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case e.ResourcePreEvent != nil:
		p.begin(*e.ResourcePreEvent)
	case e.ResOutputsEvent != nil:
		p.end(e.ResOutputsEvent.Metadata, e.ResOutputsEvent.Planning, "")
	case e.ResOpFailedEvent != nil:
		p.end(e.ResOpFailedEvent.Metadata, false, ": failed")
	case e.DiagnosticEvent != nil:
		p.say(*e.DiagnosticEvent)
	}
	p.draw()
}

// Changes counts the resources by what was done with them, or in a preview
// would be: "create", "update", "replace", "delete", "read", "import", "same".
// Like the lines it leaves out what exists only in the state: the stack,
// components and providers.
func (p *Progress) Changes() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.changes)
}

// Problems are the errors that were reported, in order, each once.
func (p *Progress) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.problems)
}

// Touched says whether a step on a resource that exists outside of the state
// has begun.
func (p *Progress) Touched() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.touched
}

// Note prints a line of the command's own between the events'.
func (p *Progress) Note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line(fmt.Sprintf(format, args...))
	p.draw()
}

// Close takes the line at the bottom away.
func (p *Progress) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.running)
	p.erase()
}

func (p *Progress) begin(e apitype.ResourcePreEvent) {
	m := e.Metadata
	if e.Planning || !visible(m) {
		return
	}
	p.touched = true
	p.running[m.URN] = true
}

func (p *Progress) end(m apitype.StepEventMetadata, planning bool, outcome string) {
	delete(p.running, m.URN)
	if word := counted[m.Op]; word != "" && outcome == "" && outside(m) {
		p.changes[word]++
	}
	if !visible(m) {
		return
	}
	p.finished++
	took := ""
	if !planning && p.Took != nil {
		if d, ok := p.Took(m.URN); ok {
			took = d.Round(time.Second).String()
		}
	}
	p.line(fmt.Sprintf("  %s %8s  %-46s  %s%s", symbols[m.Op], took, Name(m.URN), Kind(m.Type), outcome))
}

// counted is what a step counts as. The deletion that belongs to a replacement
// counts as nothing, for the creation counts for both.
var counted = map[apitype.OpType]string{
	apitype.OpSame: "same", apitype.OpCreate: "create", apitype.OpUpdate: "update", apitype.OpDelete: "delete",
	apitype.OpCreateReplacement: "replace", apitype.OpRead: "read", apitype.OpImport: "import",
	apitype.OpRefresh: "same",
}

// visible says whether a step is worth a line: not what stays the same, and
// not the summary step of a replacement, whose parts have steps of their own.
func visible(m apitype.StepEventMetadata) bool { return symbols[m.Op] != "" && outside(m) }

// outside says whether a step is about something outside of the state.
func outside(m apitype.StepEventMetadata) bool {
	state := m.New
	if state == nil {
		state = m.Old
	}
	return state != nil && state.Custom && !strings.HasPrefix(m.Type, "pulumi:")
}

// summary is the engine's last word after errors that it has reported.
const summary = "update failed"

// unhandled is how the SDK begins its report of a program's error.
const unhandled = "an unhandled error occurred"

func (p *Progress) say(e apitype.DiagnosticEvent) {
	text := strings.TrimSpace(colors.Never.Colorize(e.Message))
	if text == "" || e.Ephemeral || e.Severity == "debug" || text == summary && len(p.problems) > 0 {
		return
	}
	subject := ""
	if name := Name(e.URN); e.URN != "" && !strings.Contains(e.URN, "::pulumi:pulumi:Stack::") {
		subject = name + ": "
	} else if e.Severity == "error" && p.Program != nil && p.Program() != nil && strings.Contains(text, unhandled) {
		text = p.Program().Error()
	}
	if e.Severity == "error" {
		problem := subject + text
		if slices.Contains(p.problems, problem) {
			return
		}
		p.problems = append(p.problems, problem)
	}
	prefix := ""
	if e.Severity == "error" || e.Severity == "warning" {
		prefix = e.Severity + ": "
	}
	p.line(prefix + subject + text)
}

func (p *Progress) line(text string) {
	p.erase()
	fmt.Fprintln(p.w, text)
}

// draw writes the line at the bottom of a terminal.
func (p *Progress) draw() {
	if !p.terminal || len(p.running) == 0 {
		return
	}
	names := []string{}
	for _, urn := range slices.Sorted(maps.Keys(p.running)) {
		names = append(names, Name(urn))
	}
	text := fmt.Sprintf("  %d done, %d under way: %s", p.finished, len(names), strings.Join(names, ", "))
	if r := []rune(text); len(r) > terminalWidth {
		text = string(r[:terminalWidth-1]) + "…"
	}
	fmt.Fprintf(p.w, "\r%s\x1b[K", text)
	p.status = true
}

// terminalWidth is the width that every terminal has; a longer line would
// wrap, and a wrapped line cannot be rewritten.
const terminalWidth = 79

func (p *Progress) erase() {
	if p.status {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.status = false
	}
}
