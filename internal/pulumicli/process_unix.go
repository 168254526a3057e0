//go:build !windows

package pulumicli

import (
	"os"
	"os/exec"
	"syscall"
)

func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// interrupt reaches the CLI alone: its own children are its to stop.
func interrupt(p *os.Process) { _ = p.Signal(os.Interrupt) }

// kill ends the CLI and what it started, which are one group.
func kill(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }
