package timeline

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// placed is a step and the one whose end it waited for.
type placed struct {
	Step
	after *placed
}

// layer places steps by depth first search over what they wait for.
type layer struct {
	steps map[string]Step
	edges map[string][]string
	from  time.Duration
	done  map[string]*placed
	busy  map[string]bool
}

// lay places each step as early as its edges allow, but not before from. A URN
// without a step takes no time but hands on what it waits for.
func lay(steps map[string]Step, edges map[string][]string, from time.Duration) []*placed {
	l := layer{steps: steps, edges: edges, from: from, done: map[string]*placed{}, busy: map[string]bool{}}
	var out []*placed
	for _, urn := range slices.Sorted(maps.Keys(steps)) {
		out = append(out, l.place(urn))
	}
	return out
}

// place returns the step of a URN. For a URN without one it is a step of no
// length that ends when the last of what the URN waits for ends.
func (l *layer) place(urn string) *placed {
	if p := l.done[urn]; p != nil {
		return p
	}
	p := &placed{Step: l.steps[urn]}
	p.URN, p.Start = urn, l.from
	l.busy[urn] = true
	for _, to := range slices.Sorted(slices.Values(l.edges[urn])) {
		if l.busy[to] {
			continue // A state has no cycles; a damaged one must not hang this.
		}
		if before := l.place(to); before.End() > p.Start {
			p.Start, p.after = before.End(), before
		}
	}
	delete(l.busy, urn)
	l.done[urn] = p
	return p
}

func ends(steps []*placed) time.Duration {
	var end time.Duration
	for _, s := range steps {
		end = max(end, s.End())
	}
	return end
}

// critical follows the step that ends last back to the beginning. Deletions
// that follow an update's other steps wait for the last of these.
func critical(steps []*placed) []Step {
	var chain []Step
	for at := lastOf(steps, func(*placed) bool { return true }); at != nil; {
		if at.Took > 0 {
			chain = append(chain, at.Step)
		}
		next := at.after
		if next == nil && at.Start > 0 {
			end := at.Start
			next = lastOf(steps, func(p *placed) bool { return p.End() == end && p != at })
		}
		at = next
	}
	slices.Reverse(chain)
	return chain
}

// lastOf returns the step that ends last of those that qualify; of several the
// first by URN.
func lastOf(steps []*placed, qualifies func(*placed) bool) *placed {
	var last *placed
	for _, s := range slices.SortedFunc(slices.Values(steps), func(a, b *placed) int { return cmp.Compare(a.URN, b.URN) }) {
		if qualifies(s) && (last == nil || s.End() > last.End()) {
			last = s
		}
	}
	return last
}
