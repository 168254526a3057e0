package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// KindCluster is the kind of a cluster that no simulated service made.
const KindCluster = "sim:index:KubernetesCluster"

// InsideSetting is a setting of the world: "true" says that the providers run
// inside the clusters' networks, so that a private endpoint answers them.
const InsideSetting = "kubernetes:inside"

// NewCluster makes a cluster that is simply there, for tests and for programs
// that adopt one; put it into the world with Seed. Its server answers under
// the address given.
func NewCluster(name, server string, nodes ...Node) *world.Object {
	list := []any{}
	for _, n := range nodes {
		list = append(list, n.props())
	}
	props := world.Props{"name": name, "server": server, "version": "1.35", "nodes": list}
	return &world.Object{Kind: KindCluster, ID: name, Props: props.Clone()}
}

// scope finds the cluster that a provider's configuration means.
func scope(w *world.World, config world.Props) (string, error) {
	c := &world.Call{World: w}
	t, err := parseKubeconfig(ambient(c, config))
	if err != nil {
		return "", unreachable("%s", err)
	}
	boot.Reconcile(c)
	for _, o := range c.Everywhere(KindCluster) {
		if mine, why := boot.Answers(c, o, t.server, c.Setting(InsideSetting, "") == "true", t.certificate); mine {
			return rkeScope(o, t.server, why)
		}
		if o.Props.Str("server") == t.server {
			return "cluster:" + o.Props.Str("name"), nil
		}
	}
	for _, o := range c.Everywhere(api.Cluster) {
		if o.Props.Str("endpoint") != t.server || t.server == "" {
			continue
		}
		vpc := o.Props.Map("vpcConfig")
		switch {
		case !vpc.BoolOr("endpointPublicAccess", true) && c.Setting(InsideSetting, "") != "true":
			return "", unreachable("%s: dial tcp: i/o timeout", schemaRequest(t.server))
		case !t.credentials || access(c, o, t) == noAccess:
			return "", unreachable("the server has asked for the client to provide credentials")
		}
		return eksScope(o), nil
	}
	return "", unreachable("%s: dial tcp: lookup %s: no such host", schemaRequest(t.server), host(t.server))
}

func unreachable(format string, args ...any) error {
	return fmt.Errorf(unreachableWords+"unable to load schema information from the API server: "+format, args...)
}

func schemaRequest(server string) string {
	return fmt.Sprintf("Get %q", strings.TrimSuffix(server, "/")+"/openapi/v2?timeout=32s")
}

func eksScope(cluster *world.Object) string {
	return "eks:" + cluster.Scope + "/" + cluster.Props.StrOr("name", cluster.ID)
}

// clusterOf returns the object behind a scope, nil where it is gone.
func clusterOf(c *world.Call, scope string) *world.Object {
	if name, ok := strings.CutPrefix(scope, "cluster:"); ok {
		return c.FindIn("", KindCluster, name)
	}
	for _, o := range c.Everywhere(api.Cluster) {
		if eksScope(o) == scope {
			return o
		}
	}
	return nil
}

type accessLevel int

const (
	noAccess accessLevel = iota
	someAccess
	adminAccess
)

// policyClusterAdmin is the access policy that allows everything
// (https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html).
const policyClusterAdmin = "AmazonEKSClusterAdminPolicy"

// access is what the principal of a kubeconfig may do in an EKS cluster: the
// creator is an administrator unless the cluster was made without that,
// everyone else needs an access entry with a policy
// (https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html).
func access(c *world.Call, cluster *world.Object, t *target) accessLevel {
	principal := t.principal
	if principal == "" {
		principal = api.Caller
	}
	config := cluster.Props.Map("accessConfig")
	if principal == api.Caller && config.BoolOr("bootstrapClusterCreatorAdminPermissions", true) {
		return adminAccess
	}
	name := cluster.Props.StrOr("name", cluster.ID)
	of := func(o *world.Object) bool {
		return o.Scope == cluster.Scope && o.Props.Str("clusterName") == name && o.Props.Str("principalArn") == principal
	}
	level := noAccess
	if slices.ContainsFunc(c.Everywhere(api.AccessEntry), of) {
		level = someAccess
	}
	for _, o := range c.Everywhere(api.AccessPolicy) {
		if of(o) && level != noAccess && strings.HasSuffix(o.Props.Str("policyArn"), "/"+policyClusterAdmin) && o.Props.Map("accessScope").Str("type") == "cluster" {
			return adminAccess
		}
	}
	return level
}

// authorise refuses what the caller may not do: with an access entry alone,
// nothing. What the narrower access policies allow is not simulated.
func authorise(c *world.Call, k *kind, verb, namespace string) error {
	cluster := clusterOf(c, c.Scope)
	if cluster == nil || cluster.Kind == KindCluster {
		return nil
	}
	t, err := parseKubeconfig(c.Config)
	if err != nil || access(c, cluster, t) == adminAccess {
		return err
	}
	for _, o := range c.Everywhere(api.AccessPolicy) {
		if o.Scope == cluster.Scope && o.Props.Str("clusterName") == cluster.Props.StrOr("name", cluster.ID) {
			return nil // another policy: its own rules are not known here
		}
	}
	where := "at the cluster scope"
	if k.namespaced {
		where = fmt.Sprintf("in the namespace %q", namespace)
	}
	user := t.principal
	if user == "" {
		user = api.Caller
	}
	return forbidden("%s is forbidden: User %q cannot %s resource %q in API group %q %s", k.resource(), user, verb, k.plural, k.group, where)
}
