package main

import (
	"crypto/rand"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/server"
)

// version is set by the linker: -ldflags "-X main.version=1.2.3".
var version = "dev"

func main() {
	// Two places: a second signal must not be lost while the first is handled.
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	os.Exit(server.Run(server.Options{
		Args:      os.Args[1:],
		LookupEnv: os.LookupEnv,
		Log:       os.Stdout,
		Signals:   signals,
		Listen:    net.Listen,
		Hostname:  os.Hostname,
		Now:       time.Now,
		After:     time.After,
		NewID:     rand.Text,
		Version:   version,
	}))
}
