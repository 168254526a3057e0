package world

import (
	"fmt"
	"strings"
	"time"
)

// maxAttempts is how often the AWS provider's client tries a call that is
// throttled (max_retries, default 25).
const maxAttempts = 25

func (w *World) draw(op Op, kind, urn string) *Fault {
	for _, f := range w.faults {
		if f.Op != "" && f.Op != op || !matches(f.Kind, kind) || f.URN != "" && !strings.Contains(urn, f.URN) {
			continue
		}
		f.seen++
		if f.seen <= f.Skip {
			continue
		}
		if f.Times >= 0 && f.done >= max(f.Times, 1) && f.Effect != Throttle || f.Effect == Throttle && f.done > 0 && f.Times >= 0 {
			continue
		}
		if f.Percent > 0 && w.drawn(f.seen, urn, string(op)) >= f.Percent {
			continue
		}
		f.done++
		return f
	}
	return nil
}

func (w *World) drawn(seen int, parts ...string) int {
	c := Call{World: w, base: "fault"}
	return c.Number(100, append(parts, fmt.Sprint(seen))...)
}

func matches(pattern, kind string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(kind, prefix)
	}
	return pattern == "" || pattern == kind
}

func (f *Fault) before(c *Call) error {
	if f == nil {
		return nil
	}
	switch f.Effect {
	case Refuse:
		return f.err(c, "InternalError", "We encountered an internal error. Please try again.", 500)
	case Throttle:
		if f.Times < 0 || f.Times >= maxAttempts {
			return f.err(c, "Throttling", fmt.Sprintf("Rate exceeded (exceeded maximum number of attempts, %d)", maxAttempts), 400)
		}
		c.retried += backoff(max(f.Times, 1))
	}
	return nil
}

func (f *Fault) after(c *Call) error {
	if f == nil {
		return nil
	}
	switch f.Effect {
	case LoseAnswer:
		return f.err(c, "RequestTimeout", "read: connection reset by peer", 0)
	case Hook:
		f.Do()
	}
	return nil
}

func (f *Fault) err(c *Call, code, message string, status int) error {
	if f.Err != nil {
		return f.Err
	}
	return &Error{Doing: c.URN, Service: "simulated", Operation: string(f.Op), Status: status, Code: code, Message: message}
}

// backoff is the time that n retries take: doubling from one second, at most
// 20 seconds each, as the AWS SDK does in standard mode.
func backoff(n int) time.Duration {
	var total time.Duration
	for i := range n {
		total += min(time.Second<<min(i, 10), 20*time.Second)
	}
	return total
}
