package main

import (
	"context"
	"io"
	"os"

	"github.com/mattn/go-isatty"
)

// Exit codes.
const (
	// ExitOK: done, also when there was nothing to do.
	ExitOK = 0
	// ExitFailed: a step failed; what was done before it is kept.
	ExitFailed = 1
	// ExitUsage: the command line is wrong; nothing was done.
	ExitUsage = 2
	// ExitRefused: the settings are wrong, or a destroy was not confirmed;
	// nothing was changed.
	ExitRefused = 3
	// ExitInterrupted: stopped by a signal; what was done is kept.
	ExitInterrupted = 130
)

// Streams are where a command reads and writes. Results go to Out, everything
// else to Err.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Interactive says that In is a terminal, Terminal that Err is one.
	Interactive, Terminal bool
}

func main() {
	os.Exit(Run(context.Background(), os.Args[1:], Streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Interactive: isTerminal(os.Stdin), Terminal: isTerminal(os.Stderr),
	}))
}

func isTerminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()) }
