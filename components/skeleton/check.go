package skeleton

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/drydock-iac/drydock/internal/component"
)

var hostForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

// imageForm is a repository, an optional tag, and a digest:
// https://github.com/distribution/reference/blob/main/reference.go
var imageForm = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?@sha256:[a-f0-9]{64}$`)

var envForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

var nameForm = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

// maxHost is the longest name that DNS knows.
const maxHost = 253

// maxStop is the most seconds that the service itself accepts.
const maxStop = 300

// Check returns what is wrong with the arguments, without making anything.
func Check(name string, args *Args) error {
	_, err := plan(name, args)
	return err
}

func plan(name string, args *Args) (Args, error) {
	if args == nil {
		args = &Args{}
	}
	a := args.withDefaults(name)
	p := component.NewProblems("skeleton", name)
	if !a.Cluster.Valid() {
		p.Add("Cluster", nil, "not given", "pass the Cluster of an EKS or Existing")
	}
	form := nameForm
	if !form.MatchString(name) {
		p.Add("name", name, "not a name of at most 63 lower-case letters, digits and hyphens that starts with a letter",
			"rename the component")
	}
	if !form.MatchString(a.Namespace) && a.Namespace != name {
		p.Add("Namespace", a.Namespace, "not a name of at most 63 lower-case letters, digits and hyphens", "change it")
	}
	if !imageForm.MatchString(a.Image) {
		p.Add("Image", a.Image, "not pinned by digest", `write it as "registry/name@sha256:" and 64 hexadecimal digits`)
	}
	a.checkRoute(p)
	a.checkSize(p)
	a.checkEnv(p)
	for i, peer := range a.Peers {
		if !form.MatchString(peer.Namespace) {
			p.Add(fmt.Sprintf("Peers[%d].Namespace", i), peer.Namespace, "not the name of a namespace", "name one")
		}
	}
	return a, p.Err()
}

func (a Args) checkRoute(p *component.Problems) {
	if a.Route == nil {
		if a.Host != "" {
			p.Add("Host", a.Host, "given without a Route", "give a Route, or leave it out")
		}
		return
	}
	if !hostForm.MatchString(a.Host) || len(a.Host) > maxHost {
		p.Add("Host", a.Host, "not a full DNS name in lower case", `write it as "app.example.com"`)
	}
	a.Route.check(p)
}

func (a Args) checkSize(p *component.Problems) {
	if a.Replicas.Min < 1 || a.Replicas.Max < a.Replicas.Min {
		p.Add("Replicas", fmt.Sprintf("%d to %d", a.Replicas.Min, a.Replicas.Max), "not a range that starts at 1 or above",
			"give Min of at least 1 and Max of at least Min")
	}
	if a.CPUTarget < 1 || a.CPUTarget > 100 {
		p.Add("CPUTarget", a.CPUTarget, "outside 1 to 100 per cent", "choose a number within")
	}
	for _, q := range []struct{ field, value string }{{"CPURequest", a.CPURequest}, {"Memory", a.Memory}} {
		if v, err := resource.ParseQuantity(q.value); err != nil || v.Sign() <= 0 {
			p.Add(q.field, q.value, "not a positive quantity", `write it as "50m" of CPU or "64Mi" of memory`)
		}
	}
	for _, s := range []struct {
		field string
		value int
	}{{"DrainSeconds", a.DrainSeconds}, {"ShutdownSeconds", a.ShutdownSeconds}} {
		if s.value < 0 || s.value > maxStop {
			p.Add(s.field, s.value, fmt.Sprintf("outside 0 to %d", maxStop), "choose a number of seconds within")
		}
	}
}

func (a Args) checkEnv(p *component.Problems) {
	form, own := envForm, a.ownEnv()
	for _, key := range slices.Sorted(maps.Keys(a.Env)) {
		_, taken := own[key]
		switch {
		case !form.MatchString(key):
			p.Add("Env", key, "not the name of an environment variable", "use letters, digits and underscores")
		case taken:
			p.Add("Env", key, "set by the component", "use the setting of Args for it")
		}
	}
}
