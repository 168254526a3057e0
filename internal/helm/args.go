package helm

import (
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/kube"
)

// Defaults of ReleaseArgs.
const (
	// DefaultTimeout in seconds for each operation of Helm: ten minutes,
	// twice Helm's own, because the first pods of a cluster wait for images.
	DefaultTimeout = 600
	// DefaultMaxHistory is how many revisions are kept. Each is a Secret in
	// the cluster.
	DefaultMaxHistory = 10
)

// Forms of names and versions.
const (
	// maxReleaseName is the limit of https://helm.sh/docs/chart_best_practices/conventions/
	maxReleaseName = 53
)

var nameForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)

var versionForm = regexp.MustCompile(`^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

// ReleaseArgs are the settings of a Release.
type ReleaseArgs struct {
	// Chart is the name of the chart in Repository, or the whole address of
	// one in a registry ("oci://…"). Required.
	Chart string
	// Repository is the URL of the chart repository. Required unless Chart is
	// in a registry.
	Repository string
	// Username and Password of the repository, if it needs them.
	Username, Password pulumi.StringInput
	// Version of the chart, exact. Required.
	Version string
	// Name of the release, at most 53 characters. Required.
	Name string
	// Namespace of the release. Required.
	Namespace string
	// CreateNamespace makes the namespace, without labels. A namespace that
	// needs labels is made by itself beforehand.
	CreateNamespace bool
	// Values of the chart: maps, slices, strings, booleans, numbers and
	// Pulumi inputs. A secret input stays secret in the state; that the chart
	// puts it into a Secret is for the caller to see to.
	Values map[string]any
	// Atomic takes everything back if an installation or upgrade fails.
	Atomic bool
	// CleanupOnFail deletes what a failed upgrade had added.
	CleanupOnFail bool
	// DependencyUpdate fetches the charts that a local chart depends on.
	DependencyUpdate bool
	// SkipAwait does not wait until the release's objects are ready.
	SkipAwait bool
	// SkipCRDs leaves out the definitions in the chart's crds folder.
	SkipCRDs bool
	// WaitForJobs waits until the chart's jobs are complete, too.
	WaitForJobs bool
	// Timeout in seconds of each operation. Zero means DefaultTimeout.
	Timeout int
	// MaxHistory is how many revisions are kept. Zero means
	// DefaultMaxHistory.
	MaxHistory int
	// Description of the revision. Empty leaves Helm's own.
	Description string
}

func (a ReleaseArgs) withDefaults() ReleaseArgs {
	if a.Timeout == 0 {
		a.Timeout = DefaultTimeout
	}
	if a.MaxHistory == 0 {
		a.MaxHistory = DefaultMaxHistory
	}
	if a.Values == nil {
		a.Values = map[string]any{}
	}
	return a
}

func plan(name string, args *ReleaseArgs) (ReleaseArgs, error) {
	if args == nil {
		args = &ReleaseArgs{}
	}
	a := args.withDefaults()
	p := component.NewProblems("helm release", name)
	a.checkChart(p)
	form := nameForm
	if !form.MatchString(a.Name) || len(a.Name) > maxReleaseName {
		p.Add("Name", a.Name, "not a name of at most 53 lower-case letters, digits and hyphens", "change it")
	}
	if !form.MatchString(a.Namespace) {
		p.Add("Namespace", a.Namespace, "not a name of lower-case letters, digits and hyphens", "name the namespace")
	}
	if a.Timeout < 0 {
		p.Add("Timeout", a.Timeout, "negative", "give seconds")
	}
	if a.MaxHistory < 0 {
		p.Add("MaxHistory", a.MaxHistory, "negative", "give a number of revisions")
	}
	if a.SkipAwait && (a.Atomic || a.WaitForJobs) {
		p.Add("SkipAwait", true, "Atomic and WaitForJobs need to wait", "choose one")
	}
	if _, err := kube.Input(a.Values); err != nil {
		p.Join("Values", err)
	}
	return a, p.Err()
}

func (a ReleaseArgs) checkChart(p *component.Problems) {
	registry := strings.HasPrefix(a.Chart, "oci://")
	switch {
	case a.Chart == "":
		p.Add("Chart", nil, "not given", "name the chart")
	case registry && a.Repository != "":
		p.Add("Repository", a.Repository, "the chart's own address names its registry", "leave it empty")
	case !registry && !strings.HasPrefix(a.Repository, "https://"):
		p.Add("Repository", a.Repository, "not an https URL", "give the URL of the chart repository")
	}
	if !versionForm.MatchString(a.Version) {
		p.Add("Version", a.Version, "not an exact version", "pin one, such as 1.2.3")
	}
}
