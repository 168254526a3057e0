package sweep_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/sweep"
)

// account is an account of testdata/accounts, as testdata/drive.py has it for
// the Python.
type account struct {
	About    string
	RegionOf string `json:"region"`
	Budget   int
	Event    struct {
		sweep.Input
		TF struct{ Action string }
	}
	Clusters []string
	// Hidden are refusals to look, by kind.
	Hidden map[string]*sweep.Refusal
	Things []*thing
	Want   outcome

	now     int
	deleted []string
}

// thing is one thing of an account. It stays Lingers seconds after its
// deletion, in the state Becomes; it goes with the thing With; it is in use
// while HeldBy is there; and while it is there itself, Holds stay.
type thing struct {
	Kind, ID, VPC, State, Description, Group, To, With, HeldBy, Becomes string
	Tags                                                                map[string]string
	Lingers                                                             int
	Ghost                                                               bool
	Refuse                                                              *sweep.Refusal
	Holds                                                               []string

	gone *int
}

// outcome is what a sweep comes to.
type outcome struct {
	Deleted, Left []string
	After         int
	Why, Error    string
}

func open(t *testing.T, path string) *account {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	a := &account{Budget: 900}
	require.NoError(t, json.Unmarshal(text, a))
	require.NotEmpty(t, a.About)
	return a
}

// run is what Go makes of the account.
func (a *account) run(t *testing.T) outcome {
	t.Helper()
	var report sweep.Report
	var err error
	if a.Event.TF.Action == "delete" {
		report, err = sweep.Run(a, a.Event.Input)
	}
	out := outcome{Deleted: a.deleted, Left: []string{}, After: a.now, Why: report.Why}
	if err != nil {
		require.ErrorAs(t, err, new(*sweep.Left))
		out.Error = err.Error()
	}
	for _, o := range a.Things {
		if a.here(o) {
			out.Left = append(out.Left, o.ID)
		}
	}
	slices.Sort(out.Left)
	return out
}

func (a *account) Region() string           { return a.RegionOf }
func (a *account) Elapsed() time.Duration   { return time.Duration(a.now) * time.Second }
func (a *account) Remaining() time.Duration { return time.Duration(a.Budget-a.now) * time.Second }
func (a *account) Wait(d time.Duration)     { a.now += int(d / time.Second) }

func (a *account) Alive(in sweep.Input) (bool, error) {
	if in.Managed {
		return slices.Contains(a.Clusters, in.Cluster), nil
	}
	return slices.ContainsFunc(a.Things, func(o *thing) bool {
		return o.Kind == "instance" && a.here(o) && o.VPC == in.VPC && o.Tags["kubernetes.io/cluster/"+in.Cluster] == "owned" &&
			o.Tags["karpenter.sh/nodepool"] == "" && !slices.Contains([]string{"shutting-down", "terminated"}, a.state(o))
	}), nil
}

func (a *account) Look(k sweep.Kind) ([]sweep.Thing, error) {
	name := k.Name
	if k.Waited {
		name = "network interface"
	}
	if refusal := a.Hidden[name]; refusal != nil {
		return nil, refusal
	}
	var out []sweep.Thing
	for _, o := range a.Things {
		if o.Kind == name && a.here(o) {
			out = append(out, sweep.Thing{
				ID: o.ID, VPC: o.VPC, State: a.state(o), Tags: o.Tags, Description: o.Description, Group: o.Group, To: o.To,
			})
		}
	}
	return out, nil
}

func (a *account) Delete(_ sweep.Kind, target sweep.Thing) error {
	o := a.find(target.ID)
	if o.Ghost {
		o.gone = &a.now
		return &sweep.Refusal{Code: "Invalid.NotFound", Message: o.ID + " does not exist"}
	}
	if o.Refuse != nil {
		return o.Refuse
	}
	for _, other := range a.Things {
		if a.here(other) && (slices.Contains(other.Holds, o.ID) || other.To == o.ID && other.Group != o.ID) {
			code := "DependencyViolation"
			if o.Kind == "target group" {
				code = "ResourceInUse"
			}
			return &sweep.Refusal{Code: code, Message: fmt.Sprintf("%s has a dependent object", o.ID)}
		}
	}
	a.deleted = append(a.deleted, o.ID)
	if o.gone == nil {
		o.gone = later(a.now, o.Lingers)
	}
	for _, other := range a.Things {
		if other.With == o.ID && other.gone == nil {
			other.gone = later(*o.gone, other.Lingers)
		}
	}
	return nil
}

func later(now, by int) *int { now += by; return &now }

func (a *account) find(id string) *thing {
	return a.Things[slices.IndexFunc(a.Things, func(o *thing) bool { return o.ID == id })]
}

func (a *account) here(o *thing) bool { return o.gone == nil || a.now < *o.gone }

func (a *account) state(o *thing) string {
	switch {
	case o.gone != nil && o.Becomes != "":
		return o.Becomes
	case o.HeldBy != "" && o.gone == nil && !a.here(a.find(o.HeldBy)):
		return "available"
	}
	return o.State
}
