package faults_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets garbage gather: hundreds of small deployments follow one
// another here, and a quarter of the time went into collecting it.
func TestMain(m *testing.M) {
	debug.SetGCPercent(200)
	os.Exit(m.Run())
}
