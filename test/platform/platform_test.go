// Package platform_test takes the ready environments through their whole
// lives on the real engine.
package platform_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/stacks/dev"
	"github.com/drydock-iac/drydock/stacks/local"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/program"
	"github.com/drydock-iac/drydock/test/simtest"
)

const image = "registry.drydock.example/skeleton@sha256:a8d6461ee82f816bb136e17f6b6127537b20d526c0e922f46dc2b0b78f6b5346"

const configuration = `{
	"domain": "env.drydock.example",
	"admins": ["arn:aws:iam::111122223333:role/drydock"],
	"apiAccess": ["203.0.113.0/24"],
	"image": "` + image + `"
}`

const url = "https://app.env.drydock.example/"

// account is a cloud whose quotas AWS has raised to what prod needs.
func account(t testing.TB) *simcloud.Cloud {
	t.Helper()
	cloud, err := simcloud.New(simcloud.EstablishedAccount())
	require.NoError(t, err)
	return cloud
}

// localConfiguration is that of the environment local, and localURL what
// it leads to.
const (
	localConfiguration = `{"context": "kind-drydock", "domain": "drydock.localhost", "image": "` + image + `"}`

	localURL = "https://app.drydock.localhost/"
)

// workstation is a cloud beside which a developer has a cluster of kind.
func workstation(t testing.TB) *simcloud.Cloud {
	t.Helper()
	cloud, err := simcloud.New(simcloud.Workstation("kind-drydock", map[string]int{"443": platform.IngressTLSPort}))
	require.NoError(t, err)
	return cloud
}

func environment(t testing.TB, name string, run pulumi.RunFunc, opts ...simtest.Option) *simtest.Stack {
	t.Helper()
	where := []simtest.Option{
		simtest.On(account(t)), simtest.Named("drydock", name), simtest.Config("drydock:platform", configuration),
	}
	if name == local.Name {
		where = []simtest.Option{
			simtest.On(workstation(t)), simtest.Named("drydock", name), simtest.Config("drydock:platform", localConfiguration),
			simtest.Config("aws:region", ""),
		}
	}
	return simtest.New(t, run, append(where, opts...)...)
}

// answers asks for the app of an environment as its users do.
func answers(t testing.TB, s *simtest.Stack, name string) {
	t.Helper()
	from, to := simcloud.Internet, url
	if name == local.Name {
		from, to = simcloud.Localhost, localURL
	}
	report := s.Cloud.Reach(from, to)
	assert.True(t, report.Open(), "%v", report)
}

// changed is the program of an environment with changed settings.
func changed(t testing.TB, name string, change func(*platform.Settings)) pulumi.RunFunc {
	t.Helper()
	settings, err := program.Settings(name)
	require.NoError(t, err)
	change(&settings)
	return func(ctx *pulumi.Context) error { return platform.Run(ctx, settings) }
}

func TestEnvironmentsGoUpStayAndGoDown(t *testing.T) {
	for _, name := range program.Environments {
		t.Run(name, func(t *testing.T) {
			s := environment(t, name, program.Run)
			preview := s.Preview().NoError(t)
			s.NothingLeft(t)

			up := s.Up().NoError(t)
			assert.Equal(t, preview.Changes[deploy.OpCreate], up.Changes[deploy.OpCreate], "the preview promised as much")
			t.Logf("%s: %d resources up in %v", name, len(up.State.Resources), up.Took)

			answers(t, s, name)
			s.Up().Unchanged(t)
			s.Refresh().NoError(t)
			s.Up().Unchanged(t)

			if name == "prod" {
				s.PreviewDestroy().Failed(t, "because it is protected")
				s.Program = changed(t, name, func(s *platform.Settings) { s.Protect = false })
				s.Up().NoError(t)
			}
			s.Destroy().NoError(t)
			if name == local.Name {
				return // See TestTheEnvironmentLocal…, for the cluster stays.
			}
			s.NothingLeft(t)
		})
	}
}

func TestTheThreeEnvironmentsLiveBesideEachOtherInOneAccount(t *testing.T) {
	cloud := account(t)
	var stacks []*simtest.Stack
	for _, name := range program.Environments[1:] {
		s := simtest.New(t, changed(t, name, func(s *platform.Settings) { s.Protect = false }), simtest.On(cloud),
			simtest.Named("drydock", name),
			simtest.Config("drydock:platform", strings.ReplaceAll(configuration, "env.drydock", name+".drydock")))
		s.Up().NoError(t)
		stacks = append(stacks, s)
	}
	for _, s := range stacks {
		s.Up().Unchanged(t)
	}
	for i := range stacks {
		s := stacks[len(stacks)-1-i]
		s.Destroy().NoError(t)
		s.NothingLeft(t)
	}
}

// Each resource in turn is made later than all that does not wait for it: a
// missing dependency fails here, by chance elsewhere.
func TestEnvironmentsGoUpAndDownWhicheverResourceIsLate(t *testing.T) {
	for _, name := range []string{local.Name, dev.Name} {
		t.Run(name, func(t *testing.T) { goesUpAndDownLate(t, name) })
	}
}

func goesUpAndDownLate(t *testing.T, name string) {
	t.Helper()
	const late, together = 150 * time.Millisecond, 6
	first := environment(t, name, program.Run).Up().NoError(t)
	turns := make(chan struct{}, together)
	var wait sync.WaitGroup
	for _, r := range first.State.Resources {
		if !r.Custom || strings.HasPrefix(string(r.Type), "pulumi:") {
			continue
		}
		turns <- struct{}{}
		wait.Go(func() {
			defer func() { <-turns }()
			s := environment(t, name, program.Run, simtest.Late(string(r.URN), late))
			if up := s.Up(); up.Err != nil {
				t.Errorf("%s is late: %v\n%s", r.URN.Name(), up.Err, strings.Join(up.Diagnostics, "\n"))
			} else {
				answers(t, s, name)
			}
			if down := s.Destroy(); down.Err != nil {
				t.Errorf("%s goes late: %v\n%s", r.URN.Name(), down.Err, strings.Join(down.Diagnostics, "\n"))
			}
			if name != local.Name {
				s.NothingLeft(t)
			}
		})
	}
	wait.Wait()
}

func TestANewAccountsQuotaStopsProdAndARaiseLetsItGoOn(t *testing.T) {
	cloud, err := simcloud.New()
	require.NoError(t, err)
	s := simtest.New(t, program.Run, simtest.On(cloud), simtest.Named("drydock", "prod"),
		simtest.Config("drydock:platform", configuration))
	s.Up().Failed(t, "VcpuLimitExceeded")
	simcloud.EstablishedAccount().Apply(cloud)
	s.Up().NoError(t)
	s.Up().Unchanged(t)
}
