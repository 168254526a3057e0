package world

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Epoch is the virtual time at which every new world begins.
var Epoch = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

// World is everything that exists, and the only state the simulation has: it
// can be saved, loaded and compared. All access goes through one lock, which
// the operations of Session hold while a rule runs; rules use the methods of
// Call and must not call those of World that lock.
type World struct {
	mu        sync.Mutex
	seed      string
	clock     time.Time
	objects   map[string]*Object
	byKind    map[string]map[string]*Object
	made      map[string]int // how many objects a URN has made
	providers map[string]*Provider
	faults    []*Fault
	events    []Event
	requests  int
	settings  map[string]string
	traffic   *traffic
}

// New returns an empty world. The seed decides every identifier and every
// drawn fault: same program and seed, same ids.
func New(seed string, providers ...*Provider) *World {
	w := &World{
		seed: seed, clock: Epoch,
		objects: map[string]*Object{}, byKind: map[string]map[string]*Object{},
		made: map[string]int{}, providers: map[string]*Provider{}, settings: map[string]string{}, traffic: newTraffic(),
	}
	for _, p := range providers {
		w.providers[p.Name] = p
	}
	return w
}

// Provider returns the provider of that package, or nil.
func (w *World) Provider(name string) *Provider { return w.providers[name] }

// Providers returns the packages that the world provides, sorted.
func (w *World) Providers() []string { return slices.Sorted(maps.Keys(w.providers)) }

// Seed puts an object into the world that no program made, such as an
// account's default VPC.
func (w *World) Seed(o *Object) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.put(o)
}

// Set changes a setting of the world, such as a raised service quota; rules
// read it with Call.Setting.
func (w *World) Set(key, value string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settings[key] = value
}

// Advance moves the virtual clock on.
func (w *World) Advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

// Now is the virtual time.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock
}

// Inject adds a fault.
func (w *World) Inject(f Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, &f)
}

// ClearFaults removes every fault.
func (w *World) ClearFaults() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = nil
}

// Events returns what has happened since the last call, in order, and forgets
// it.
func (w *World) Events() []Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.events
	w.events = nil
	return e
}

// Objects returns copies of all that exists, sorted by kind, scope and id.
func (w *World) Objects() []Object {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]Object, 0, len(w.objects))
	for _, o := range w.objects {
		c := *o
		c.Inputs, c.Props = o.Inputs.Clone(), o.Props.Clone()
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Object) int { return cmp.Compare(a.Key(), b.Key()) })
	return out
}

// View runs f with the world locked, for questions that span objects. The
// Call is good for reading only and only until f returns.
func (w *World) View(scope string, f func(c *Call)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f(&Call{World: w, Scope: scope})
}

// Mutate runs f with the world locked, for drills that change the world
// behind the programs' back, such as killing a machine.
func (w *World) Mutate(scope, salt string, f func(c *Call) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return f(&Call{World: w, Scope: scope, base: "mutate:" + salt})
}

func (w *World) put(o *Object) {
	key := o.Key()
	w.objects[key] = o
	kinds := w.byKind[o.Kind]
	if kinds == nil {
		kinds = map[string]*Object{}
		w.byKind[o.Kind] = kinds
	}
	kinds[key] = o
}

func (w *World) remove(o *Object) {
	key := o.Key()
	delete(w.objects, key)
	delete(w.byKind[o.Kind], key)
}

func (w *World) digest(parts ...string) string {
	h := sha256.New()
	h.Write([]byte(w.seed))
	for _, p := range parts {
		fmt.Fprintf(h, "|%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (w *World) requestID(base string) string {
	w.requests++
	d := w.digest("request", base)
	return fmt.Sprintf("%s-%s-%s-%s-%s", d[:8], d[8:12], d[12:16], d[16:20], d[20:32])
}
