package kubernetes

import (
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// roleAnnotation on a service account names its role
// (https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html).
const roleAnnotation = "eks.amazonaws.com/role-arn"

// running is a ready pod of a controller, found by its labels, or nil while
// the controller does nothing.
func running(c *world.Call, labels map[string]string) *world.Object {
	for _, o := range c.All(tokenPod) {
		if o.Scope != c.Scope || !o.Props.Bool("ready") {
			continue
		}
		have, fits := o.Props.Map("metadata").Map("labels"), true
		for key, value := range labels {
			fits = fits && have.Str(key) == value
		}
		if fits {
			return o
		}
	}
	return nil
}

// may says why a controller's pod cannot do something in AWS, "" if it can:
// it needs a role, by Pod Identity or by its service account's annotation,
// and the role a policy that allows the action on the resource. Conditions of
// policies are taken as fulfilled.
func may(c *world.Call, pod *world.Object, action, resource string) string {
	role := roleOf(c, pod)
	if role == nil {
		return "get credentials: failed to refresh cached credentials, no EC2 IMDS role found"
	}
	if iam.Allows(c, role, action, resource) {
		return ""
	}
	return fmt.Sprintf("AccessDeniedException: User: arn:aws:sts::%s:assumed-role/%s/%s is not authorized to perform: %s on resource: %s "+
		"because no identity-based policy allows the %s action", api.Account, role.ID, pod.Props.Map("metadata").Str("name"), action, resource, action)
}

// roleOf is the role that a pod acts as, or nil.
func roleOf(c *world.Call, pod *world.Object) *world.Object {
	namespace := pod.Props.Map("metadata").Str("namespace")
	account := pod.Props.Map("spec").StrOr("serviceAccountName", "default")
	if o := c.Find(tokenAccount, namespace+"/"+account); o != nil {
		if arn := o.Props.Map("metadata").Map("annotations").Str(roleAnnotation); arn != "" {
			return federated(c, iam.RoleByARN(c, arn), namespace, account)
		}
	}
	cluster := clusterOf(c, c.Scope)
	if cluster == nil || cluster.Kind != api.Cluster || hasAddon(c, cluster, "eks-pod-identity-agent") == nil {
		return nil
	}
	for _, o := range c.Everywhere(api.PodIdentity) {
		if o.Scope == cluster.Scope && o.Props.Str("clusterName") == cluster.Props.StrOr("name", cluster.ID) &&
			o.Props.Str("namespace") == namespace && o.Props.Str("serviceAccount") == account {
			return iam.RoleByARN(c, o.Props.Str("roleArn"))
		}
	}
	return nil
}

// federated returns the role if it trusts the service account by one of the
// account's OpenID Connect providers.
func federated(c *world.Call, role *world.Object, namespace, account string) *world.Object {
	if role == nil {
		return nil
	}
	for _, provider := range c.Everywhere(api.OIDCProvider) {
		if iam.TrustsServiceAccount(role, provider.Props.StrOr("arn", provider.ID), namespace, account) {
			return role
		}
	}
	return nil
}
