package settings

import (
	"fmt"
	"log/slog"
	"strconv"
	"time"
)

// reader reads single variables and collects what is wrong with them.
type reader struct {
	lookup   func(string) (string, bool)
	problems []error
}

func (r *reader) reject(name, value, rule, repair string) {
	r.problems = append(r.problems, fmt.Errorf("settings: %s %q: %s: %s", name, value, rule, repair))
}

func (r *reader) port(name string, fallback uint16) uint16 {
	value, set := r.lookup(name)
	if !set {
		return fallback
	}
	n, err := strconv.ParseUint(value, 10, 16)
	if err != nil || n == 0 {
		r.reject(name, value, "is not a port number from 1 to 65535",
			fmt.Sprintf("set a number such as %d or unset it", fallback))
		return fallback
	}
	return uint16(n)
}

func (r *reader) duration(name string, fallback, least time.Duration) time.Duration {
	value, set := r.lookup(name)
	if !set {
		return fallback
	}
	d, err := time.ParseDuration(value)
	if err != nil {
		r.reject(name, value, "is not a duration with a unit",
			fmt.Sprintf("set one such as %s or unset it", fallback))
		return fallback
	}
	if d < least || d > MaxDelay {
		r.reject(name, value, fmt.Sprintf("is outside %s to %s", least, MaxDelay),
			fmt.Sprintf("set one such as %s or unset it", fallback))
		return fallback
	}
	return d
}

func (r *reader) level(name string, fallback slog.Level) slog.Level {
	value, set := r.lookup(name)
	if !set {
		return fallback
	}
	switch value {
	case "debug":
		return slog.LevelDebug
	case "info":
		return slog.LevelInfo
	case "warn":
		return slog.LevelWarn
	case "error":
		return slog.LevelError
	default:
		r.reject(name, value, "is not a log level", "set debug, info, warn or error, or unset it")
		return fallback
	}
}
