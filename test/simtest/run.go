package simtest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/pkg/v3/display"
	"github.com/pulumi/pulumi/pkg/v3/engine"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy/deploytest"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/pkg/v3/util/cancel"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// parallel is how many steps the engine takes at once, the CLI's default.
const parallel = 16

type operation func(engine.UpdateInfo, *engine.Context, engine.UpdateOptions, bool) (*deploy.Plan, display.ResourceChanges, error)

// Up deploys the program.
func (s *Stack) Up() *Result { return s.run(engine.Update, false, nil) }

// UpUntil deploys the program and interrupts the engine when the channel is
// closed, as a user's Ctrl-C does.
func (s *Stack) UpUntil(interrupt <-chan struct{}) *Result {
	return s.run(engine.Update, false, interrupt)
}

// Preview says what Up would do.
func (s *Stack) Preview() *Result { return s.run(engine.Update, true, nil) }

// Refresh brings the state up to date with the cloud, as `pulumi refresh`
// does. The program does not run.
func (s *Stack) Refresh() *Result { return s.run(engine.Refresh, false, nil) }

// PreviewDestroy says what Destroy would do. The Pulumi CLI asks this before
// it destroys anything, and stops there if the answer is an error.
func (s *Stack) PreviewDestroy() *Result { return s.run(engine.Destroy, true, nil) }

// Destroy takes everything down, without asking PreviewDestroy first.
func (s *Stack) Destroy() *Result { return s.run(engine.Destroy, false, nil) }

func (s *Stack) run(op operation, preview bool, interrupt <-chan struct{}) *Result {
	start := time.Now()
	r := &Result{}
	events := make(chan engine.Event)
	collected := make(chan struct{})
	go func() {
		defer close(collected)
		for e := range events {
			r.Events = append(r.Events, e)
		}
	}()
	cancelContext, cancelSource := cancel.NewContext(context.Background())
	finished := make(chan struct{})
	if interrupt != nil {
		go func() {
			select {
			case <-interrupt:
				cancelSource.Cancel()
			case <-finished:
			}
		}()
	}
	journal := engine.NewTestJournal()
	host := s.host()
	_, changes, err := op(
		engine.UpdateInfo{Root: "/", Project: s.projectInfo(), Target: s.target(preview)},
		&engine.Context{Cancel: cancelContext, Events: events, SnapshotManager: journal, PluginManager: noPlugins{}},
		engine.UpdateOptions{
			Parallel:             parallel,
			SkipPluginPreInstall: true,
			ContinueOnError:      s.ContinueOnError,
			HostFactory: func(context.Context, diag.Sink, diag.Sink, plugin.DebugContext) (plugin.Host, error) {
				return host, nil
			},
		}, preview)
	close(finished)
	close(events)
	<-collected
	r.Err = errors.Join(err, host.Close(), journal.Close())
	r.Changes = changes
	if !preview {
		snapshot, snapErr := journal.Snap(s.snapshot)
		r.Err = errors.Join(r.Err, snapErr)
		s.snapshot = snapshot
		r.State = snapshot
	}
	r.Diagnostics = diagnostics(r.Events)
	r.Cloud = s.Cloud.Events()
	r.Took = time.Since(start)
	return r
}

// host makes a plugin host whose providers are the cloud's and whose language
// host runs the program in this process.
func (s *Stack) host() plugin.Host {
	var loaders []*deploytest.ProviderLoader
	for pkg, version := range s.Cloud.Packages() {
		loaders = append(loaders, deploytest.NewProviderLoaderWithHost(
			tokens.Package(pkg), semver.MustParse(version),
			func(h plugin.Host) (plugin.Provider, error) { return s.provider(h, pkg) }, deploytest.WithoutGrpc))
	}
	sink := &deploytest.NoopSink{}
	return deploytest.NewPluginHost(sink, sink, deploytest.NewLanguageRuntime(s.execute), loaders...)
}

func (s *Stack) execute(info plugin.RunInfo, _ *deploytest.ResourceMonitor) error {
	secrets := make([]string, 0, len(info.ConfigSecretKeys))
	values := map[string]string{}
	for k, v := range info.Config {
		values[k.String()] = v
	}
	for _, k := range info.ConfigSecretKeys {
		secrets = append(secrets, k.String())
	}
	ctx, err := pulumi.NewContext(context.Background(), pulumi.RunInfo{
		Project: s.project, Stack: s.name, Config: values, ConfigSecretKeys: secrets,
		MonitorAddr: info.MonitorAddress, DryRun: info.DryRun, Parallel: info.Parallel, Organization: info.Organization,
	})
	if err != nil {
		return fmt.Errorf("simtest: %w", err)
	}
	return errors.Join(pulumi.RunWithContext(ctx, s.Program), ctx.Close())
}
