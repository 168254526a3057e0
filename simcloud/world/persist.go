package world

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

type saved struct {
	Version  int               `json:"version"`
	Seed     string            `json:"seed"`
	Clock    time.Time         `json:"clock"`
	Made     map[string]int    `json:"made"`
	Settings map[string]string `json:"settings,omitempty"`
	Objects  []Object          `json:"objects"`
}

// Save writes the world as JSON, sorted, so that two equal worlds give equal
// files. Faults and events are not part of it.
func (w *World) Save(to io.Writer) error {
	objects := w.Objects()
	w.mu.Lock()
	defer w.mu.Unlock()
	enc := json.NewEncoder(to)
	enc.SetIndent("", " ")
	return enc.Encode(saved{1, w.seed, w.clock, w.made, w.settings, objects})
}

// Load replaces the world's content by what Save wrote.
func (w *World) Load(from io.Reader) error {
	var s saved
	if err := json.NewDecoder(from).Decode(&s); err != nil {
		return fmt.Errorf("simcloud: saved world: %w", err)
	}
	if s.Version != 1 {
		return fmt.Errorf("simcloud: saved world: version %d: unknown: delete the file to begin a new world", s.Version)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seed, w.clock, w.made, w.settings = s.Seed, s.Clock, s.Made, s.Settings
	if w.made == nil {
		w.made = map[string]int{}
	}
	if w.settings == nil {
		w.settings = map[string]string{}
	}
	w.objects, w.byKind = map[string]*Object{}, map[string]map[string]*Object{}
	for i := range s.Objects {
		w.put(&s.Objects[i])
	}
	return nil
}
