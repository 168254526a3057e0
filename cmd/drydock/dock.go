package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/console"
	"github.com/drydock-iac/drydock/internal/pulumicli"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/stacks/program"
)

// dock is one command at work.
type dock struct {
	Options
	Streams
	site     site
	signals  *signals
	progress *console.Progress
	began    time.Time

	// Only in the simulated cloud.
	cloud  *simcloud.Cloud
	server *simcloud.Server
	keeper *keeper
	ledger *ledger
	unlock func()

	// Set by engine.
	runner *pulumicli.Runner
	stack  auto.Stack
	// known is the state as it was before anything is done; nil if not asked
	// for yet.
	known *state
	// refused is what the program itself said against the settings.
	refused atomic.Pointer[error]
}

// open finds the project and, for the simulated cloud, wakes it up.
func open(ctx context.Context, o Options, s Streams, sig *signals) (*dock, error) {
	wd, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	d := &dock{Options: o, Streams: s, signals: sig, began: time.Now(), progress: console.NewProgress(s.Err, s.Terminal)}
	d.progress.Program = d.refusal
	if d.site, err = findSite(wd); err != nil {
		return nil, err
	}
	if o.Cloud != "sim" {
		return d, nil
	}
	if err := d.wake(ctx); err != nil {
		return nil, d.close(err)
	}
	return d, nil
}

// wake opens the simulated cloud where the last run left it. One process at a
// time may hold it.
func (d *dock) wake(ctx context.Context) error {
	err := d.site.prepare()
	if err != nil {
		return err
	}
	d.unlock, err = pulumicli.Lock(ctx, d.site.keep("lock"), func() {
		d.progress.Note("another drydock is at work in %s: waiting for it", d.site.root)
	})
	if err != nil {
		return err
	}
	path := d.site.keep("world.json")
	options := d.site.simulation()
	if d.cloud, err = simcloud.Open(path, options...); err != nil {
		return err
	}
	for _, option := range options {
		option.Apply(d.cloud) // The saved cloud may be of before a change of settings.
	}
	d.ledger, d.keeper = newLedger(d.cloud), newKeeper(d.cloud, path)
	d.progress.Took = d.ledger.took
	d.cloud.OnChange(d.keeper.changed)
	d.server, err = d.cloud.Serve()
	return err
}

// close ends what open began and hands on err, or what goes wrong now.
func (d *dock) close(err error) error {
	d.progress.Close()
	if d.server != nil {
		err = errors.Join(err, d.server.Close())
	}
	if d.keeper != nil {
		err = errors.Join(err, d.keeper.close())
	}
	if d.unlock != nil {
		d.unlock()
	}
	return err
}

// simulatedPassphrase protects the secrets in the simulated cloud's state.
// They are secrets of nothing real, made up by the simulation; a passphrase
// that everybody knows lets every run read the state without asking.
const simulatedPassphrase = "drydock-simulation"

// variables are the environment in which any pulumi command works on the
// simulated cloud.
func (d *dock) variables() map[string]string {
	return map[string]string{
		// The engine attaches to these and looks for no plugins.
		"PULUMI_DEBUG_PROVIDERS": d.server.Env(),
		// Without it the CLI tries to download the real plugins even so.
		"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
		"PULUMI_BACKEND_URL":                          fileURL(d.site.keep("state")),
		"PULUMI_CONFIG_PASSPHRASE":                    simulatedPassphrase,
		"PULUMI_CONFIG_PASSPHRASE_FILE":               "",
		"PULUMI_SKIP_UPDATE_CHECK":                    "true",
	}
}

func fileURL(path string) string {
	return "file://" + strings.TrimSuffix("/"+strings.TrimPrefix(filepath.ToSlash(path), "/"), "/")
}

// engine finds the CLI and selects the environment's stack, which it makes
// where create says so. Without create a missing stack is errNotUp.
func (d *dock) engine(ctx context.Context, create bool) error {
	cli, err := pulumicli.Locate(ctx, pulumicli.Options{Progress: d.Err, Terminal: d.Terminal})
	if err != nil {
		return err
	}
	d.runner = pulumicli.NewRunner(cli)
	d.signals.onSecond(d.runner.Kill)
	d.progress.Note("pulumi %s (%s)", cli.Version, cli.Origin)
	options, err := d.workspace()
	if err != nil {
		return err
	}
	d.stack, err = auto.SelectStackInlineSource(ctx, d.Env, d.site.project.Name.String(), d.program, options...)
	switch {
	case err == nil:
		return d.recover(ctx)
	case !auto.IsSelectStack404Error(err):
		return d.explain(err)
	case !create:
		return errNotUp
	}
	d.stack, err = auto.NewStackInlineSource(ctx, d.Env, d.site.project.Name.String(), d.program, options...)
	if err != nil {
		return d.explain(err)
	}
	return nil
}

// errNotUp says that the environment was never up here.
var errNotUp = errors.New("the environment is not up: run `drydock up` first")

// workspace says where and how the CLI works.
func (d *dock) workspace() ([]auto.LocalWorkspaceOption, error) {
	if d.Cloud != "sim" {
		if !d.site.found {
			return nil, refusal{fmt.Errorf("--cloud %s: no Pulumi.yaml in %s or above: run it in the project's folder", d.Cloud, d.site.root)}
		}
		// The user's own backend, credentials and plugins.
		return []auto.LocalWorkspaceOption{auto.Pulumi(d.runner), auto.WorkDir(d.site.root)}, nil
	}
	project, stack, encrypted, err := d.site.simulated(d.Env)
	if err != nil {
		return nil, err
	}
	if len(encrypted) > 0 {
		d.progress.Note("encrypted settings are not read for the simulated cloud, a stand-in takes their place: %s",
			strings.Join(encrypted, ", "))
	}
	variables := d.variables()
	// The user's own logins and plugins stay out of it.
	variables["PULUMI_HOME"] = d.site.keep("home")
	return []auto.LocalWorkspaceOption{
		auto.Pulumi(d.runner), auto.WorkDir(d.site.keep("work")), auto.EnvVars(variables), auto.Project(project),
		auto.Stacks(map[string]workspace.ProjectStack{d.Env: stack}),
	}, nil
}

// refusal is the error with which the program ended, if it did.
func (d *dock) refusal() error {
	if err := d.refused.Load(); err != nil {
		return *err
	}
	return nil
}

// program is the stack program with its refusal remembered.
func (d *dock) program(ctx *pulumi.Context) error {
	err := program.Run(ctx)
	if err != nil {
		d.refused.Store(&err)
	}
	return err
}
