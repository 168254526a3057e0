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

func environment(t testing.TB, name string, run pulumi.RunFunc, opts ...simtest.Option) *simtest.Stack {
	t.Helper()
	return simtest.New(t, run, append([]simtest.Option{
		simtest.On(account(t)), simtest.Named("drydock", name), simtest.Config("drydock:platform", configuration),
	}, opts...)...)
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

			report := s.Cloud.Reach(simcloud.Internet, url)
			assert.True(t, report.Open(), "%v", report)

			s.Up().Unchanged(t)
			s.Refresh().NoError(t)
			s.Up().Unchanged(t)

			if name == "prod" {
				s.PreviewDestroy().Failed(t, "because it is protected")
				s.Program = changed(t, name, func(s *platform.Settings) { s.Protect = false })
				s.Up().NoError(t)
			}
			s.Destroy().NoError(t)
			s.NothingLeft(t)
		})
	}
}

func TestTheThreeEnvironmentsLiveBesideEachOtherInOneAccount(t *testing.T) {
	cloud := account(t)
	var stacks []*simtest.Stack
	for _, name := range program.Environments {
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

// Each resource of dev in turn is made later than all that does not wait for
// it: a missing dependency fails here, by chance elsewhere.
func TestDevGoesUpAndDownWhicheverResourceIsLate(t *testing.T) {
	const late, together = 150 * time.Millisecond, 6
	first := environment(t, "dev", program.Run).Up().NoError(t)
	turns := make(chan struct{}, together)
	var wait sync.WaitGroup
	for _, r := range first.State.Resources {
		if !r.Custom || strings.HasPrefix(string(r.Type), "pulumi:") {
			continue
		}
		turns <- struct{}{}
		wait.Go(func() {
			defer func() { <-turns }()
			s := environment(t, "dev", program.Run, simtest.Late(string(r.URN), late))
			if up := s.Up(); up.Err != nil {
				t.Errorf("%s is late: %v\n%s", r.URN.Name(), up.Err, strings.Join(up.Diagnostics, "\n"))
			} else if report := s.Cloud.Reach(simcloud.Internet, url); !report.Open() {
				t.Errorf("%s is late: %v", r.URN.Name(), report)
			}
			if down := s.Destroy(); down.Err != nil {
				t.Errorf("%s goes late: %v\n%s", r.URN.Name(), down.Err, strings.Join(down.Diagnostics, "\n"))
			}
			s.NothingLeft(t)
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
