package kubernetes

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// podStart is how long a pod takes from its binding to its first probe: image
// pull and container start.
const podStart = 10 * time.Second

// newPod makes a pod's object; node is the zero Node while it is pending.
func (r *request) newPod(name string, template *corev1.PodTemplateSpec, node Node, why string, done bool) *world.Object {
	return podObject(r.c, r.namespace, name, template, node, why, done)
}

func podObject(c *world.Call, namespace, name string, template *corev1.PodTemplateSpec, node Node, why string, done bool) *world.Object {
	id := namespace + "/" + name
	spec := map[string]any{}
	if text, err := json.Marshal(template.Spec); err == nil {
		_ = json.Unmarshal(text, &spec)
	}
	labels := map[string]any{}
	for k, v := range template.Labels {
		labels[k] = v
	}
	cpu, memory := requests(&template.Spec)
	ports := []any{}
	for _, p := range hostPorts(&template.Spec) {
		ports = append(ports, float64(p))
	}
	p := world.Props{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": map[string]any{"name": name, "namespace": namespace, "labels": labels, "uid": c.UUID(tokenPod, id)},
		"spec":     spec, "requests": map[string]any{"cpuMilli": cpu, "memoryMiB": memory}, "hostPorts": ports,
	}
	o := &world.Object{Kind: tokenPod, ID: id, Scope: c.Scope, Props: p.Clone()}
	bind(c, o, node, why, done)
	return o
}

// bind writes a pod's place and state into its object.
func bind(c *world.Call, o *world.Object, node Node, why string, done bool) {
	spec := o.Props.Map("spec")
	ready := node.Name != "" && why == "" && !done
	o.Props["ready"], o.Props["reason"] = ready, why
	o.Props["zone"], o.Props["instance"] = node.Zone, node.Instance
	if node.Name == "" {
		delete(spec, "nodeName")
		o.Props["status"] = map[string]any{"phase": "Pending"}
		return
	}
	spec["nodeName"] = node.Name
	phase := "Running"
	switch {
	case done:
		phase = "Succeeded"
	case why != "":
		phase = "Pending"
	}
	address := podAddress(c, node, o.ID)
	if spec.Bool("hostNetwork") {
		address = node.Address
	}
	o.Props["status"] = map[string]any{"phase": phase, "podIP": address, "hostIP": node.Address}
}

// podAddress finds a free address: in the subnet of the node's instance, as
// the VPC CNI gives them, or in 10.42.0.0/16.
func podAddress(c *world.Call, node Node, id string) string {
	prefix := netip.MustParsePrefix("10.42.0.0/16")
	taken := map[string]bool{}
	for _, o := range c.All(tokenPod) {
		if o.ID != id {
			taken[o.Props.Map("status").Str("podIP")] = true
		}
	}
	if node.Instance != "" {
		prefix = subnetOf(c, node.Instance, taken, prefix)
	}
	size := 1 << (32 - prefix.Bits())
	at := c.Number(size, "pod address", id)
	for range size {
		// EC2 keeps the first four addresses and the last of every subnet.
		if at >= 4 && at < size-1 {
			if a := offset(prefix, at).String(); !taken[a] {
				return a
			}
		}
		at = (at + 1) % size
	}
	return ""
}

func subnetOf(c *world.Call, instance string, taken map[string]bool, or netip.Prefix) netip.Prefix {
	for _, o := range c.Everywhere(api.Instance) {
		if o.ID != instance {
			continue
		}
		subnet := c.FindIn(o.Scope, api.Subnet, o.Props.Str("subnetId"))
		if subnet == nil {
			return or
		}
		for _, i := range c.Everywhere(api.NetworkInterface) {
			if i.Scope == o.Scope && i.Props.Str("subnetId") == subnet.ID {
				taken[i.Props.Str("privateIp")] = true
			}
		}
		taken[o.Props.Str("privateIp")] = true
		if p, err := netip.ParsePrefix(subnet.Props.Str("cidrBlock")); err == nil && p.Bits() >= 8 {
			return p
		}
	}
	return or
}

func offset(p netip.Prefix, n int) netip.Addr {
	b := p.Masked().Addr().As4()
	v := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	v += uint32(n)
	return netip.AddrFrom4([4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)})
}

// createable says why the API server would refuse a controller's pods, "" if
// it would not: the service account must exist and the namespace's pod
// security level must allow the pod.
func createable(c *world.Call, namespace string, spec *corev1.PodSpec) string {
	account := spec.ServiceAccountName
	if account == "" {
		account = "default"
	}
	if !exists(c, tokenAccount, namespace+"/"+account) {
		return fmt.Sprintf("error looking up service account %s/%s: serviceaccount %q not found", namespace, account, account)
	}
	if spec.PriorityClassName != "" && !exists(c, tokenPriority, spec.PriorityClassName) {
		return fmt.Sprintf("no PriorityClass with name %s was found", spec.PriorityClassName)
	}
	return podSecurity(c, namespace, spec)
}

// startable says what keeps a placed pod's containers from starting: a Secret,
// ConfigMap, key or claim that is not there.
func startable(c *world.Call, namespace string, spec *corev1.PodSpec) string {
	missing := func(token, kind, name string, optional *bool, keys ...string) string {
		if optional != nil && *optional || name == "" {
			return ""
		}
		o := c.Find(token, namespace+"/"+name)
		if o == nil {
			if virtual(c, token, namespace+"/"+name) {
				return ""
			}
			return fmt.Sprintf("%s %q not found", kind, name)
		}
		for _, key := range keys {
			if !slices.ContainsFunc([]string{"data", "stringData", "binaryData"}, func(in string) bool { return o.Props.Map(in).Has(key) || o.Props.Map(in)[key] != nil }) {
				return fmt.Sprintf("couldn't find key %s in %s %s/%s", key, kindWord[token], namespace, name)
			}
		}
		return ""
	}
	for _, v := range spec.Volumes {
		why := ""
		switch {
		case v.Secret != nil:
			why = missing(tokenSecret, "secret", v.Secret.SecretName, v.Secret.Optional)
		case v.ConfigMap != nil:
			why = missing(tokenConfigMap, "configmap", v.ConfigMap.Name, v.ConfigMap.Optional)
		case v.Projected != nil:
			for _, s := range v.Projected.Sources {
				if s.Secret != nil && why == "" {
					why = missing(tokenSecret, "secret", s.Secret.Name, s.Secret.Optional)
				}
				if s.ConfigMap != nil && why == "" {
					why = missing(tokenConfigMap, "configmap", s.ConfigMap.Name, s.ConfigMap.Optional)
				}
			}
		}
		if why != "" {
			return fmt.Sprintf("MountVolume.SetUp failed for volume %q : %s", v.Name, why)
		}
	}
	for _, container := range slices.Concat(spec.InitContainers, spec.Containers) {
		for _, from := range container.EnvFrom {
			if s := from.SecretRef; s != nil {
				if why := missing(tokenSecret, "secret", s.Name, s.Optional); why != "" {
					return why
				}
			}
			if m := from.ConfigMapRef; m != nil {
				if why := missing(tokenConfigMap, "configmap", m.Name, m.Optional); why != "" {
					return why
				}
			}
		}
		for _, e := range container.Env {
			if e.ValueFrom == nil {
				continue
			}
			if s := e.ValueFrom.SecretKeyRef; s != nil {
				if why := missing(tokenSecret, "secret", s.Name, s.Optional, s.Key); why != "" {
					return why
				}
			}
			if m := e.ValueFrom.ConfigMapKeyRef; m != nil {
				if why := missing(tokenConfigMap, "configmap", m.Name, m.Optional, m.Key); why != "" {
					return why
				}
			}
		}
	}
	return ""
}

var kindWord = map[string]string{tokenSecret: "Secret", tokenConfigMap: "ConfigMap"}

// Settle lets the controllers of every cluster catch up with the world.
func Settle(c *world.Call) {
	for _, kind := range []string{api.Cluster, KindCluster} {
		for _, o := range c.Everywhere(kind) {
			inside := *c
			inside.Scope = Scope(o)
			reschedule(&inside)
		}
	}
}

// reschedule lets the controllers catch up with the world: pods of nodes that
// are gone find another, pending ones another chance, each node gets the pods
// that run on every node, and pods and nodes follow the load.
func reschedule(c *world.Call) {
	if !controlled(c) {
		return
	}
	defer reconcile(c)
	seat(c)
	follow(c)
}

// seat finds nodes for the pods that have none.
func seat(c *world.Call) {
	waiting := mourn(c)
	nodes := map[string]bool{}
	for _, n := range Nodes(c, c.Scope) {
		nodes[n.Name] = true
	}
	everywhere(c, nodes)
	for _, o := range podsOf(c) {
		if _, lost := ec2.LostFor(c, o); lost || slices.Contains(waiting, o) {
			continue
		}
		if node := o.Props.Map("spec").Str("nodeName"); !o.Props.Bool("ready") || !nodes[node] {
			waiting = append(waiting, o)
		}
	}
	if len(waiting) == 0 {
		return
	}
	s := newScheduler(c, slices.DeleteFunc(slices.Clone(waiting), func(o *world.Object) bool {
		return nodes[o.Props.Map("spec").Str("nodeName")] // bound for good, ready or not
	}))
	for _, o := range waiting {
		meta := o.Props.Map("metadata")
		spec := typed[corev1.Pod](o.Props).Spec
		node := s.node(spec.NodeName)
		spec.NodeName = ""
		why := claimsReady(c, meta.Str("namespace"), &spec)
		if why == "" && node.Name == "" {
			node, why = s.place(o.ID, meta.Str("namespace"), &spec, stringMap(meta.Map("labels")))
		}
		if why == "" {
			why = startable(c, meta.Str("namespace"), &spec)
		}
		if why == "" {
			why = unpulled(c, o.ID, node, &spec)
		}
		bind(c, o, node, why, false)
	}
}
