package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/internal/langhost"
)

// serve runs the providers alone, for any pulumi command.
func serve(ctx context.Context, d *dock) (err error) {
	variables := d.variables()
	// Pulumi's own language host comes with its CLI, but not as a Go module;
	// where it is missing, ours takes its place.
	if _, err := exec.LookPath("pulumi-language-go"); err != nil {
		host, err := langhost.Serve()
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, host.Close()) }()
		variables["PULUMI_DEBUG_LANGUAGES"] = host.Env()
	}
	if err := announce(d, variables); err != nil {
		return err
	}
	// The events are for the reports of other commands.
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			d.ledger.forget()
		case <-ctx.Done():
			d.progress.Note("the simulated cloud is saved in %s", d.site.keep("world.json"))
			return nil
		}
	}
}

func announce(d *dock, variables map[string]string) error {
	if d.JSON {
		if err := writeJSON(d.Out, variables); err != nil {
			return err
		}
	} else {
		for _, name := range slices.Sorted(maps.Keys(variables)) {
			fmt.Fprintf(d.Out, "export %s=%s\n", name, quote(variables[name]))
		}
	}
	d.progress.Note("the simulated cloud is running: in another terminal, set the variables above, then for example")
	d.progress.Note("  pulumi stack select --create %s && pulumi up --stack %s", d.Env, d.Env)
	d.progress.Note("interrupt to stop")
	return nil
}

// quote makes a word of text for a POSIX shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
