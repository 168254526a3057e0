package timeline

import (
	"cmp"
	"slices"
	"time"
)

// Resource is one resource of the state with its edges; all strings are URNs.
type Resource struct {
	URN string
	// Parent is "" for the stack.
	Parent string
	// Provider is the URN of the provider resource; "" for a component.
	Provider string
	// Dependencies are what it was declared to depend on, those of single
	// properties among them.
	Dependencies []string
}

// Operation is one thing that was done, in the order of the events.
type Operation struct {
	URN string
	// Delete tells a deletion from a create, an update or a read.
	Delete bool
	Took   time.Duration
	// Refs are the URNs that the inputs name.
	Refs []string
}

// Step is an operation, or several on the same resource that follow each
// other, with its place in the schedule.
type Step struct {
	URN    string
	Delete bool
	// Start counts from the beginning of the deployment.
	Start, Took time.Duration
}

// End is when the step is done.
func (s Step) End() time.Duration { return s.Start + s.Took }

// Schedule is the outcome.
type Schedule struct {
	// Total is when the last step ends.
	Total time.Duration
	// Steps are in order of their start, then of their URN.
	Steps []Step
	// Critical is the chain of steps that the total is made of: each begins
	// when the one before it ends. Steps that take no time are left out.
	Critical []Step
	// Chain is the longest chain by references alone, and Unavoidable its
	// length.
	Chain       []Step
	Unavoidable time.Duration
}

// Ratio is Total over Unavoidable, 1 where nothing takes time.
func (s Schedule) Ratio() float64 {
	if s.Unavoidable == 0 {
		return 1
	}
	return float64(s.Total) / float64(s.Unavoidable)
}

// Of schedules the operations of one deployment. The resources are those of
// the states before and after it; where a URN is in both, the edges add up.
func Of(resources []Resource, operations []Operation) Schedule {
	edges := edgesOf(resources)
	made, gone := split(operations)
	schedule := lay(made, edges, 0)
	end := ends(schedule)
	schedule = append(schedule, lay(gone, reversed(edges), end)...)
	refs := map[string][]string{}
	for _, o := range operations {
		refs[o.URN] = append(refs[o.URN], o.Refs...)
	}
	up, down := lay(made, refs, 0), lay(gone, reversed(refs), 0)
	result := Schedule{Total: ends(schedule), Unavoidable: ends(up) + ends(down)}
	result.Critical = critical(schedule)
	result.Chain = append(critical(up), shifted(critical(down), ends(up))...)
	for _, s := range schedule {
		result.Steps = append(result.Steps, s.Step)
	}
	slices.SortFunc(result.Steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.URN, b.URN))
	})
	return result
}

// edgesOf says for each URN what it waits for.
func edgesOf(resources []Resource) map[string][]string {
	edges := map[string][]string{}
	for _, r := range resources {
		for _, to := range slices.Concat(r.Dependencies, []string{r.Provider, r.Parent}) {
			if to != "" && to != r.URN && !slices.Contains(edges[r.URN], to) {
				edges[r.URN] = append(edges[r.URN], to)
			}
		}
	}
	return edges
}

func reversed(edges map[string][]string) map[string][]string {
	back := map[string][]string{}
	for from, all := range edges {
		for _, to := range all {
			back[to] = append(back[to], from)
		}
	}
	return back
}

// split adds up the operations of each resource: those that happen while the
// program runs, which are creates, updates and the deletions that precede a
// create of the same resource, and the deletions after it.
func split(operations []Operation) (made, gone map[string]Step) {
	made, gone = map[string]Step{}, map[string]Step{}
	last := map[string]int{}
	for i, o := range operations {
		if !o.Delete {
			last[o.URN] = i + 1
		}
	}
	for i, o := range operations {
		into, isGone := made, o.Delete && i >= last[o.URN]
		if isGone {
			into = gone
		}
		into[o.URN] = Step{URN: o.URN, Delete: isGone, Took: into[o.URN].Took + o.Took}
	}
	return made, gone
}

func shifted(steps []Step, by time.Duration) []Step {
	for i := range steps {
		steps[i].Start += by
	}
	return steps
}
