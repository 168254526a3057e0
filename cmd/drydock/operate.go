package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"

	"github.com/drydock-iac/drydock/internal/console"
	"github.com/drydock-iac/drydock/internal/timeline"
	"github.com/drydock-iac/drydock/stacks/local"
)

// operate runs one operation of the engine with its events shown, and prints
// the report.
func (d *dock) operate(ctx context.Context, run func(ctx context.Context, stream chan<- events.EngineEvent) error) error {
	if d.known == nil {
		before, err := d.state(ctx)
		if err != nil {
			return err
		}
		d.known = &before
	}
	if d.ledger != nil {
		d.ledger.forget()
	}
	failure := d.watched(ctx, run)
	d.progress.Close()
	// What has happened is worth a report, also after an interrupt.
	after, err := d.state(context.WithoutCancel(ctx))
	if err != nil {
		return errors.Join(failure, err)
	}
	r := d.report(ctx, *d.known, after, failure)
	if err := d.print(r); err != nil {
		return err
	}
	switch r.Result {
	case console.Refused:
		return refusal{errShown}
	case console.Succeeded:
		return nil
	}
	return errShown
}

// watched runs the operation and shows its events until it is over.
func (d *dock) watched(ctx context.Context, run func(context.Context, chan<- events.EngineEvent) error) error {
	stream, over, drained := make(chan events.EngineEvent), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(drained)
		for {
			select {
			case e, open := <-stream:
				if !open {
					return
				}
				if e.Error == nil {
					d.progress.Event(e.EngineEvent)
				}
			// A CLI that was killed never closes the stream.
			case <-over:
				return
			}
		}
	}()
	err := run(ctx, stream)
	close(over)
	<-drained
	return err
}

func (d *dock) report(ctx context.Context, before, after state, failure error) console.Report {
	r := console.Report{
		Command: d.Command, Environment: d.Env, Cloud: d.Cloud, Result: console.Succeeded,
		Outputs: after.outputs, Resources: after.kinds(), Changes: d.progress.Changes(),
		Seconds: time.Since(d.began).Seconds(), Problems: d.progress.Problems(),
	}
	if d.Env == local.Name {
		r.Where = "in a cluster on your machine"
	}
	if d.ledger != nil {
		schedule := timeline.Of(append(before.edges(), after.edges()...), d.ledger.operations())
		r.AWS = console.Timing(schedule)
		d.cloud.World().Advance(schedule.Total)
	}
	if failure == nil {
		return r
	}
	r.Result = console.Failed
	switch {
	case ctx.Err() != nil:
		r.Result = console.Interrupted
	case d.refusal() != nil && !d.progress.Touched():
		r.Result, r.Problems = console.Refused, strings.Split(d.refusal().Error(), "\n")
	case len(r.Problems) == 0:
		r.Problems = []string{d.explain(failure).Error()}
		d.progress.Note("error: %s", r.Problems[0])
	}
	return r
}

func (d *dock) print(r console.Report) error {
	if d.JSON {
		return r.JSON(d.Out)
	}
	if r.Result != console.Succeeded {
		return r.Text(d.Err)
	}
	return r.Text(d.Out)
}

// explain makes one line or few of an error of the Automation API, which
// quotes all that the CLI wrote.
func (d *dock) explain(err error) error {
	text := err.Error()
	_, errOut, found := strings.Cut(text, "\nstderr: ")
	if !found {
		return err
	}
	var kept []string
	for line := range strings.Lines(errOut) {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, strings.TrimPrefix(line, "error: "))
		}
	}
	if len(kept) == 0 {
		first, _, _ := strings.Cut(text, "\n")
		return errors.New(first)
	}
	return fmt.Errorf("pulumi: %s", strings.Join(kept, "\n"))
}
