package pulumicli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// How often the meter speaks: on a terminal it rewrites one line, elsewhere
// each report is a line of its own.
const (
	everyTerminal = time.Second
	everyLog      = 15 * time.Second
)

// meter shows how far a build has come.
type meter struct {
	mu       sync.Mutex
	w        io.Writer
	terminal bool
	title    string
	began    time.Time
	building time.Time
	fetches  int
	packages int
	done     int
	quit     chan struct{}
	ended    sync.WaitGroup
}

func newMeter(w io.Writer, terminal bool, title string) *meter {
	m := &meter{w: w, terminal: terminal, title: title, began: time.Now(), quit: make(chan struct{})}
	fmt.Fprintln(w, title)
	every := everyLog
	if terminal {
		every = everyTerminal
	}
	m.ended.Add(1)
	go func() {
		defer m.ended.Done()
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case now := <-tick.C:
				m.show(now)
			case <-m.quit:
				return
			}
		}
	}()
	return m
}

// fetched takes a line of the go command's that may report a download.
func (m *meter) fetched(line string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if strings.HasPrefix(line, "go: downloading ") {
		m.fetches++
	}
}

// total says how many packages are to be compiled.
func (m *meter) total(packages int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.packages, m.building = packages, time.Now()
}

// compiled takes a line of `go build -v`, which is the name of a package.
func (m *meter) compiled(line string) {
	if strings.HasPrefix(line, "go: ") || strings.HasPrefix(line, "#") {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done++
}

func (m *meter) show(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	line := "  " + Estimate(m.fetches, m.done, m.packages, now.Sub(m.began), now.Sub(m.building))
	if m.terminal {
		fmt.Fprintf(m.w, "\r%s\x1b[K", line)
		return
	}
	fmt.Fprintln(m.w, line)
}

func (m *meter) stop() {
	close(m.quit)
	m.ended.Wait()
	if m.terminal {
		fmt.Fprint(m.w, "\r\x1b[K")
	}
}

// Estimate puts the progress of a build into words: how many modules were
// fetched, how many of the packages are compiled, the time since the beginning
// and, once a twentieth is compiled, about how long it will still take at the
// pace so far. packages is 0 while modules are being fetched.
func Estimate(fetches, done, packages int, elapsed, building time.Duration) string {
	if packages == 0 {
		return fmt.Sprintf("fetching modules: %d so far, %s", fetches, clock(elapsed))
	}
	done = min(done, packages)
	text := fmt.Sprintf("%d of %d packages, %s", done, packages, clock(elapsed))
	switch {
	case done == packages:
		return text + ", linking"
	case done*20 >= packages:
		left := building * time.Duration(packages-done) / time.Duration(done)
		return text + ", about " + clock(left) + " left"
	}
	return text
}

func clock(d time.Duration) string { return d.Round(time.Second).String() }
