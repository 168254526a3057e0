package main

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/stacks/local"
	"github.com/drydock-iac/drydock/stacks/shared"
)

// agent is what the state's history says about who ran an operation.
const agent = "drydock"

func up(ctx context.Context, d *dock) error {
	if err := d.engine(ctx, true); err != nil {
		return err
	}
	return d.operate(ctx, func(ctx context.Context, stream chan<- events.EngineEvent) error {
		_, err := d.stack.Up(ctx, optup.EventStreams(stream), optup.UserAgent(agent), optup.SuppressProgress())
		return err
	})
}

func preview(ctx context.Context, d *dock) error {
	if err := d.engine(ctx, true); err != nil {
		return err
	}
	return d.operate(ctx, func(ctx context.Context, stream chan<- events.EngineEvent) error {
		_, err := d.stack.Preview(ctx, optpreview.EventStreams(stream), optpreview.UserAgent(agent), optpreview.SuppressProgress())
		return err
	})
}

func refresh(ctx context.Context, d *dock) error {
	if err := d.engine(ctx, false); err != nil {
		return err
	}
	return d.operate(ctx, func(ctx context.Context, stream chan<- events.EngineEvent) error {
		_, err := d.stack.Refresh(ctx, optrefresh.EventStreams(stream), optrefresh.UserAgent(agent), optrefresh.SuppressProgress())
		return err
	})
}

func destroy(ctx context.Context, d *dock) error {
	if err := d.confirm(); err != nil {
		return err
	}
	if err := d.engine(ctx, false); err != nil {
		return err
	}
	if err := d.unprotected(ctx); err != nil {
		return err
	}
	if err := d.operate(ctx, func(ctx context.Context, stream chan<- events.EngineEvent) error {
		_, err := d.stack.Destroy(ctx, optdestroy.EventStreams(stream), optdestroy.UserAgent(agent), optdestroy.SuppressProgress())
		return err
	}); err != nil {
		return err
	}
	return d.remains()
}

// unprotected refuses to begin while something is protected: the engine would
// stop at it, with half of the rest gone.
func (d *dock) unprotected(ctx context.Context) error {
	s, err := d.state(ctx)
	if err != nil {
		return err
	}
	d.known = &s
	names := s.protected()
	if len(names) == 0 {
		return nil
	}
	if d.Env == shared.Name {
		return refusal{fmt.Errorf("destroy %s: protected: %s: nothing was changed: what is in them would be lost to every environment; "+
			"take the protection off with pulumi state unprotect first", d.Env, strings.Join(names, ", "))}
	}
	return refusal{fmt.Errorf("destroy %s: protected: %s: nothing was changed: set Protect to false in stacks/%s, run up, then destroy",
		d.Env, strings.Join(names, ", "), d.Env)}
}

// confirm asks for the name of the environment that is to go.
func (d *dock) confirm() error {
	if d.Yes {
		return nil
	}
	if !d.Interactive {
		return refusal{fmt.Errorf("destroy %s: nobody to ask: give --yes to destroy without asking", d.Env)}
	}
	fmt.Fprintf(d.Err, "Everything in %s (%s) will be deleted. Type %q to go on: ", d.Env, d.Cloud, d.Env)
	answer, err := bufio.NewReader(d.In).ReadString('\n')
	if strings.TrimSpace(answer) == d.Env {
		return nil
	}
	if err != nil {
		return refusal{fmt.Errorf("destroy %s: no answer: nothing was changed", d.Env)}
	}
	return refusal{fmt.Errorf("destroy %s: the answer was not its name: nothing was changed", d.Env)}
}

// remains says whether a destroy left anything in the simulated cloud: what
// the environment made and, where no other environment is up, whatever a new
// cloud would not have.
func (d *dock) remains() error {
	if d.cloud == nil {
		return nil
	}
	fresh, err := simcloud.New(d.site.simulation()...)
	if err != nil {
		return err
	}
	left := leftovers(fresh.Inventory(), d.cloud.Inventory(), fmt.Sprintf("urn:pulumi:%s::%s::", d.Env, d.site.project.Name))
	definitions := len(left)
	left = slices.DeleteFunc(left, func(i simcloud.Item) bool { return i.Kind == definition })
	definitions -= len(left)
	for _, item := range left {
		d.progress.Note("left in the simulated cloud: %s", item)
	}
	// An environment in AWS has no cluster that stays: what is defined there
	// came with the environment local.
	switch {
	case definitions > 0 && d.Env == local.Name:
		d.progress.Note("left in the cluster, which stays: %d definitions of kinds of objects, as Helm leaves them", definitions)
	case len(left) == 0:
		d.progress.Note("nothing of %s is left in the simulated cloud", d.Env)
	}
	return nil
}

// definition is the kind of what a chart defines. Helm does not delete it, lest
// all objects of that kind be lost:
// https://helm.sh/docs/chart_best_practices/custom_resource_definitions/
const definition = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"

// leftovers are the items of now that fresh has not, and that belong to the
// environment whose URNs begin with prefix, or might.
func leftovers(fresh, now []simcloud.Item, prefix string) []simcloud.Item {
	others := slices.ContainsFunc(now, func(i simcloud.Item) bool { return i.URN != "" && !strings.HasPrefix(i.URN, prefix) })
	var left []simcloud.Item
	for _, item := range now {
		mine := strings.HasPrefix(item.URN, prefix) || item.URN == "" && !others
		if mine && !slices.Contains(fresh, item) {
			left = append(left, item)
		}
	}
	return left
}
