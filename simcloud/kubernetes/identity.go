package kubernetes

import (
	"fmt"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/world"
)

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
// it needs a role, by Pod Identity or by a token that AWS takes, and the role
// a policy that allows the action on the resource. Conditions of policies are
// taken as fulfilled.
func may(c *world.Call, pod *world.Object, action, resource string) string {
	role, why := assumed(c, pod)
	if why != "" {
		return "get credentials: failed to refresh cached credentials, " + why
	}
	if iam.Allows(c, role, action, resource) {
		return ""
	}
	return fmt.Sprintf("AccessDeniedException: User: arn:aws:sts::%s:assumed-role/%s/%s is not authorized to perform: %s on resource: %s "+
		"because no identity-based policy allows the %s action", api.Account, role.ID, pod.Props.Map("metadata").Str("name"), action, resource, action)
}

// assumed finds the role that a pod acts as, in the order of the SDKs: by
// the token that its variables name, then by Pod Identity. An instance's own
// role is out of a pod's reach. why says in their words why there is none.
func assumed(c *world.Call, pod *world.Object) (role *world.Object, why string) {
	namespace := pod.Props.Map("metadata").Str("namespace")
	account := pod.Props.Map("spec").StrOr("serviceAccountName", "default")
	if arn, audience, set := webIdentity(pod); set {
		role = iam.RoleByARN(c, arn)
		if fault := exchange(c, role, namespace, account, audience); fault != "" {
			return nil, "failed to retrieve credentials, operation error STS: AssumeRoleWithWebIdentity, " + fault
		}
		return role, ""
	}
	if role = associated(c, namespace, account); role == nil {
		return nil, "no EC2 IMDS role found"
	}
	return role, ""
}

// webIdentity is the role that a pod's variables name and the audience of the
// token in the file that they name.
func webIdentity(pod *world.Object) (arn, audience string, set bool) {
	spec := pod.Props.Map("spec")
	for _, container := range spec.Maps("containers") {
		variables := map[string]string{}
		for _, e := range container.Maps("env") {
			variables[e.Str("name")] = e.Str("value")
		}
		arn, file := variables[variableRole], variables[variableFile]
		if arn == "" || file == "" {
			continue
		}
		for _, m := range container.Maps("volumeMounts") {
			for _, v := range spec.Maps("volumes") {
				if v.Str("name") != m.Str("name") {
					continue
				}
				for _, s := range v.Map("projected").Maps("sources") {
					if t := s.Map("serviceAccountToken"); strings.TrimSuffix(m.Str("mountPath"), "/")+"/"+t.Str("path") == file {
						return arn, t.Str("audience"), true
					}
				}
			}
		}
	}
	return "", "", false
}

// exchange says why STS gives nothing for a token of the cluster, "" if it
// does. EKS publishes what its tokens are checked by; of a cluster of RKE2 the
// documents are where its issuer says, which must be somewhere that this world
// knows: a bucket.
func exchange(c *world.Call, role *world.Object, namespace, account, audience string) string {
	t := iam.Token{Subject: "system:serviceaccount:" + namespace + ":" + account, Audience: audience}
	cluster := clusterOf(c, c.Scope)
	switch {
	case cluster == nil:
		return "InvalidIdentityToken: No OpenIDConnect provider found in your account for " + t.Issuer
	case boot.Is(cluster):
		t.Issuer, t.Key = boot.Issuer(c, cluster)
	case cluster.Kind == api.Cluster:
		for _, i := range cluster.Props.Maps("identities") {
			for _, oidc := range i.Maps("oidcs") {
				t.Issuer = oidc.Str("issuer")
			}
		}
	default:
		// Of another cluster nothing is known but whom the role trusts.
		return byAnyProvider(c, role, t)
	}
	return iam.AssumeWithToken(c, role, t, func(url string) string {
		content, why, _ := s3.Anyone(c, url)
		if why != "" {
			return ""
		}
		return content
	})
}

func byAnyProvider(c *world.Call, role *world.Object, t iam.Token) string {
	for _, provider := range c.Everywhere(api.OIDCProvider) {
		if role != nil && iam.TrustsToken(role, provider, iam.WebToken{Subject: t.Subject, Audience: t.Audience}) {
			return ""
		}
	}
	return "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"
}

// associated is the role that EKS Pod Identity hands out, or nil.
func associated(c *world.Call, namespace, account string) *world.Object {
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
