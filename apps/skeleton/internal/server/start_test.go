package server_test

import (
	"errors"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/server"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/service"
)

func TestEveryBadSettingAndArgumentIsALogLineOfItsOwn(t *testing.T) {
	out := &logs{}
	o := options(map[string]string{"PORT": "http", "DRAIN_DELAY": "5"}, out)
	o.Args = []string{"-v"}
	assert.Equal(t, server.ExitUsage, server.Run(o))
	assert.Equal(t, []string{
		`skeleton: argument "-v": it takes none: set environment variables instead`,
		`settings: PORT "http": is not a port number from 1 to 65535: set a number such as 7777 or unset it`,
		`settings: DRAIN_DELAY "5": is not a duration with a unit: set one such as 5s or unset it`,
	}, out.values(t, "cause"))
}

func TestThePortOfTheSettingsIsListenedOn(t *testing.T) {
	for env, want := range map[string]string{"": ":7777", "8080": ":8080"} {
		vars := map[string]string{}
		if env != "" {
			vars["PORT"] = env
		}
		out := &logs{}
		o := options(vars, out)
		var got string
		o.Listen = func(network, address string) (net.Listener, error) {
			got = network + " " + address
			return nil, errors.New("in use")
		}
		assert.Equal(t, server.ExitFailure, server.Run(o))
		assert.Equal(t, "tcp "+want, got)
		assert.Equal(t, []string{"server: port " + want[1:] + ": in use"}, out.values(t, "cause"))
	}
}

func TestAHostWithoutANameDoesNotStart(t *testing.T) {
	out := &logs{}
	o := options(nil, out)
	o.Hostname = func() (string, error) { return "", errors.New("no name") }
	assert.Equal(t, server.ExitFailure, server.Run(o))
	assert.Equal(t, []string{"server: host name: no name"}, out.values(t, "cause"))
}

func TestABrokenRouteTableDoesNotStart(t *testing.T) {
	o := options(nil, &logs{})
	o.Routes = []service.Route{{}}
	assert.Equal(t, server.ExitFailure, server.Run(o))
}

func TestALostListenerIsAFailure(t *testing.T) {
	o := options(nil, &logs{})
	o.Listen = func(string, string) (net.Listener, error) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err == nil {
			err = l.Close()
		}
		return l, err
	}
	assert.Equal(t, server.ExitFailure, server.Run(o))
}

func TestTheLogLevelOfTheSettingsApplies(t *testing.T) {
	r := run(t, map[string]string{"LOG_LEVEL": "warn", "DRAIN_DELAY": "1ms"})
	r.code("/api/v1/greeting")
	r.signals <- syscall.SIGTERM
	assert.Equal(t, time.Millisecond, receive(t, r.delays))
	close(r.drained)
	assert.Equal(t, server.ExitOK, receive(t, r.exit))
	assert.Empty(t, r.logs.out.String())
}

func TestAnAnswerFitsIntoTheDefaultShutdown(t *testing.T) {
	assert.Less(t, server.WriteTimeout, 20*time.Second)
	assert.Less(t, server.ReadHeaderTimeout, server.ReadTimeout)
	assert.Greater(t, server.IdleTimeout, time.Minute, "above an AWS load balancer's idle timeout")
}
