package main

import (
	"encoding/json"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/stacks/local"
	"github.com/drydock-iac/drydock/stacks/platform"
)

// defaultContext is that of `kind create cluster --name drydock`.
const defaultContext = "kind-drydock"

// simulation is what the simulated cloud has from the beginning: an account
// and, beside it, the machine that the environment local is configured for.
func (s site) simulation() []simcloud.Option {
	machine := platform.Config{Context: defaultContext, Port: platform.DefaultPort}
	// What cannot be read the program itself refuses, with words.
	if stack, err := s.load(s.root, local.Name); err == nil && stack != nil {
		if value, err := stack.Config[config.MustParseKey(platform.ConfigKey)].Value(config.NopDecrypter); err == nil {
			_ = json.Unmarshal([]byte(value), &machine)
		}
	}
	return []simcloud.Option{
		simcloud.EstablishedAccount(),
		simcloud.Workstation(machine.Context, map[string]int{strconv.Itoa(machine.Port): platform.IngressTLSPort}),
	}
}
