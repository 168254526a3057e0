package reach

import (
	"fmt"
	"strings"
)

// A Hop is one step of a path.
type Hop struct {
	// Kind says what it is: "name", "record", "load balancer", "listener",
	// "certificate", "target group", "target", "node port", "service", "route"
	// or "pod".
	Kind string
	// What identifies it.
	What string
	// Target is the target whose branch the hop belongs to, "" before the path
	// divides.
	Target string
	// Closed is the rule that closes the hop, "" if it is open.
	Closed string
	// Astray says which of the requests that come this far fail although the
	// path is open: those sent to what is gone and has not been missed yet. ""
	// if none do.
	Astray string
}

// Open reports whether the hop lets the path on.
func (h Hop) Open() bool { return h.Closed == "" }

func (h Hop) String() string {
	text := fmt.Sprintf("open    %s %s", h.Kind, h.What)
	if !h.Open() {
		text = fmt.Sprintf("closed  %s %s: %s", h.Kind, h.What, h.Closed)
	}
	if h.Astray != "" {
		text += "; " + h.Astray
	}
	return text
}

// A Report is the answer to one question.
type Report struct {
	// To is the address asked for.
	To string
	// Hops are the steps in order: first those that every connection takes,
	// then those of each target.
	Hops []Hop
}

// Open reports whether a connection gets through: over the common hops and all
// those of at least one target.
func (r Report) Open() bool { return r.Blocked() == nil }

// Blocked returns the hop that closes the path, nil if it is open. Where no
// target can be reached, it is that of the target that the path comes furthest
// with, the first of several.
func (r Report) Blocked() *Hop {
	var order []string
	closed, length := map[string]*Hop{}, map[string]int{}
	for i := range r.Hops {
		h := &r.Hops[i]
		if h.Target == "" {
			if !h.Open() {
				return h
			}
			continue
		}
		if _, seen := closed[h.Target]; !seen {
			order, closed[h.Target] = append(order, h.Target), nil
		}
		if closed[h.Target] == nil {
			length[h.Target]++
			if !h.Open() {
				closed[h.Target] = h
			}
		}
	}
	var furthest *Hop
	most := 0
	for _, t := range order {
		if closed[t] == nil {
			return nil
		}
		if length[t] > most {
			furthest, most = closed[t], length[t]
		}
	}
	if len(r.Hops) == 0 {
		return &Hop{Kind: "name", What: r.To, Closed: "no path"}
	}
	return furthest
}

// Astray returns the first hop at which some requests fail although the path is
// open, nil if there is none or the path is closed.
func (r Report) Astray() *Hop {
	if !r.Open() {
		return nil
	}
	for i := range r.Hops {
		if r.Hops[i].Astray != "" {
			return &r.Hops[i]
		}
	}
	return nil
}

// String lists the hops, one a line, those of a target set in.
func (r Report) String() string {
	var b strings.Builder
	for _, h := range r.Hops {
		if h.Target != "" {
			b.WriteString("  ")
		}
		b.WriteString(h.String() + "\n")
	}
	return b.String()
}

// stray notes at the last hop which requests fail all the same.
func (p *path) stray(why string) {
	if why != "" {
		p.report.Hops[len(p.report.Hops)-1].Astray = why
	}
}

// path gathers hops. Once a common hop is closed, nothing follows.
type path struct {
	report Report
	target string
	shut   bool
}

// add appends a hop and reports whether the path goes on.
func (p *path) add(kind, what, closed string) bool {
	p.report.Hops = append(p.report.Hops, Hop{Kind: kind, What: what, Target: p.target, Closed: closed})
	if closed != "" {
		p.shut = true
	}
	return closed == ""
}
