package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/internal/console"
	"github.com/drydock-iac/drydock/simcloud"
	simreach "github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/stacks/local"
)

func outputs(ctx context.Context, d *dock) error {
	_, s, err := d.look(ctx)
	if err != nil {
		return err
	}
	return d.print(console.Report{
		Command: d.Command, Environment: d.Env, Cloud: d.Cloud, Result: console.Succeeded,
		Outputs: s.outputs, Seconds: time.Since(d.began).Seconds(),
	})
}

func status(ctx context.Context, d *dock) error {
	r, s, err := d.look(ctx)
	if err != nil {
		return err
	}
	if err := d.print(r); err != nil || d.cloud == nil || d.JSON {
		return err
	}
	fmt.Fprintf(d.Out, "\nThe simulated cloud holds %d things; its clock says %s\n",
		len(d.cloud.Inventory()), d.cloud.World().Now().UTC().Format("2 January 2006 15:04"))
	for _, name := range slices.Sorted(maps.Keys(s.outputs)) {
		if url, ok := s.outputs[name].(string); ok && isWeb(url) {
			fmt.Fprintf(d.Out, "%s %s: %s\n", name, url, answer(d.cloud.Reach(d.asker(), url)))
		}
	}
	return nil
}

// asker is who asks for what an environment offers.
func (d *dock) asker() string {
	if d.Env == local.Name {
		return simcloud.Localhost
	}
	return simcloud.Internet
}

// look reads the state without changing anything.
func (d *dock) look(ctx context.Context) (console.Report, state, error) {
	if err := d.engine(ctx, false); err != nil {
		return console.Report{}, state{}, err
	}
	if d.known == nil {
		s, err := d.state(ctx)
		if err != nil {
			return console.Report{}, s, err
		}
		d.known = &s
	}
	s := *d.known
	return console.Report{
		Command: d.Command, Environment: d.Env, Cloud: d.Cloud, Result: console.Succeeded,
		Outputs: s.outputs, Resources: s.kinds(), Seconds: time.Since(d.began).Seconds(),
	}, s, nil
}

// answer is a report in a few words.
func answer(r simreach.Report) string {
	if hop := r.Blocked(); hop != nil {
		return fmt.Sprintf("does not answer: %s %s: %s", hop.Kind, hop.What, hop.Closed)
	}
	if hop := r.Astray(); hop != nil {
		return fmt.Sprintf("answers in part: %s %s: %s", hop.Kind, hop.What, hop.Astray)
	}
	return "answers"
}

func isWeb(text string) bool {
	return (strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")) && !strings.ContainsAny(text, " \n")
}

// reach prints the hops; a path that is closed is a failure.
func reach(_ context.Context, d *dock) error {
	report := d.cloud.Reach(d.Args[0], d.Args[1])
	if d.JSON {
		if err := writeJSON(d.Out, report); err != nil {
			return err
		}
	} else {
		fmt.Fprint(d.Out, report)
	}
	if !report.Open() {
		return fmt.Errorf("%s: %s", d.Args[1], answer(report))
	}
	return nil
}
