package cluster

import "fmt"

// Planned is a cluster that is not there yet: good for checking the arguments
// of what will run in it (addons.CheckTraefik, skeleton.Check), not for
// making it.
func Planned(name, version string) Cluster {
	return Cluster{Name: name, Version: version, planned: true}
}

// Live returns an error for a cluster that is only planned.
func (c Cluster) Live() error {
	if c.Provider == nil {
		return fmt.Errorf("cluster %q: only planned, nothing can be made in it: pass the Cluster of an EKS or Existing", c.Name)
	}
	return nil
}
