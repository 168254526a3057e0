package simcloud

import (
	"net/url"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Localhost is the place from which Reach may ask as a program on the machine
// of a Workstation does.
const Localhost = "localhost"

// workstationServer is where the API of a workstation's cluster answers.
func workstationServer(context string) string {
	return "https://127.0.0.1:6443/" + url.PathEscape(context)
}

// Workstation is the machine of a developer who has made a cluster on it with
// kind or k3d: one node, the given context in the kubeconfig that tools read by
// themselves, and ports of the machine that lead to ports of the node
// ("443": 30443). Applied again, it changes the ports and nothing else.
func Workstation(context string, ports map[string]int) Option {
	return func(o *options) {
		server := workstationServer(context)
		o.settings[kubernetes.KubeconfigSetting] = kubernetes.MachineKubeconfig(context, server)
		o.seeds = append(o.seeds, kubernetes.NewMachineCluster(context, server, ports))
	}
}

// seed puts what is simply there into the cloud, unless it is there already.
func (c *Cloud) seed(objects []*world.Object) {
	for _, o := range objects {
		there := false
		_ = c.world.Mutate(o.Scope, "seed", func(call *world.Call) error {
			if found := call.FindIn(o.Scope, o.Kind, o.ID); found != nil {
				there = true
				found.Props["ports"] = o.Props["ports"]
			}
			return nil // and so does Mutate
		})
		if !there {
			c.world.Seed(o)
		}
	}
}
