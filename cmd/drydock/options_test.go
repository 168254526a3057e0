package main_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	main "github.com/drydock-iac/drydock/cmd/drydock"
)

func TestACommandLineIsUnderstoodInAnyOrder(t *testing.T) {
	for line, want := range map[string]main.Options{
		"up":                                  {Command: "up", Env: "dev", Cloud: "sim", Args: []string{}},
		"up --env prod --cloud=aws --json":    {Command: "up", Env: "prod", Cloud: "aws", JSON: true, Args: []string{}},
		"up --env local":                      {Command: "up", Env: "local", Cloud: "sim", Args: []string{}},
		"--env staging destroy -yes":          {Command: "destroy", Env: "staging", Cloud: "sim", Yes: true, Args: []string{}},
		"reach internet --json https://x.com": {Command: "reach", Env: "dev", Cloud: "sim", JSON: true, Args: []string{"internet", "https://x.com"}},
	} {
		got, err := main.Parse(strings.Fields(line))
		require.NoError(t, err, line)
		assert.Equal(t, want, got, line)
	}
}

func run(t *testing.T, line string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = main.Run(t.Context(), strings.Fields(line), main.Streams{In: strings.NewReader(""), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

func TestAWrongCommandLineIsOneLineAndCode2(t *testing.T) {
	const names = "up, preview, refresh, destroy, outputs, status, reach, serve"
	for line, want := range map[string]string{
		"":                           "no command: name one of " + names,
		"deploy":                     `command "deploy": unknown: name one of ` + names,
		"up now":                     "command up: takes no arguments, was given 1 arguments: drydock up",
		"reach internet":             "command reach: takes FROM and TO, was given 1 arguments: drydock reach FROM TO",
		"up --env test":              `--env "test": unknown: name one of local, dev, staging, prod, shared`,
		"up --env local --cloud aws": "--cloud aws: nothing of local is in AWS: leave the flag out, or for your own cluster run pulumi up --stack local",
		"up --cloud gcp":             `--cloud "gcp": unknown: name one of sim, aws`,
		"serve --cloud aws":          "--cloud aws: command serve asks the simulated cloud: leave the flag out",
		"up --yes":                   "--yes: command up asks nothing: leave the flag out",
		"up --fast":                  "flag provided but not defined: -fast",
		"up --json=maybe":            `invalid boolean value "maybe" for -json: parse error`,
		"outputs --env":              "flag needs an argument: -env",
	} {
		code, out, errOut := run(t, line)
		assert.Equal(t, main.ExitUsage, code, line)
		assert.Empty(t, out, line)
		assert.Equal(t, "drydock: "+want+"\nSee `drydock help`.\n", errOut)
	}
}

func TestHelpNamesEveryCommandFlagAndExitCode(t *testing.T) {
	for _, line := range []string{"help", "up --help", "-h"} {
		code, out, errOut := run(t, line)
		assert.Equal(t, main.ExitOK, code)
		assert.Empty(t, errOut)
		for _, word := range []string{
			"  up ", "  preview ", "  refresh ", "  destroy ", "  outputs ", "  status ", "  reach FROM TO ", "  serve ",
			"--env", "--cloud", "--json", "--yes", "\n  0 ", "\n  1 ", "\n  2 ", "\n  3 ", "\n  130 ",
		} {
			assert.Contains(t, out, word)
		}
	}
}

func TestADestroyNeedsAnAnswer(t *testing.T) {
	for _, c := range []struct {
		name, answer string
		interactive  bool
		want         string
	}{
		{name: "nobody to ask", want: "drydock: destroy dev: nobody to ask: give --yes to destroy without asking\n"},
		{
			name: "another name", interactive: true, answer: "prod\n",
			want: `Everything in dev (sim) will be deleted. Type "dev" to go on: ` +
				"drydock: destroy dev: the answer was not its name: nothing was changed\n",
		},
		{
			name: "no answer", interactive: true,
			want: `Everything in dev (sim) will be deleted. Type "dev" to go on: drydock: destroy dev: no answer: nothing was changed` + "\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			var o, e bytes.Buffer
			code := main.Run(t.Context(), []string{"destroy"}, main.Streams{
				In: strings.NewReader(c.answer), Out: &o, Err: &e, Interactive: c.interactive,
			})
			assert.Equal(t, main.ExitRefused, code)
			assert.Empty(t, o.String())
			assert.Equal(t, c.want, e.String())
		})
	}
}
