package kubernetes

import (
	"fmt"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// What becomes of the pods on a machine that failed, by the defaults of the
// controllers, which EKS and RKE2 do not document to change.
const (
	// Noticed is when the node counts as not ready, and the pods on it leave
	// the endpoints: --node-monitor-grace-period of
	// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
	// Until then requests go to them and fail.
	Noticed = 50 * time.Second
	// Collected is when the pods are gone and their controllers make others:
	// the cloud's node lifecycle controller, which looks every 5 seconds, has
	// deleted the node because its machine does not exist any more, and the
	// collector of orphans, which looks every 20, has waited its 40 seconds:
	// https://kubernetes.io/docs/concepts/architecture/cloud-controller/#node-controller
	// https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/controller/podgc/gc_controller.go
	// The five minutes that a pod tolerates an unreachable node count only
	// where the machine still exists.
	Collected = Noticed + 65*time.Second
)

// controlled reports whether the cluster's controllers work: with no quorum of
// etcd, pods run on and nothing else happens.
func controlled(c *world.Call) bool { return boot.Leaderless(c, c.Scope) == "" }

// mourn brings the pods on lost machines to the state that the controllers
// have brought them to by now, and returns those that are to run elsewhere.
func mourn(c *world.Call) []*world.Object {
	var again []*world.Object
	for _, o := range podsOf(c) {
		age, lost := ec2.LostFor(c, o)
		switch {
		case !lost || age < Noticed:
		case age < Collected:
			node := o.Props.Map("spec").Str("nodeName")
			o.Props["ready"], o.Props["reason"] = false, fmt.Sprintf("node %s is not ready: its machine is gone", node)
		case recreated(c, o):
			delete(o.Props, ec2.LostProperty)
			again = append(again, o)
		default:
			c.Remove(o)
		}
	}
	return again
}

// recreated reports whether a controller makes another pod in place of one that
// is gone, wherever there is room; one of a DaemonSet goes with its node.
func recreated(c *world.Call, pod *world.Object) bool {
	for _, token := range []string{tokenDeployment, tokenStatefulSet, tokenJob} {
		for _, o := range c.All(token) {
			if o.Scope == c.Scope && o.Key() == pod.Owner {
				return true
			}
		}
	}
	return false
}

func podsOf(c *world.Call) []*world.Object {
	return slices.DeleteFunc(c.All(tokenPod), func(o *world.Object) bool {
		return o.Scope != c.Scope || o.Props.Map("status").Str("phase") == "Succeeded"
	})
}

// offline says why a machine cannot fetch images and what else it starts from
// although its subnet leads to a NAT gateway, "" where it can. With endpoints
// of its own in the VPC it does without:
// https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
func offline(c *world.Call, instance *world.Object) string {
	inside := *c
	inside.Scope = instance.Scope
	why := ec2.Offline(&inside, instance)
	if why == "" {
		return ""
	}
	for _, service := range []string{"ecr.api", "ecr.dkr"} {
		name := "com.amazonaws." + instance.Scope + "." + service
		if !slices.ContainsFunc(inside.Where(api.VPCEndpoint, "vpcId", instance.Props.Str("vpcId")), func(e *world.Object) bool {
			return e.Props.Str("serviceName") == name
		}) {
			return why
		}
	}
	return ""
}

// unpulled says why a node has not got a pod's images: it cannot fetch them,
// and no other pod on it uses them
// (https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy).
func unpulled(c *world.Call, id string, node Node, spec *corev1.PodSpec) string {
	if node.Instance == "" {
		return ""
	}
	why, present := "", map[string]bool{}
	for _, o := range c.Everywhere(api.Instance) {
		if o.ID == node.Instance {
			why = offline(c, o)
		}
	}
	if why == "" {
		return ""
	}
	for _, o := range podsOf(c) {
		if o.ID == id || o.Props.Str("instance") != node.Instance || !o.Props.Bool("ready") {
			continue
		}
		for _, container := range o.Props.Map("spec").Maps("containers") {
			present[container.Str("image")] = true
		}
	}
	for _, container := range slices.Concat(spec.InitContainers, spec.Containers) {
		if !present[container.Image] || container.ImagePullPolicy == corev1.PullAlways {
			return fmt.Sprintf("Back-off pulling image %q: %s", container.Image, why)
		}
	}
	return ""
}
