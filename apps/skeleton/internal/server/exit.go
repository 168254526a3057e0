package server

import (
	"os"
	"syscall"
)

// Exit codes of the process.
const (
	// ExitOK: stopped on a signal, every request was answered.
	ExitOK = 0
	// ExitFailure: could not start, or stopped serving by itself.
	ExitFailure = 1
	// ExitUsage: an argument was given or a setting is invalid.
	ExitUsage = 2
	// ExitTimeout: stopped on a signal, but requests were still running when
	// the shutdown timeout ended.
	ExitTimeout = 3
	// ExitSignal plus the number of the second signal: ended at once, as a
	// shell reports a process that died of the signal.
	ExitSignal = 128
)

// exitOf is the exit code of a second signal.
func exitOf(sig os.Signal) int {
	if number, known := sig.(syscall.Signal); known {
		return ExitSignal + int(number)
	}
	return ExitFailure
}
