package main

import (
	"sync"
	"time"

	"github.com/drydock-iac/drydock/internal/timeline"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// ledger collects what happens in the simulated cloud.
type ledger struct {
	cloud *simcloud.Cloud

	mu   sync.Mutex
	last map[string]time.Duration
	all  []timeline.Operation
}

func newLedger(c *simcloud.Cloud) *ledger {
	return &ledger{cloud: c, last: map[string]time.Duration{}}
}

// drain takes over what has happened since the last call.
func (l *ledger) drain() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.cloud.Events() {
		if e.URN == "" || e.Op == world.OpRead || e.Op == world.OpInvoke {
			continue
		}
		l.last[e.URN] = e.Took
		l.all = append(l.all, timeline.Operation{URN: e.URN, Delete: e.Op == world.OpDelete, Took: e.Took, Refs: e.Refs})
	}
}

// took is how long the last operation on a resource takes on the real cloud.
func (l *ledger) took(urn string) (time.Duration, bool) {
	l.drain()
	l.mu.Lock()
	defer l.mu.Unlock()
	d, ok := l.last[urn]
	return d, ok
}

// operations are all operations so far, in order.
func (l *ledger) operations() []timeline.Operation {
	l.drain()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all
}

// forget begins anew.
func (l *ledger) forget() {
	l.drain()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all, l.last = nil, map[string]time.Duration{}
}
