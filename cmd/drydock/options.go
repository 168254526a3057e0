package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/stacks/dev"
	"github.com/drydock-iac/drydock/stacks/local"
	"github.com/drydock-iac/drydock/stacks/program"
)

// Options are what the command line asks for.
type Options struct {
	Command string
	// Env is a stack: "local", "dev", "staging", "prod", or "shared", which is
	// what outlives them.
	Env string
	// Cloud is "sim" or "aws".
	Cloud string
	// JSON prints the result as one JSON object.
	JSON bool
	// Yes confirms a destroy.
	Yes bool
	// Args are what the command takes besides flags: for reach, from and to.
	Args []string
}

// defaultEnv is the environment where none is named.
const defaultEnv = dev.Name

var clouds = []string{"sim", "aws"}

// Parse reads a command line. flag.ErrHelp asks for the help text; any other
// error is one line that says what is wrong and what would be right.
func Parse(args []string) (Options, error) {
	o := Options{Env: defaultEnv, Cloud: clouds[0]}
	fs := flag.NewFlagSet("drydock", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.Env, "env", o.Env, "")
	fs.StringVar(&o.Cloud, "cloud", o.Cloud, "")
	fs.BoolVar(&o.JSON, "json", false, "")
	fs.BoolVar(&o.Yes, "yes", false, "")
	var words []string
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			return o, err
		}
		if args = fs.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	if len(words) == 0 {
		return o, errors.New("no command: name one of " + commandNames())
	}
	o.Command, o.Args = words[0], words[1:]
	if o.Command == "help" {
		return o, flag.ErrHelp
	}
	return o, o.check()
}

func (o Options) check() error {
	c := find(o.Command)
	switch {
	case c == nil:
		return fmt.Errorf("command %q: unknown: name one of %s", o.Command, commandNames())
	case len(o.Args) != len(c.args):
		return fmt.Errorf("command %s: takes %s, was given %d arguments: %s", o.Command, count(c.args), len(o.Args), c.usage())
	case !slices.Contains(program.Stacks, o.Env):
		return fmt.Errorf("--env %q: unknown: name one of %s", o.Env, strings.Join(program.Stacks, ", "))
	case !slices.Contains(clouds, o.Cloud):
		return fmt.Errorf("--cloud %q: unknown: name one of %s", o.Cloud, strings.Join(clouds, ", "))
	case o.Cloud == "aws" && o.Env == local.Name:
		return fmt.Errorf("--cloud aws: nothing of %s is in AWS: leave the flag out, or for your own cluster run pulumi up --stack %s", o.Env, o.Env)
	case o.Cloud != "sim" && c.simulated:
		return fmt.Errorf("--cloud %s: command %s asks the simulated cloud: leave the flag out", o.Cloud, o.Command)
	case o.Yes && !c.confirmed:
		return fmt.Errorf("--yes: command %s asks nothing: leave the flag out", o.Command)
	}
	return nil
}

func count(args []string) string {
	if len(args) == 0 {
		return "no arguments"
	}
	return strings.Join(args, " and ")
}
