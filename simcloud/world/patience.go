package world

import (
	"errors"
	"sync"
	"time"
)

// DefaultPatience is how long, by the clock on the wall, an operation that
// waits for another part of the world is kept waiting while nothing else
// happens.
const DefaultPatience = time.Second

// Waiting reports whether err says that something is not there yet: a pod that
// is not ready, an endpoint without pods. Such an error has a method Waiting
// that returns true. Providers wait for these things, so the world tries the
// operation again after every change, and gives the error to the caller only
// when nothing else is under way that could bring it about.
func Waiting(err error) bool {
	var w interface{ Waiting() bool }
	return errors.As(err, &w) && w.Waiting()
}

// traffic counts the operations under way.
type traffic struct {
	mu       sync.Mutex
	patience time.Duration
	active   int // operations at work, those that wait left out
	started  int
	changed  chan struct{} // closed at the next change
}

func newTraffic() *traffic {
	return &traffic{patience: DefaultPatience, changed: make(chan struct{})}
}

// SetPatience changes DefaultPatience for this world. Longer bears slower
// machines, shorter makes failures known sooner.
func (w *World) SetPatience(d time.Duration) {
	w.traffic.mu.Lock()
	defer w.traffic.mu.Unlock()
	w.traffic.patience = d
}

// attempt runs an operation until it succeeds, fails for good, or has waited
// in vain. try is told whether this is the first attempt and whether it is the
// last.
func (t *traffic) attempt(try func(first, last bool) error) error {
	t.enter()
	defer t.leave()
	for first := true; ; first = false {
		change := t.nextChange()
		err := try(first, false)
		if Waiting(err) {
			if t.wait(change) {
				continue
			}
			err = try(false, true)
		}
		if err == nil || unfinished(err) != nil {
			t.announce()
		}
		return err
	}
}

func (t *traffic) enter() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.active++
	t.started++
}

func (t *traffic) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.active--
}

func (t *traffic) nextChange() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.changed
}

func (t *traffic) announce() {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.changed)
	t.changed = make(chan struct{})
}

// wait returns true when the world has changed, and false when for the whole
// of the patience nothing was at work and nothing began.
func (t *traffic) wait(change <-chan struct{}) bool {
	t.leave()
	defer t.resume()
	for {
		started, patience := t.state()
		select {
		case <-change:
			return true
		case <-time.After(patience):
			if t.quietSince(started) {
				return false
			}
		}
	}
}

func (t *traffic) resume() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.active++
}

func (t *traffic) state() (started int, patience time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.started, t.patience
}

func (t *traffic) quietSince(started int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.active == 0 && t.started == started
}
