//go:build !windows

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"syscall"
)

// alive says whether there is a process of that number that still runs. On
// Linux one that is dead but not yet buried by its parent does not count.
func alive(pid int) bool {
	if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		// proc(5): the state is the first word after the name in brackets.
		if at := bytes.LastIndexByte(stat, ')'); at >= 0 && bytes.HasPrefix(stat[at:], []byte(") Z")) {
			return false
		}
	}
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
