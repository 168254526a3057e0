package simcloud

import (
	"fmt"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/drydock-iac/drydock/simcloud/internal/rpc"
)

// Provider returns a new, unconfigured instance of a package's provider that
// speaks the engine's protocol, for an engine in the same process.
func (c *Cloud) Provider(pkg string) (pulumirpc.ResourceProviderServer, error) {
	if c.world.Provider(pkg) == nil {
		_, err := c.world.Session(pkg)
		return nil, fmt.Errorf("provider %s: %w", pkg, err)
	}
	return rpc.NewProvider(c.world, pkg, c.notify), nil
}

// Packages returns the packages that the cloud simulates and the version of
// the SDK that each follows.
func (c *Cloud) Packages() map[string]string {
	versions := map[string]string{}
	for _, pkg := range c.world.Providers() {
		versions[pkg] = c.world.Provider(pkg).Version
	}
	return versions
}
