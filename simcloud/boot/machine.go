package boot

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/drydock-iac/drydock/internal/cloudinit"
	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// toldProperty of an instance holds what its user data told it; it is read
// once, for user data never change under a machine.
const toldProperty = "rke2"

// machine is an instance with RKE2.
type machine struct {
	*world.Object
	told world.Props
}

func (m machine) server() bool    { return m.told.Bool("server") }
func (m machine) ordinal() int    { return m.told.Int("ordinal") }
func (m machine) cluster() string { return m.Scope + "/" + m.told.Str("cluster") }

// machines are the running instances with RKE2, servers by ordinal and age
// first.
func machines(c *world.Call) []machine {
	var out []machine
	for _, i := range c.Everywhere(api.Instance) {
		if !running(i) || i.URN != "" {
			continue // a program's own instance comes from no group
		}
		if _, known := i.Props[toldProperty]; !known {
			template := i.Props.Map("launchTemplate")
			if template.Str("id") == "" {
				continue
			}
			i.Props[toldProperty] = map[string]any(read(in(c, i.Scope), template))
		}
		if told := i.Props.Map(toldProperty); told.Str("cluster") != "" {
			out = append(out, machine{i, told})
		}
	}
	slices.SortStableFunc(out, func(a, b machine) int {
		role := func(m machine) int {
			if m.server() {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(role(a), role(b)), cmp.Compare(a.ordinal(), b.ordinal()),
			cmp.Compare(a.Props.Str("launchTime"), b.Props.Str("launchTime")), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func running(i *world.Object) bool {
	return i.Props.StrOr("state", i.Props.Str("instanceState")) == "running"
}

func in(c *world.Call, scope string) *world.Call {
	inside := *c
	inside.Scope = scope
	return &inside
}

// config is what the model reads of RKE2's configuration.
type config struct {
	Labels  []string `yaml:"node-label"`
	Taints  []string `yaml:"node-taint"`
	API     []string `yaml:"kube-apiserver-arg"`
	Profile string   `yaml:"profile"`
	// Disable are components that RKE2 does not deploy.
	Disable []string `yaml:"disable"`
}

// read returns what a version of a launch template tells a machine, nothing
// if it is not about RKE2.
func read(c *world.Call, ref world.Props) world.Props {
	template := c.Find(api.LaunchTemplate, ref.Str("id"))
	if template == nil {
		return world.Props{}
	}
	data, _, ok := ec2.TemplateVersion(c, template, ref.Str("version"))
	if !ok {
		return world.Props{}
	}
	doc, err := cloudinit.Parse(data.Str("userData"))
	if err != nil {
		return world.Props{} // another machine's own business
	}
	m, ok := rke2.Told(doc)
	if !ok {
		return world.Props{}
	}
	var conf config
	text, _ := doc.File(rke2.ConfigPath)
	if err := yaml.Unmarshal([]byte(text), &conf); err != nil {
		return world.Props{}
	}
	_, leaves := doc.File(rke2.LeavePath)
	told := world.Props{
		"leaves":  leaves,
		"cluster": m.Cluster, "server": m.Server, "ordinal": float64(m.Ordinal), "registration": m.Registration,
		"record": m.State, "restore": m.Restore, "secret": m.Secret, "version": m.Version, "region": c.Scope,
		"profile": conf.Profile, "disable": strings.Join(conf.Disable, " "), "issuer": first(conf.API, "service-account-issuer"),
		"labels": labels(conf.Labels, m.Server), "taints": taints(conf.Taints),
	}
	return told
}

// first is the first value of an argument, which for the issuer is the one that
// signs:
// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
func first(list []string, name string) string {
	for _, text := range list {
		if k, v, _ := strings.Cut(text, "="); k == name {
			return v
		}
	}
	return ""
}

// labels are those that RKE2 is told and those that it gives servers itself.
func labels(list []string, server bool) map[string]any {
	out := map[string]any{}
	if server {
		out["node-role.kubernetes.io/control-plane"], out["node-role.kubernetes.io/etcd"] = "true", "true"
	}
	for _, text := range list {
		k, v, _ := strings.Cut(text, "=")
		out[k] = v
	}
	return out
}

func taints(list []string) []any {
	out := []any{}
	for _, text := range list {
		rest, effect, _ := strings.Cut(text, ":")
		k, v, _ := strings.Cut(rest, "=")
		out = append(out, map[string]any{"key": k, "value": v, "effect": effect})
	}
	return out
}

// minor is the version of Kubernetes of a release: "1.35" of "v1.35.6+rke2r1".
func minor(release string) string {
	parts := strings.SplitN(strings.TrimPrefix(release, "v"), ".", 3)
	if len(parts) < 2 {
		return ""
	}
	if _, err := strconv.Atoi(parts[1]); err != nil {
		return ""
	}
	return parts[0] + "." + parts[1]
}
