package main

import (
	"sync"

	"github.com/drydock-iac/drydock/simcloud"
)

// keeper writes the simulated cloud to disk after each effect, before the
// engine learns of the effect: whatever the engine knows of, the file knows
// of, even if everything is killed. Effects that come while a write is under
// way share the next one.
type keeper struct {
	cloud *simcloud.Cloud
	path  string

	mu      sync.Mutex
	ended   *sync.Cond
	writing bool
	// effects counts the effects, written those that are on disk.
	effects, written int
	err              error
}

func newKeeper(c *simcloud.Cloud, path string) *keeper {
	k := &keeper{cloud: c, path: path}
	k.ended = sync.NewCond(&k.mu)
	return k
}

// changed returns once everything that had happened when it was called is on
// disk.
func (k *keeper) changed() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.effects++
	for mine := k.effects; k.written < mine && k.err == nil; {
		if k.writing {
			k.ended.Wait()
			continue
		}
		k.writing = true
		upTo := k.effects
		k.mu.Unlock()
		err := k.cloud.Save(k.path)
		k.mu.Lock()
		k.writing, k.written, k.err = false, upTo, err
		k.ended.Broadcast()
	}
}

// close writes the last time and returns the first error of all writes.
func (k *keeper) close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil {
		return k.err
	}
	return k.cloud.Save(k.path)
}
