package kubernetes

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// target is what a kubeconfig's current context points at.
type target struct {
	server, namespace string
	cluster           map[string]any
	// principal is the role that the user's exec command assumes, "" for the
	// caller itself; credentials is whether there are any.
	principal   string
	credentials bool
	// certificate is the user's own, PEM in base64.
	certificate string
}

type kubeconfigFile struct {
	CurrentContext string `yaml:"current-context" json:"current-context"`
	Clusters       []struct {
		Name    string         `yaml:"name" json:"name"`
		Cluster map[string]any `yaml:"cluster" json:"cluster"`
	} `yaml:"clusters" json:"clusters"`
	Contexts []struct {
		Name    string `yaml:"name" json:"name"`
		Context struct {
			Cluster   string `yaml:"cluster" json:"cluster"`
			User      string `yaml:"user" json:"user"`
			Namespace string `yaml:"namespace" json:"namespace"`
		} `yaml:"context" json:"context"`
	} `yaml:"contexts" json:"contexts"`
	Users []struct {
		Name string         `yaml:"name" json:"name"`
		User map[string]any `yaml:"user" json:"user"`
	} `yaml:"users" json:"users"`
}

// parseKubeconfig reads the provider's kubeconfig, which is JSON or YAML text.
// The YAML parser would read both; JSON, which programs make, is read faster
// by its own.
func parseKubeconfig(config world.Props) (*target, error) {
	text := config.Str("kubeconfig")
	if text == "" {
		return nil, fmt.Errorf("invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable")
	}
	var f kubeconfigFile
	parse := yaml.Unmarshal
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		parse = json.Unmarshal
	}
	if err := parse([]byte(text), &f); err != nil {
		return nil, fmt.Errorf("failed to parse kubeconfig data in `kubernetes:config:kubeconfig`-  %w", err)
	}
	name := config.StrOr("context", f.CurrentContext)
	for _, c := range f.Contexts {
		if c.Name != name {
			continue
		}
		t := &target{namespace: c.Context.Namespace}
		for _, k := range f.Clusters {
			if k.Name == c.Context.Cluster {
				t.cluster = k.Cluster
				t.server, _ = k.Cluster["server"].(string)
			}
		}
		for _, u := range f.Users {
			if u.Name == c.Context.User {
				t.credentials, t.principal = credentials(u.User)
				t.certificate, _ = u.User["client-certificate-data"].(string)
			}
		}
		return t, nil
	}
	return nil, fmt.Errorf("invalid configuration: context %q does not exist", name)
}

// credentials says whether a user entry has any, and which role its exec
// command assumes.
func credentials(user map[string]any) (bool, string) {
	exec, ok := user["exec"].(map[string]any)
	if !ok {
		return user["token"] != nil || user["client-certificate-data"] != nil || user["client-certificate"] != nil || user["username"] != nil, ""
	}
	args, _ := exec["args"].([]any)
	for i, a := range args[:max(len(args)-1, 0)] {
		if s, _ := a.(string); slices.Contains([]string{"--role-arn", "--role", "-r"}, s) {
			role, _ := args[i+1].(string)
			return true, role
		}
	}
	return true, ""
}

// otherCluster reports whether a change of configuration points the provider
// at another cluster: only then does the real one replace itself and all its
// resources.
func otherCluster(old, in world.Props) bool {
	a, errA := parseKubeconfig(old)
	b, errB := parseKubeconfig(in)
	if errA != nil || errB != nil {
		return false
	}
	return !reflect.DeepEqual(a.cluster, b.cluster)
}

// Kubeconfig returns a kubeconfig for a server, with a token user; it serves
// tests and clusters made with NewCluster.
func Kubeconfig(server string) string {
	type m = map[string]any
	text, _ := json.Marshal(m{
		"apiVersion": "v1", "kind": "Config", "current-context": "sim",
		"clusters": []m{{"name": "sim", "cluster": m{"server": server}}},
		"contexts": []m{{"name": "sim", "context": m{"cluster": "sim", "user": "sim"}}},
		"users":    []m{{"name": "sim", "user": m{"token": "sim"}}},
	})
	return string(text)
}

// host is the name in a server's address.
func host(server string) string {
	_, rest, ok := strings.Cut(server, "://")
	if !ok {
		rest = server
	}
	rest, _, _ = strings.Cut(rest, "/")
	name, _, _ := strings.Cut(rest, ":")
	return name
}
