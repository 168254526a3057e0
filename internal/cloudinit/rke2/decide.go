package rke2

import (
	"fmt"
	"strings"
)

// Facts are what a server sees when it decides.
type Facts struct {
	// Data reports whether this machine's disk holds data of etcd.
	Data bool
	// Restore reports whether a restore is wished for that the record, which
	// is Done, does not show as settled.
	Restore bool
	// Answers reports whether a server answers behind the balancer.
	Answers bool
	// First reports whether this is the first server.
	First bool
	// Record is what the record says.
	Record Record
	// Patient reports whether the server has listened for as long as a slow
	// balancer may need.
	Patient bool
}

// Record is what the record of a cluster says.
type Record string

// The records.
const (
	// Unread is a record that could not be read.
	Unread Record = "unread"
	// New is a cluster that nobody has begun.
	New Record = "new"
	// Mine is one that this machine has begun.
	Mine Record = "mine"
	// Other is one that another machine has begun and not finished.
	Other Record = "other"
	// Done is one that was there.
	Done Record = "done"
)

// Action is what a server does.
type Action string

// The actions.
const (
	// Start starts RKE2 as it was configured before.
	Start Action = "start"
	// Join joins the cluster that answers.
	Join Action = "join"
	// Initialise begins the cluster.
	Initialise Action = "initialise"
	// Restore begins the cluster from a snapshot.
	Restore Action = "restore"
	// Wait looks again a little later and fails in the end.
	Wait Action = "wait"
	// Fail gives up.
	Fail Action = "fail"
)

// Rule is a line of the table. An empty column fits everything.
type Rule struct {
	// Data, Restore, Answers, First and Patient are "yes", "no" or empty.
	Data, Restore, Answers, First, Patient string
	// Record is a Record or empty.
	Record Record
	// Do is the action, and Why the reason for waiting or failing.
	Do  Action
	Why string
}

// Rules returns the table: the first line that fits decides. The last one
// fits everything.
func Rules() []Rule {
	return []Rule{
		{Data: "yes", Record: Unread, Do: Start},
		{Record: Unread, Do: Wait, Why: "the record of the cluster cannot be read"},
		{Data: "yes", Restore: "yes", Do: Fail,
			Why: "a restore is wished for and this machine holds data of the cluster that it replaces: terminate the machine"},
		{Data: "yes", Do: Start},
		{Restore: "yes", Answers: "yes", Do: Wait,
			Why: "a restore is wished for and servers of the cluster that it replaces still answer: terminate them"},
		{Restore: "yes", First: "yes", Do: Restore},
		{Restore: "yes", Do: Wait, Why: "the first server restores the cluster and has not finished"},
		{Answers: "yes", Do: Join},
		{First: "no", Do: Wait, Why: "no server answers behind the balancer, and only the first one may begin a cluster"},
		{Record: Done, Do: Wait,
			Why: "the cluster was there and no server answers: if they are all lost, name a snapshot to restore from"},
		{Record: Other, Patient: "no", Do: Wait, Why: "another machine has begun the cluster and may still answer"},
		{Do: Initialise},
	}
}

// Decide returns what a server does and, where it waits or fails, why.
func Decide(f Facts) (Action, string) {
	for _, r := range Rules() {
		if r.fits(f) {
			return r.Do, r.Why
		}
	}
	return Fail, "no rule fits" // the last rule fits everything
}

func (r Rule) fits(f Facts) bool {
	for _, c := range []struct {
		want string
		is   bool
	}{{r.Data, f.Data}, {r.Restore, f.Restore}, {r.Answers, f.Answers}, {r.First, f.First}, {r.Patient, f.Patient}} {
		if c.want != "" && c.want != yesNo(c.is) {
			return false
		}
	}
	return r.Record == "" || r.Record == f.Record
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// decideScript is the table as a function of the shell. It takes the facts in
// the order data, restore, answers, first, patient, record, and sets action
// and why.
func decideScript() string {
	var b strings.Builder
	b.WriteString("decide() {\n  case \"$1,$2,$3,$4,$5,$6\" in\n")
	any := func(s string) string {
		if s == "" {
			return "*"
		}
		return s
	}
	for _, r := range Rules() {
		pattern := strings.Join([]string{
			any(r.Data), any(r.Restore), any(r.Answers), any(r.First), any(r.Patient), any(string(r.Record)),
		}, ",")
		fmt.Fprintf(&b, "    %s) action=%s why=%q ;;\n", pattern, r.Do, r.Why)
	}
	b.WriteString("  esac\n}\n")
	return b.String()
}
