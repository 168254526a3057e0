package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// signals turns the first interrupt into the end of a context and the second
// into the sudden end of whatever runs.
type signals struct {
	incoming chan os.Signal
	cancel   context.CancelFunc
	quit     chan struct{}

	mu   sync.Mutex
	kill []func()
}

// listen begins to watch for signals; farewell is said at the first.
func listen(parent context.Context, errOut io.Writer, farewell string) (context.Context, *signals) {
	ctx, cancel := context.WithCancel(parent)
	s := &signals{incoming: make(chan os.Signal, 3), cancel: cancel, quit: make(chan struct{})}
	signal.Notify(s.incoming, os.Interrupt, syscall.SIGTERM)
	go func() {
		for {
			select {
			case <-s.incoming:
			case <-s.quit:
				return
			}
			if ctx.Err() == nil {
				fmt.Fprintf(errOut, "\ndrydock: %s\n", farewell)
				cancel()
				continue
			}
			fmt.Fprintln(errOut, "\ndrydock: stopping at once")
			s.killAll()
		}
	}()
	return ctx, s
}

// onSecond registers what a second interrupt does.
func (s *signals) onSecond(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kill = append(s.kill, f)
}

func (s *signals) killAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.kill {
		f()
	}
}

func (s *signals) stop() {
	signal.Stop(s.incoming)
	close(s.quit)
	s.cancel()
}
