package kubernetes

import (
	"encoding/json"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// KubeconfigSetting is a setting of the world: the text of the kubeconfig on
// the machine where the providers run. The real provider reads that of the
// variable KUBECONFIG or of ~/.kube/config where its configuration gives none:
// https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/
const KubeconfigSetting = "kubernetes:kubeconfig"

// ambient completes a provider's configuration that gives no kubeconfig.
func ambient(c *world.Call, config world.Props) world.Props {
	text := c.Setting(KubeconfigSetting, "")
	if config.Str("kubeconfig") != "" || text == "" {
		return config
	}
	complete := config.Clone()
	complete["kubeconfig"] = text
	return complete
}

// NewMachineCluster makes a cluster of one node on the machine where the
// providers run, as kind and k3d do; ports lead from the machine's own to those
// of the node.
func NewMachineCluster(name, server string, ports map[string]int) *world.Object {
	o := NewCluster(name, server, Node{Name: name + "-control-plane", Address: "172.18.0.2"})
	mapped := map[string]any{}
	for from, to := range ports {
		mapped[from] = float64(to)
	}
	o.Props["ports"] = mapped
	return o
}

// MachineKubeconfig returns a kubeconfig in which a context and its cluster
// have the name given, and nothing is current.
func MachineKubeconfig(name, server string) string {
	type m = map[string]any
	text, _ := json.Marshal(m{ // which cannot fail: maps of text
		"apiVersion": "v1", "kind": "Config",
		"clusters": []m{{"name": name, "cluster": m{"server": server}}},
		"contexts": []m{{"name": name, "context": m{"cluster": name, "user": name}}},
		"users":    []m{{"name": name, "user": m{"token": "sim"}}},
	})
	return string(text)
}
