package helm_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/helm"
	"github.com/drydock-iac/drydock/internal/recorder"
	"github.com/drydock-iac/drydock/internal/versions"
)

func good() *helm.ReleaseArgs {
	return &helm.ReleaseArgs{
		Chart: "web", Repository: "https://charts.example.com", Version: "1.2.3", Name: "web", Namespace: "web",
	}
}

func TestWrongReleasesAreRefusedLineByLine(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*helm.ReleaseArgs)
		want   []string
	}{
		{"nothing given", func(a *helm.ReleaseArgs) { *a = helm.ReleaseArgs{} }, []string{
			`Chart: not given: name the chart`,
			`Version "": not an exact version: pin one, such as 1.2.3`,
			`Name "": not a name of at most 53 lower-case letters, digits and hyphens: change it`,
			`Namespace "": not a name of lower-case letters, digits and hyphens: name the namespace`,
		}},
		{"a range of versions", func(a *helm.ReleaseArgs) { a.Version = "^1.2" },
			[]string{`Version "^1.2": not an exact version: pin one, such as 1.2.3`}},
		{"a chart without repository", func(a *helm.ReleaseArgs) { a.Repository = "" },
			[]string{`Repository "": not an https URL: give the URL of the chart repository`}},
		{"a chart in a registry and a repository", func(a *helm.ReleaseArgs) { a.Chart = "oci://r.example.com/web" },
			[]string{`Repository "https://charts.example.com": the chart's own address names its registry: leave it empty`}},
		{"a long name", func(a *helm.ReleaseArgs) { a.Name = strings.Repeat("n", 54) },
			[]string{`Name "` + strings.Repeat("n", 54) + `": not a name of at most 53 lower-case letters, digits and hyphens: change it`}},
		{"no time and no history", func(a *helm.ReleaseArgs) { a.Timeout, a.MaxHistory = -1, -1 },
			[]string{`Timeout -1: negative: give seconds`, `MaxHistory -1: negative: give a number of revisions`}},
		{"waiting and not", func(a *helm.ReleaseArgs) { a.SkipAwait, a.Atomic = true, true },
			[]string{`SkipAwait true: Atomic and WaitForJobs need to wait: choose one`}},
		{"a value of no kind", func(a *helm.ReleaseArgs) { a.Values = map[string]any{"x": struct{}{}} },
			[]string{`Values: x: a value of type struct {}: use maps, slices, strings, booleans, numbers or Pulumi inputs`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := good()
			c.change(args)
			var got error
			var r recorder.Recorder
			_ = r.Try(func(ctx *pulumi.Context) error {
				_, got = helm.NewRelease(ctx, "r", args)
				return nil
			})
			require.Empty(t, r.All())
			want := make([]string, len(c.want))
			for i, line := range c.want {
				want[i] = `helm release "r": ` + line
			}
			require.EqualError(t, got, strings.Join(want, "\n"))
		})
	}
}

func TestAReleaseHasTheInputsOfTheProvidersOwn(t *testing.T) {
	m := recorder.Run(t, nil, func(ctx *pulumi.Context) error {
		args := good()
		args.Atomic, args.WaitForJobs = true, true
		args.Username, args.Password = pulumi.String("me"), pulumi.String("sentinel")
		args.Values = map[string]any{"replicas": 2, "host": pulumi.String("x").ToStringOutput()}
		_, err := helm.NewRelease(ctx, "r", args)
		return err
	}).One(t, "kubernetes:helm.sh/v3:Release").Args
	assert.Equal(t, versions.PulumiKubernetes, m.RegisterRPC.GetVersion())
	password := m.Inputs["repositoryOpts"].ObjectValue()["password"]
	assert.True(t, password.IsSecret())
	delete(m.Inputs["repositoryOpts"].ObjectValue(), "password")
	assert.Equal(t, map[string]any{
		"chart": "web", "version": "1.2.3", "name": "web", "namespace": "web", "compat": "true",
		"repositoryOpts": map[string]any{"repo": "https://charts.example.com", "username": "me"},
		"atomic":         true, "waitForJobs": true, "timeout": 600.0, "maxHistory": 10.0,
		"values": map[string]any{"replicas": 2.0, "host": "x"},
	}, m.Inputs.Mappable())
}
