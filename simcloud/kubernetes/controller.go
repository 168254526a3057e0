package kubernetes

import (
	"encoding/base64"
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// verdict is what a controller makes of one object of a chart's own kind.
type verdict struct {
	ready           bool
	reason, message string
	// took is how long the controller worked on it.
	took time.Duration
}

func ready(reason, message string) verdict {
	return verdict{ready: true, reason: reason, message: message}
}

func notReady(reason, format string, args ...any) verdict {
	return verdict{reason: reason, message: fmt.Sprintf(format, args...)}
}

// status is the verdict as the object's status shows it.
func (v verdict) status() map[string]any {
	is := "False"
	if v.ready {
		is = "True"
	}
	return map[string]any{"conditions": []any{map[string]any{
		"type": "Ready", "status": is, "reason": v.reason, "message": v.message,
	}}}
}

// controllers look after objects of these kinds once they are admitted; other
// custom resources are stored and nothing comes of them.
var controllers = map[string]func(c *world.Call, o custom) verdict{
	"cert-manager.io/Issuer":                 issuerVerdict,
	"cert-manager.io/ClusterIssuer":          issuerVerdict,
	"cert-manager.io/Certificate":            certify,
	"external-secrets.io/SecretStore":        storeVerdict,
	"external-secrets.io/ClusterSecretStore": storeVerdict,
	"external-secrets.io/ExternalSecret":     pull,
	"external-secrets.io/PushSecret":         push,
}

// custom is a custom resource as a controller sees it.
type custom struct {
	kind, namespace, name string
	spec                  world.Props
	// synced reports that the controller was done with it before.
	synced bool
}

func controllerOf(k *kind) func(*world.Call, custom) verdict { return controllers[k.group+"/"+k.name] }

// control has the controller of a custom resource look at it. What is not
// ready makes the provider wait only where the program says so
// (https://github.com/pulumi/pulumi-kubernetes/blob/master/CHANGELOG.md, waitFor).
func (r *request) control() {
	look := controllerOf(r.kind)
	if look == nil {
		return
	}
	o := custom{kind: r.kind.name, namespace: r.namespace, name: r.name, spec: r.in.Map("spec")}
	if r.old != nil {
		o.synced = conditionReady(r.old.Props)
	}
	v := look(r.c, o)
	r.out["status"] = v.status()
	r.waits = max(r.waits, v.took)
	if !v.ready && r.in.Map("metadata").Map("annotations").Str("pulumi.com/waitFor") == "condition=Ready" {
		r.unready = append(r.unready, fmt.Sprintf("[%s] %s", v.reason, v.message))
	}
}

func conditionReady(p world.Props) bool {
	for _, c := range p.Map("status").Maps("conditions") {
		if c.Str("type") == "Ready" {
			return c.Str("status") == "True"
		}
	}
	return false
}

// reconcile has the controllers look again at what they were not done with.
func reconcile(c *world.Call) {
	publishNames(c)
	storage(c)
	snapshots(c)
	for _, d := range c.All(tokenDefinition) {
		def := typed[definition](d.Props)
		look := controllers[def.Spec.Group+"/"+def.Spec.Names.Kind]
		if look == nil {
			continue
		}
		for _, token := range def.tokens() {
			for _, o := range c.All(token) {
				if o.Scope != c.Scope || conditionReady(o.Props) {
					continue
				}
				meta := o.Props.Map("metadata")
				v := look(c, custom{kind: def.Spec.Names.Kind, namespace: meta.Str("namespace"), name: meta.Str("name"), spec: o.Props.Map("spec")})
				o.Props["status"] = v.status()
			}
		}
	}
}

// write puts data and annotations into a Secret, making it where it is not
// there. It belongs to nobody and goes with its namespace.
func write(c *world.Call, namespace, name, kind string, annotations map[string]any, data map[string]string) {
	o := c.Find(tokenSecret, namespace+"/"+name)
	if o == nil {
		o = c.Make(keeper(c, namespace), tokenSecret, namespace+"/"+name, world.Props{
			"apiVersion": "v1", "kind": "Secret", "type": kind,
			"metadata": map[string]any{"name": name, "namespace": namespace},
		})
	}
	meta := o.Props.Map("metadata").Clone()
	all := meta.Map("annotations").Clone()
	if all == nil {
		all = world.Props{}
	}
	for key, value := range annotations {
		all[key] = value
	}
	meta["annotations"] = map[string]any(all)
	o.Props["metadata"] = map[string]any(meta)
	encoded := map[string]any{}
	for key, value := range data {
		encoded[key] = base64.StdEncoding.EncodeToString([]byte(value))
	}
	o.Props["data"] = encoded
}

// content is a Secret's data as text.
func content(o *world.Object) map[string]string {
	out := map[string]string{}
	data := o.Props.Map("data")
	for key := range data {
		if text, err := base64.StdEncoding.DecodeString(data.Str(key)); err == nil {
			out[key] = string(text)
		}
	}
	return out
}
