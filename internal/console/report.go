package console

import (
	"encoding/json"
	"io"
	"math"
	"time"

	"github.com/drydock-iac/drydock/internal/timeline"
)

// Result is how a command ended.
type Result string

// The results.
const (
	Succeeded   Result = "succeeded"
	Failed      Result = "failed"
	Refused     Result = "refused"
	Interrupted Result = "interrupted"
)

// Secret stands for a secret value in all output.
const Secret = "[secret]"

// Report is the outcome of one command.
type Report struct {
	Command     string `json:"command"`
	Environment string `json:"environment"`
	Cloud       string `json:"cloud"`
	Result      Result `json:"result"`
	// Outputs are the stack's; secret values are replaced by Secret.
	Outputs map[string]any `json:"outputs"`
	// Resources is how many there are of each kind, components and providers
	// not counted.
	Resources map[string]int `json:"resources"`
	// Changes is how many resources were treated in each way: "create",
	// "update", "delete", "replace"; for a preview, would be.
	Changes map[string]int `json:"changes"`
	// Seconds is how long it took here.
	Seconds float64 `json:"seconds"`
	// Where it would really be, after a verb. Empty means "on AWS".
	Where string `json:"-"`
	// AWS is how long it would take there; absent on the real cloud.
	AWS *AWS `json:"-"`
	// Problems are the errors, one line or more each.
	Problems []string `json:"problems,omitempty"`
}

// AWS is what the simulated cloud knows about the real one.
type AWS struct {
	// Seconds is the length of the schedule with unlimited parallelism,
	// Unavoidable that of the longest chain of references.
	Seconds, Unavoidable float64
	// Path is what the schedule's length is made of.
	Path []Step
}

// Step is one step of the critical path.
type Step struct {
	URN  string `json:"urn"`
	Name string `json:"name"`
	Kind string `json:"kind"`
	// Delete tells a deletion from what makes or changes a resource.
	Delete       bool    `json:"delete,omitempty"`
	StartSeconds float64 `json:"startSeconds"`
	Seconds      float64 `json:"seconds"`
}

// Timing takes over a schedule.
func Timing(s timeline.Schedule) *AWS {
	a := &AWS{Seconds: s.Total.Seconds(), Unavoidable: s.Unavoidable.Seconds(), Path: []Step{}}
	for _, step := range s.Critical {
		a.Path = append(a.Path, Step{
			URN: step.URN, Name: Name(step.URN), Kind: Kind(TypeOf(step.URN)), Delete: step.Delete,
			StartSeconds: step.Start.Seconds(), Seconds: step.Took.Seconds(),
		})
	}
	return a
}

// Unchanged says whether the command changed nothing, or would change nothing.
func (r Report) Unchanged() bool {
	for op, n := range r.Changes {
		if n > 0 && op != "same" && op != "read" && op != "refresh" {
			return false
		}
	}
	return true
}

// MarshalJSON writes the report with the AWS figures on the top level.
func (r Report) MarshalJSON() ([]byte, error) {
	type plain Report
	out := struct {
		plain
		AWSSeconds         *float64 `json:"awsSeconds,omitempty"`
		UnavoidableSeconds *float64 `json:"unavoidableSeconds,omitempty"`
		CriticalPath       []Step   `json:"criticalPath,omitempty"`
	}{plain: plain(r)}
	if out.Outputs == nil {
		out.Outputs = map[string]any{}
	}
	if out.Resources == nil {
		out.Resources = map[string]int{}
	}
	if out.Changes == nil {
		out.Changes = map[string]int{}
	}
	out.Seconds = math.Round(r.Seconds*1000) / 1000
	if r.AWS != nil {
		out.AWSSeconds, out.UnavoidableSeconds, out.CriticalPath = &r.AWS.Seconds, &r.AWS.Unavoidable, r.AWS.Path
	}
	return json.Marshal(out)
}

// JSON writes the report as one indented object.
func (r Report) JSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(r)
}

func seconds(s float64) string {
	d := time.Duration(s * float64(time.Second))
	if d < 10*time.Second && d%time.Second != 0 {
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}
