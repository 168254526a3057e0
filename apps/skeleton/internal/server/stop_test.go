package server_test

import (
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/server"
)

func TestAStopTurnsUnreadyFirstAndGoesOnServing(t *testing.T) {
	r := run(t, nil)
	r.signals <- syscall.SIGTERM
	assert.Equal(t, 5*time.Second, receive(t, r.delays), "the default delay")
	assert.Equal(t, 503, r.code("/readyz"))
	assert.Equal(t, 200, r.code("/healthz"))
	resp, err := r.client.Get(r.url + "/api/v1/greeting")
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, 200, resp.StatusCode)
	assert.True(t, resp.Close, "clients are asked to reconnect elsewhere")

	close(r.drained)
	assert.Equal(t, server.ExitOK, receive(t, r.exit))
	assert.Equal(t, 0, r.code("/healthz"), "the listener is closed")
	assert.Equal(t, []string{"ready", "draining", "request", "stopping", "stopped"}, r.logs.values(t, "msg"))
}

func TestARunningRequestIsAnsweredBeforeTheStop(t *testing.T) {
	entered, release := make(chan struct{}, 1), make(chan struct{})
	r := run(t, nil, held(entered, release))
	answered := make(chan int, 1)
	go func() { answered <- r.code("/held") }()
	receive(t, entered)
	r.signals <- syscall.SIGTERM
	close(r.drained)
	require.Eventually(t, func() bool { return r.code("/healthz") == 0 }, patience, time.Millisecond)
	assert.Empty(t, r.exit, "it waits for the request")
	close(release)
	assert.Equal(t, 200, receive(t, answered))
	assert.Equal(t, server.ExitOK, receive(t, r.exit))
}

func TestARequestThatTakesTooLongIsCut(t *testing.T) {
	entered, release := make(chan struct{}, 1), make(chan struct{})
	defer close(release)
	r := run(t, map[string]string{"SHUTDOWN_TIMEOUT": "20ms"}, held(entered, release))
	answered := make(chan int, 1)
	go func() { answered <- r.code("/held") }()
	receive(t, entered)
	r.signals <- syscall.SIGTERM
	close(r.drained)
	assert.Equal(t, server.ExitTimeout, receive(t, r.exit))
	assert.Equal(t, 0, receive(t, answered))
}

func TestASecondSignalEndsTheDrainAtOnce(t *testing.T) {
	for sig, want := range map[os.Signal]int{syscall.SIGTERM: 143, os.Interrupt: 130} {
		r := run(t, nil)
		r.signals <- syscall.SIGTERM
		receive(t, r.delays)
		r.signals <- sig
		assert.Equal(t, want, receive(t, r.exit))
		assert.Equal(t, 0, r.code("/healthz"))
	}
}

func TestASecondSignalEndsTheShutdownAtOnce(t *testing.T) {
	entered, release := make(chan struct{}, 1), make(chan struct{})
	defer close(release)
	r := run(t, nil, held(entered, release))
	answered := make(chan int, 1)
	go func() { answered <- r.code("/held") }()
	receive(t, entered)
	r.signals <- syscall.SIGTERM
	close(r.drained)
	require.Eventually(t, func() bool { return r.code("/healthz") == 0 }, patience, time.Millisecond)
	r.signals <- syscall.SIGTERM
	assert.Equal(t, 143, receive(t, r.exit))
	assert.Equal(t, 0, receive(t, answered))
}
