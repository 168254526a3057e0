package settings

import (
	"errors"
	"log/slog"
	"net"
	"strconv"
	"time"
)

// Names of the environment variables.
const (
	EnvPort            = "PORT"
	EnvDrainDelay      = "DRAIN_DELAY"
	EnvShutdownTimeout = "SHUTDOWN_TIMEOUT"
	EnvLogLevel        = "LOG_LEVEL"
)

// Defaults and bounds.
const (
	DefaultPort            = 7777
	DefaultDrainDelay      = 5 * time.Second
	DefaultShutdownTimeout = 20 * time.Second
	DefaultLogLevel        = slog.LevelInfo
	MaxDelay               = 5 * time.Minute
)

// Settings is what an operator may choose.
type Settings struct {
	// Port is the TCP port to listen on, on all addresses.
	Port uint16
	// DrainDelay is how long the service goes on serving after it has
	// reported itself not ready, so that load balancers notice. Zero is a
	// real choice: stop at once.
	DrainDelay time.Duration
	// ShutdownTimeout is how long running requests may take after the
	// listener was closed.
	ShutdownTimeout time.Duration
	// LogLevel is the least severe level that is logged.
	LogLevel slog.Level
}

// Address is the address to listen on: the port on every interface.
func (s Settings) Address() string {
	return net.JoinHostPort("", strconv.Itoa(int(s.Port)))
}

// Names lists every variable that Parse reads.
func Names() []string {
	return []string{EnvPort, EnvDrainDelay, EnvShutdownTimeout, EnvLogLevel}
}

// Parse reads the settings through lookup, which has the shape of
// os.LookupEnv. The error joins one line per problem.
func Parse(lookup func(string) (string, bool)) (Settings, error) {
	r := reader{lookup: lookup}
	s := Settings{
		Port:            r.port(EnvPort, DefaultPort),
		DrainDelay:      r.duration(EnvDrainDelay, DefaultDrainDelay, 0),
		ShutdownTimeout: r.duration(EnvShutdownTimeout, DefaultShutdownTimeout, time.Millisecond),
		LogLevel:        r.level(EnvLogLevel, DefaultLogLevel),
	}
	if len(r.problems) > 0 {
		return Settings{}, errors.Join(r.problems...)
	}
	return s, nil
}
