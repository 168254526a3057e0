package kubernetes

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"slices"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Where the webhook puts the token of a pod, and the variables that say so:
// https://github.com/aws/amazon-eks-pod-identity-webhook
const (
	identityVolume = "aws-iam-token"
	identityFolder = "/var/run/secrets/eks.amazonaws.com/serviceaccount"
	variableRole   = "AWS_ROLE_ARN"
	variableFile   = "AWS_WEB_IDENTITY_TOKEN_FILE"
)

// equip has the webhook for pods' identities change a pod that is made, as it
// does for service accounts that name a role. EKS brings the webhook along; in
// another cluster one must run and be trusted by the API server, and a pod
// that is made without it gets nothing, for its failure policy lets that pass.
func equip(c *world.Call, namespace string, template *corev1.PodTemplateSpec) {
	account := template.Spec.ServiceAccountName
	if account == "" {
		account = "default"
	}
	o := c.Find(tokenAccount, namespace+"/"+account)
	if o == nil {
		return
	}
	prefix, audience, there := identityWebhook(c, namespace, template.Labels)
	annotations := o.Props.Map("metadata").Map("annotations")
	role := annotations.Str(prefix + "/role-arn")
	if !there || role == "" {
		return
	}
	audience = annotations.StrOr(prefix+"/audience", audience)
	seconds := int64(86400)
	template.Spec.Volumes = append(template.Spec.Volumes, corev1.Volume{Name: identityVolume, VolumeSource: corev1.VolumeSource{
		Projected: &corev1.ProjectedVolumeSource{Sources: []corev1.VolumeProjection{{
			ServiceAccountToken: &corev1.ServiceAccountTokenProjection{Audience: audience, ExpirationSeconds: &seconds, Path: "token"},
		}}},
	}})
	for _, containers := range [][]corev1.Container{template.Spec.InitContainers, template.Spec.Containers} {
		for i := range containers {
			k := &containers[i]
			set := func(name, value string) {
				if !slices.ContainsFunc(k.Env, func(e corev1.EnvVar) bool { return e.Name == name }) {
					k.Env = append(k.Env, corev1.EnvVar{Name: name, Value: value})
				}
			}
			set(variableRole, role)
			set(variableFile, identityFolder+"/token")
			k.VolumeMounts = append(k.VolumeMounts, corev1.VolumeMount{Name: identityVolume, ReadOnly: true, MountPath: identityFolder})
		}
	}
}

// identityWebhook finds the webhook that sees a pod, with the prefix of its
// annotations and the audience that it asks tokens for.
func identityWebhook(c *world.Call, namespace string, labels map[string]string) (prefix, audience string, there bool) {
	if cluster := clusterOf(c, c.Scope); cluster != nil && cluster.Kind == api.Cluster {
		return "eks.amazonaws.com", "sts.amazonaws.com", true
	}
	for _, o := range c.All(tokenMutating) {
		if o.Scope != c.Scope {
			continue
		}
		injected := o.Props.Map("metadata").Map("annotations").Has("cert-manager.io/inject-ca-from")
		for _, h := range typed[admissionv1.ValidatingWebhookConfiguration](o.Props).Webhooks {
			s := h.ClientConfig.Service
			if s == nil || !seesPods(h) || !matchesLabels(h.NamespaceSelector, labelsOf(c, namespace)) || !matchesLabels(h.ObjectSelector, labels) {
				continue
			}
			service := c.Find(tokenService, s.Namespace+"/"+s.Name)
			if service == nil {
				continue
			}
			for _, pod := range endpoints(c, service) {
				container := webhookContainer(pod)
				if container == nil || !injected && !trusted(c, pod, s.Name+"."+s.Namespace+".svc", h.ClientConfig.CABundle) {
					continue
				}
				return argument(container, "annotation-prefix", "eks.amazonaws.com"), argument(container, "token-audience", "sts.amazonaws.com"), true
			}
		}
	}
	return "", "", false
}

func seesPods(h admissionv1.ValidatingWebhook) bool {
	return slices.ContainsFunc(h.Rules, func(r admissionv1.RuleWithOperations) bool {
		return slices.Contains(r.Resources, "pods") && slices.Contains(r.Operations, admissionv1.Create)
	})
}

func webhookContainer(pod *world.Object) world.Props {
	for _, k := range pod.Props.Map("spec").Maps("containers") {
		if strings.Contains(k.Str("image"), identityImage) {
			return k
		}
	}
	return nil
}

// trusted reports whether the API server accepts the certificate that a
// webhook's pod mounts: it must lead to the bundle and be for the service.
func trusted(c *world.Call, pod *world.Object, host string, bundle []byte) bool {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(bundle) {
		return false
	}
	namespace := pod.Props.Map("metadata").Str("namespace")
	for _, v := range pod.Props.Map("spec").Maps("volumes") {
		secret := c.Find(tokenSecret, namespace+"/"+v.Map("secret").Str("secretName"))
		if secret == nil {
			continue
		}
		text := []byte(secret.Props.Map("stringData").Str(corev1.TLSCertKey))
		if encoded := secret.Props.Map("data").Str(corev1.TLSCertKey); encoded != "" {
			text, _ = base64.StdEncoding.DecodeString(encoded)
		}
		block, _ := pem.Decode(text)
		if block == nil {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			continue
		}
		if _, err := certificate.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, CurrentTime: c.Now()}); err == nil {
			return true
		}
	}
	return false
}
