package main

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
)

// A unit test of one's own program takes the simulated cloud as its mocks,
// and so fails on whatever AWS would refuse.
func TestTheNetworkHasAWayOutInEachZone(t *testing.T) {
	cloud, err := simcloud.New()
	require.NoError(t, err)
	mocks := cloud.Mocks(simcloud.Config{"aws:region": "eu-central-1"})
	require.NoError(t, pulumi.RunErr(program, pulumi.WithMocks("project", "stack", mocks)))
	gateways := 0
	for _, item := range cloud.Inventory() {
		if item.Kind == "aws:ec2/natGateway:NatGateway" {
			gateways++
		}
	}
	assert.Equal(t, 3, gateways)
}
