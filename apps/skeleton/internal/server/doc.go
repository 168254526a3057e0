// Package server runs the service as a process: settings, listener, signals
// and a graceful stop.
//
// A stop goes through these steps, so that no request is refused:
//
//  1. A first signal arrives. Readiness turns 503 and answers ask clients to
//     close their connections; everything else is served as before.
//  2. DRAIN_DELAY passes: load balancers notice and send no more traffic.
//  3. The listener closes. Running requests get SHUTDOWN_TIMEOUT to end.
//  4. Run returns ExitOK, or ExitTimeout if some had to be cut.
//
// A second signal ends it at once, at any step.
//
// Everything from outside comes in through Options, clock and signals
// included; only the program's main touches the process.
package server
