package main_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	main "github.com/drydock-iac/drydock/cmd/drydock"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
}

func TestTheProjectIsFoundFromBelow(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{"Pulumi.yaml": "name: shipyard\nruntime: go\n"})
	below := filepath.Join(root, "a", "b")
	require.NoError(t, os.MkdirAll(below, 0o700))
	at, name, err := main.FindSite(below)
	require.NoError(t, err)
	assert.Equal(t, root, at)
	assert.Equal(t, "shipyard", name)

	alone := t.TempDir()
	at, name, err = main.FindSite(alone)
	require.NoError(t, err)
	assert.Equal(t, alone, at)
	assert.Equal(t, "drydock", name)

	write(t, alone, map[string]string{"Pulumi.yaml": "name: [\n"})
	_, _, err = main.FindSite(alone)
	assert.ErrorContains(t, err, filepath.Join(alone, "Pulumi.yaml")+": ")
}

func TestSimulatedSettingsHoldNoSecretsOfTheRealCloud(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{
		"Pulumi.yaml": "name: shipyard\nruntime: go\nmain: stacks\nbackend:\n  url: s3://real\n",
		"Pulumi.prod.yaml": "secretsprovider: awskms://alias/real\nencryptedkey: AAAA\nconfig:\n" +
			"  aws:region: eu-central-1\n  shipyard:platform:\n    domain: example.com\n    zones: [a, b]\n" +
			"  shipyard:token:\n    secure: v1:abc:def\n  drydock:kubeconfig:\n    secure: v1:ghi:jkl\n",
	})
	values, encrypted, err := main.Simulated(root, "prod")
	require.NoError(t, err)
	assert.Equal(t, []string{"shipyard:token"}, encrypted)
	assert.Equal(t, `"eu-central-1"`, values["aws:region"])
	assert.Equal(t, `"simulated-secret"`, values["shipyard:token"])
	assert.JSONEq(t, `{"domain": "example.com", "zones": ["a", "b"]}`, values["shipyard:platform"])
	assert.NotContains(t, values, "drydock:kubeconfig", "the simulated machine has its own")

	values, encrypted, err = main.Simulated(root, "dev")
	require.NoError(t, err)
	assert.Empty(t, values)
	assert.Empty(t, encrypted)
}

func TestTheSimulatedMachineIsTheOneThatLocalIsConfiguredFor(t *testing.T) {
	cluster := func(name string) simcloud.Item { return simcloud.Item{Kind: kubernetes.KindCluster, ID: name} }
	for want, text := range map[string]string{
		"kind-drydock": "config: {}\n",
		"k3d-dock":     "config:\n  drydock:platform:\n    context: k3d-dock\n    port: 8443\n",
	} {
		root := t.TempDir()
		write(t, root, map[string]string{"Pulumi.yaml": "name: drydock\nruntime: go\n", "Pulumi.local.yaml": text})
		items, err := main.Machine(root)
		require.NoError(t, err)
		assert.Contains(t, items, cluster(want))
	}
}
