package sweep

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Account is an account that is swept, in one region.
type Account interface {
	// Region is its name.
	Region() string
	// Alive reports whether the cluster still exists.
	Alive(in Input) (bool, error)
	// Look returns the things of a kind that there are, whoever's they are. An
	// error that is no *Refusal is not from the service and ends the sweep.
	Look(k Kind) ([]Thing, error)
	// Delete asks for the deletion of one. What vanishes later is still there
	// when it is looked for.
	Delete(k Kind, t Thing) error
	// Remaining is how much of the function's time is left, and Elapsed how
	// much is gone. Wait lets time pass.
	Remaining() time.Duration
	Elapsed() time.Duration
	Wait(d time.Duration)
}

// Thing is one thing in an account.
type Thing struct {
	ID string
	// VPC is empty for what is in none.
	VPC, State string
	Tags       map[string]string
	// Description of a network interface.
	Description string
	// Group is the security group that a rule belongs to, and To the one that
	// it refers to.
	Group, To string
}

// Refusal is a refusal by a service.
type Refusal struct{ Code, Message string }

func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

// words are the refusal on one line, as much as is quoted of it.
func (r *Refusal) words() string {
	text := []rune(strings.Join(strings.Fields(r.Error()), " "))
	return string(text[:min(len(text), quoted)])
}

func (r *Refusal) gone() bool {
	return slices.ContainsFunc(gone(), func(part string) bool { return strings.Contains(r.Code, part) })
}

func (r *Refusal) hopeless() bool { return slices.Contains(hopeless(), r.Code) }

// How much of a refusal is quoted, and how many things are named.
const (
	quoted = 400
	named  = 20
)

// Report is what a sweep did.
type Report struct {
	// Swept are the things whose deletion was asked for, in order.
	Swept []string `json:"swept"`
	// Why says why nothing was done, if so.
	Why string `json:"why,omitempty"`
}

// Left is the error of a sweep that leaves something.
type Left struct{ Message string }

func (l *Left) Error() string { return l.Message }

// Run sweeps an account as the function does on a deletion.
func Run(a Account, in Input) (Report, error) {
	s := &sweeper{account: a, in: in, report: Report{Swept: []string{}}, refused: map[string]string{}, going: map[string]bool{}}
	alive, err := a.Alive(in)
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal) && refusal.gone():
	case errors.As(err, &refusal):
		return s.report, s.complaint([]left{{"the cluster itself", refusal.words()}})
	case err != nil:
		return s.report, err
	case alive:
		s.report.Why = fmt.Sprintf("the cluster %s exists", in.Cluster)
		return s.report, nil
	}
	for {
		found, err := s.round()
		if err != nil || len(found) == 0 {
			return s.report, err
		}
		final := !slices.ContainsFunc(found, func(l left) bool { return s.refused[l.thing] == "" })
		if final || a.Remaining() < Pause+Reserve {
			return s.report, s.complaint(found)
		}
		a.Wait(Pause)
	}
}

type sweeper struct {
	account Account
	in      Input
	report  Report
	// refused are the things that will not be deleted, with why; going the
	// descriptions of interfaces of deleted balancers.
	refused map[string]string
	going   map[string]bool
}

// left is a thing that was found, and why it is left.
type left struct{ thing, why string }

func (s *sweeper) complaint(found []left) error {
	var names []string
	for _, l := range found {
		names = append(names, l.thing+": "+l.why)
	}
	if more := len(names) - named; more > 0 {
		names = append(names[:named], fmt.Sprintf("and %d more", more))
	}
	after := int(math.RoundToEven(s.account.Elapsed().Seconds()))
	return &Left{fmt.Sprintf("cluster %s: left after %d s: %s: see to them and run the destroy again", s.in.Cluster, after, strings.Join(names, "; "))}
}

// round deletes what can be deleted and returns what was found.
func (s *sweeper) round() ([]left, error) {
	var found []left
	for _, k := range Kinds() {
		if k.Kept && s.in.KeepVolumes {
			continue
		}
		things, err := s.look(k)
		var refusal *Refusal
		if errors.As(err, &refusal) {
			l := left{"every " + k.Name, refusal.words()}
			if refusal.hopeless() {
				s.refused[l.thing] = l.why
			}
			found = append(found, l)
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, t := range things {
			name := k.Name + " " + t.ID
			why := s.refused[name]
			if why == "" {
				if why, err = s.delete(k, name, t); err != nil {
					return nil, err
				}
			}
			if why != "" {
				found = append(found, left{name, why})
			}
		}
	}
	return found, nil
}

// look returns the cluster's own things of a kind, by id.
func (s *sweeper) look(k Kind) ([]Thing, error) {
	own := s.owns(k)
	if k.Rules {
		groups, err := s.groups()
		if err != nil || len(groups) == 0 {
			return nil, err
		}
		own = func(t Thing) bool { return groups[t.To] && t.To != t.Group }
	}
	if k.Waited && len(s.going) == 0 {
		return nil, nil
	}
	things, err := s.account.Look(k)
	if err != nil {
		return nil, err
	}
	things = slices.DeleteFunc(things, func(t Thing) bool {
		foreign := t.VPC != "" && t.VPC != s.in.VPC || !strings.HasPrefix(t.ID, fill(k.Look.Prefix, s.in.Cluster, s.account.Region()))
		return foreign || !own(t) || slices.Contains(k.Absent, t.State)
	})
	slices.SortFunc(things, func(a, b Thing) int { return cmp.Compare(a.ID, b.ID) })
	return things, nil
}

// owns is the rule by which a thing of a kind is the cluster's own.
func (s *sweeper) owns(k Kind) func(Thing) bool {
	if k.Waited {
		return func(t Thing) bool { return s.going[t.Description] }
	}
	var own []Tags
	for _, tags := range k.Own {
		own = append(own, tags.Fill(s.in.Cluster, s.account.Region()))
	}
	return func(t Thing) bool {
		return slices.ContainsFunc(own, func(tags Tags) bool { return tags.Match(t.Tags) })
	}
}

// groups are the ids of the cluster's own security groups.
func (s *sweeper) groups() (map[string]bool, error) {
	all := Kinds()
	things, err := s.look(all[slices.IndexFunc(all, func(k Kind) bool { return k.Name == groupKind })])
	out := map[string]bool{}
	for _, t := range things {
		out[t.ID] = true
	}
	return out, err
}

// delete asks for a deletion and says why the thing is left.
func (s *sweeper) delete(k Kind, name string, t Thing) (string, error) {
	if k.Waited || slices.Contains(k.Waits, t.State) {
		return t.State, nil
	}
	why := "deletion asked for"
	err := s.account.Delete(k, t)
	var refusal *Refusal
	switch {
	case err == nil:
		if !slices.Contains(s.report.Swept, name) {
			s.report.Swept = append(s.report.Swept, name)
		}
	case errors.As(err, &refusal) && refusal.gone():
		why = ""
	case errors.As(err, &refusal):
		if refusal.hopeless() {
			s.refused[name] = refusal.words()
		}
		return refusal.words(), nil
	default:
		return "", err
	}
	if k.Leaves {
		s.going[Description(t.ID)] = true
	}
	return why, nil
}

// Description is what the interfaces of a load balancer have as description,
// by its ARN or name.
func Description(balancer string) string {
	parts := strings.Split(balancer, ":loadbalancer/")
	return "ELB " + parts[len(parts)-1]
}
