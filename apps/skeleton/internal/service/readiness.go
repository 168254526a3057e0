package service

import "sync/atomic"

// Phase is where in its life the service is.
type Phase int32

// The phases, in order. The zero Readiness is starting.
const (
	Starting Phase = iota
	Ready
	Draining
)

// Readiness holds the phase. It is safe for concurrent use.
type Readiness struct {
	phase atomic.Int32
}

// Set changes the phase.
func (r *Readiness) Set(p Phase) { r.phase.Store(int32(p)) }

// Phase is the current phase.
func (r *Readiness) Phase() Phase { return Phase(r.phase.Load()) }
