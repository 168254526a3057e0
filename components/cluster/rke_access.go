package cluster

import (
	"encoding/base64"
	"encoding/json"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/keys"
)

// access issues the administrator's certificate and makes the provider. Its
// key and the authority's are made in code, so nothing is ever fetched from a
// server.
func (b *rkeBuilder) access() error {
	key, err := keys.NewPrivate(b.ctx, b.child("admin", "key"), b.own())
	if err != nil {
		return err
	}
	ca := b.cas["client-ca"]
	certificate, err := keys.NewClient(b.ctx, b.child("admin"), keys.ClientArgs{
		// The group that may do everything:
		// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
		CommonName: "drydock-admin", Organization: "system:masters",
		Key: key, Authority: ca.certificate, AuthorityKey: ca.key, Hours: b.plan.AdminHours, Early: b.plan.AdminRenewHours,
	}, b.own())
	if err != nil {
		return err
	}
	name := b.plan.Name
	config := pulumi.All(b.r.Endpoint, b.r.CertificateAuthority, certificate.PEM, key.PEM).ApplyT(func(v []any) string {
		return certificateKubeconfig(name, v[0].(string), v[1].(string), v[2].(string), v[3].(string))
	}).(pulumi.StringOutput)
	b.r.Kubeconfig = pulumi.ToSecret(config).(pulumi.StringOutput)
	// The API answers once the first server is healthy behind the balancer.
	first := b.serverGroups[0].resource
	provider, err := newProvider(b.ctx, b.child("provider"), b.r.Kubeconfig, b.registration.ARN, b.own(), pulumi.DependsOn([]pulumi.Resource{first}))
	b.provider = provider
	return err
}

type certificateUser struct {
	Certificate string `json:"client-certificate-data"`
	Key         string `json:"client-key-data"`
}

type namedCertificateUser struct {
	Name string          `json:"name"`
	User certificateUser `json:"user"`
}

// certificateKubeconfig is a kubeconfig as JSON for a user with a certificate;
// authority, certificate and key are PEM.
func certificateKubeconfig(name, server, authority, certificate, key string) string {
	encode := func(pem string) string { return base64.StdEncoding.EncodeToString([]byte(pem)) }
	text, err := json.Marshal(struct {
		APIVersion     string                 `json:"apiVersion"`
		Kind           string                 `json:"kind"`
		Clusters       []namedCluster         `json:"clusters"`
		Contexts       []namedContext         `json:"contexts"`
		CurrentContext string                 `json:"current-context"`
		Users          []namedCertificateUser `json:"users"`
	}{
		"v1", "Config",
		[]namedCluster{{Name: name, Cluster: kubeCluster{Server: server, CertificateAuthority: encode(authority)}}},
		[]namedContext{{Name: name, Context: kubeContext{Cluster: name, User: name}}},
		name,
		[]namedCertificateUser{{Name: name, User: certificateUser{encode(certificate), encode(key)}}},
	})
	if err != nil {
		panic(err) // structs of strings cannot fail to encode
	}
	return string(text)
}
