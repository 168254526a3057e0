package autoscaling

import (
	"slices"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// clusterKind is what package boot calls a cluster of RKE2.
const clusterKind = "sim:index:KubernetesCluster"

// farewell notes of a machine that its group ends in good order, and that had
// time for a word before it goes because the group has a lifecycle hook for
// it, that it was a member of a cluster. What the machine did with that time is
// for package boot to say.
func farewell(c *world.Call, group world.Props, i *world.Object) {
	if i.Props.StrOr("state", i.Props.Str("instanceState")) != "running" || !waits(c, group) {
		return
	}
	for _, k := range c.Everywhere(clusterKind) {
		if slices.Contains(k.Props.Strs("members"), i.ID) {
			k.Props["ended"] = append(k.Props.List("ended"), i.ID)
		}
	}
}

// waits reports whether a group has a hook for the end of its machines.
func waits(c *world.Call, group world.Props) bool {
	hooks := group.Maps("initialLifecycleHooks")
	for _, h := range c.Where(LifecycleHook, "autoscalingGroupName", group.Str("name")) {
		hooks = append(hooks, h.Props)
	}
	return slices.ContainsFunc(hooks, func(h world.Props) bool {
		return h.Str("lifecycleTransition") == "autoscaling:EC2_INSTANCE_TERMINATING"
	})
}
