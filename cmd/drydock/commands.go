package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
)

// command is one row of the help text.
type command struct {
	name, does string
	args       []string
	// simulated: makes sense in the simulated cloud only.
	simulated bool
	// confirmed: takes --yes.
	confirmed bool
	run       func(ctx context.Context, d *dock) error
}

// commands returns the table; a function, because the entries lead back here.
func commands() []command {
	return []command{
		{name: "up", does: "make the environment as the program describes it", run: up},
		{name: "preview", does: "show what up would do", run: preview},
		{name: "refresh", does: "compare the state with the cloud and correct the state", run: refresh},
		{name: "destroy", does: "take the environment down; asks for its name unless --yes is given", confirmed: true, run: destroy},
		{name: "outputs", does: "print the outputs of the last up", run: outputs},
		{name: "status", does: "print what there is and whether it answers", run: status},
		{
			name: "reach", does: "follow a request through the simulated network to the first hop that is closed", args: []string{"FROM", "TO"},
			simulated: true, run: reach,
		},
		{
			name: "serve", does: "run the simulated cloud for any pulumi command, until interrupted",
			simulated: true, run: serve,
		},
	}
}

func find(name string) *command {
	for _, c := range commands() {
		if c.name == name {
			return &c
		}
	}
	return nil
}

func commandNames() string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return strings.Join(names, ", ")
}

func (c command) usage() string {
	return strings.Join(append([]string{"drydock", c.name}, c.args...), " ")
}

// usage is the help text.
func usage() string {
	var b strings.Builder
	b.WriteString("drydock takes environments up and down, in the simulated cloud or on AWS.\n\nUsage: drydock COMMAND [flags]\n\nCommands\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-16s %s\n", strings.Join(append([]string{c.name}, c.args...), " "), c.does)
	}
	b.WriteString(`
Flags
  --env ENV        local, dev, staging, prod, or shared, which is what outlives
                   them (default dev)
  --cloud CLOUD    sim, the simulated cloud, or aws, the real one with your own
                   Pulumi backend and credentials (default sim)
  --json           print the result as one JSON object
  --yes            destroy without asking; needed where no terminal can answer

Results go to standard output, everything else to standard error.

Exit codes
  0    done, also when there was nothing to do
  1    a step failed; what was done before it is kept, and up goes on from there
  2    the command line is wrong; nothing was done
  3    the settings are wrong or a destroy was not confirmed; nothing was changed
  130  interrupted; what was done is kept, and up goes on from there

The simulated cloud is one account, kept in .drydock: that of a company with
some history, so AWS has raised its quotas of vCPUs (64) and addresses (20); all
others are a new account's. Beside it stands your machine, with the cluster that
the environment local needs. Delete .drydock to begin anew.

Ctrl-C stops after the steps that are under way. A second one stops at once.
`)
	return b.String()
}

// Run carries out a command line and returns the exit code.
func Run(ctx context.Context, args []string, s Streams) int {
	o, err := Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(s.Out, usage())
		return ExitOK
	}
	if err != nil {
		fmt.Fprintf(s.Err, "drydock: %v\nSee `drydock help`.\n", err)
		return ExitUsage
	}
	farewell := "stopping after the steps that are under way; interrupt again to stop at once"
	if find(o.Command).simulated {
		farewell = "stopping"
	}
	ctx, signals := listen(ctx, s.Err, farewell)
	defer signals.stop()
	d, err := open(ctx, o, s, signals)
	if err == nil {
		err = d.close(find(o.Command).run(ctx, d))
	}
	return exitCode(ctx, err, s)
}

// errShown marks an error that the user has already read.
var errShown = errors.New("shown")

// refusal is an error that came before anything was changed.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

func exitCode(ctx context.Context, err error, s Streams) int {
	if err != nil && !errors.Is(err, errShown) && ctx.Err() == nil {
		fmt.Fprintf(s.Err, "drydock: %v\n", err)
	}
	switch {
	case err == nil:
		return ExitOK
	case ctx.Err() != nil:
		return ExitInterrupted
	case errors.As(err, new(refusal)):
		return ExitRefused
	}
	return ExitFailed
}
