package pulumicli

import (
	"os"
	"os/exec"
	"syscall"

	"github.com/iwdgo/sigintwindows"
)

func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

func interrupt(p *os.Process) {
	if sigintwindows.SendCtrlBreak(p.Pid) != nil {
		kill(p)
	}
}

func kill(p *os.Process) { _ = p.Kill() }
