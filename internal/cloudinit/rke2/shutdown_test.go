package rke2_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
)

func TestAMachineThatGoesGivesItsPodsTimeToEnd(t *testing.T) {
	for _, server := range []bool{true, false} {
		doc, err := told(rke2.Machine{Server: server}).Document()
		require.NoError(t, err)
		text, ok := doc.File("/etc/drydock/kubelet.yaml")
		require.True(t, ok)
		var got map[string]string
		require.NoError(t, yaml.Unmarshal([]byte(text), &got))
		assert.Equal(t, map[string]string{
			"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
			"shutdownGracePeriod": "120s", "shutdownGracePeriodCriticalPods": "30s",
		}, got)
		whole, err := time.ParseDuration(got["shutdownGracePeriod"])
		require.NoError(t, err)
		assert.LessOrEqual(t, whole, 2*time.Minute, "a spot machine has no more: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-interruptions.html")
	}
}
