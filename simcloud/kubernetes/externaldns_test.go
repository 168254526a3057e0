package kubernetes_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

const mayWrite = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["route53:ChangeResourceRecordSets","route53:ListResourceRecordSets"],"Resource":"arn:aws:route53:::hostedzone/Z1"},{"Effect":"Allow","Action":"route53:ListHostedZones","Resource":"*"}]}`

// named is a cluster with ExternalDNS for a zone, and Traefik that shows an
// address.
func named(t *testing.T, address, policy string) (*world.World, *world.Session) {
	t.Helper()
	w, s := lab(t)
	equipped(t, s)
	account(w, "namer", "external-dns", "external-dns", mayWrite)
	w.Seed(&world.Object{Kind: "aws:route53/zone:Zone", ID: "Z1", Props: world.Props{"name": "dock.drydock.example"}})
	must(t, s, namespace)
	must(t, s, fmt.Sprintf(`{apiVersion: helm.sh/v3, kind: Release, name: external-dns, namespace: external-dns, createNamespace: true, chart: external-dns, version: 1.21.1,
repositoryOpts: {repo: "https://kubernetes-sigs.github.io/external-dns"}, values: {provider: {name: aws}, policy: %s, txtOwnerId: lab, domainFilters: [dock.drydock.example], sources: [ingress],
extraArgs: ["--zone-id-filter=Z1"], serviceAccount: {annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/namer"}}}}`, policy))
	must(t, s, fmt.Sprintf(`{apiVersion: helm.sh/v3, kind: Release, name: traefik, namespace: traefik, createNamespace: true, chart: traefik, version: %s,
repositoryOpts: {repo: "https://traefik.github.io/charts"}, values: {service: {spec: {type: NodePort}}, providers: {kubernetesIngress: {ingressEndpoint: {hostname: %s}}}}}`, "41.3.0", address))
	return w, s
}

func site(host string) string {
	return fmt.Sprintf(`{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: site, namespace: app}, spec: {ingressClassName: traefik,
rules: [{host: %s, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: site, port: {number: 80}}}}]}}]}}`, host)
}

// records are those of the world, as "name type target".
func records(w *world.World) []string {
	var out []string
	for _, o := range w.Objects() {
		if o.Kind != "aws:route53/record:Record" {
			continue
		}
		target := fmt.Sprint(o.Props.Strs("records"))
		for _, a := range o.Props.Maps("aliases") {
			target = a.Str("name")
		}
		out = append(out, o.Props.Str("name")+" "+o.Props.Str("type")+" "+target)
	}
	slices.Sort(out)
	return out
}

func TestNamesOfIngressesAreWrittenAndKeptAsThePolicySays(t *testing.T) {
	const mark = "a-app.dock.drydock.example TXT [heritage=external-dns,external-dns/owner=lab,external-dns/resource=ingress/app/site]"
	const balancer = "edge-1.elb.eu-central-1.amazonaws.com"
	for _, c := range []struct {
		policy string
		after  []string
	}{
		{"upsert-only", []string{mark, "app.dock.drydock.example A " + balancer}}, {"sync", nil},
	} {
		t.Run(c.policy, func(t *testing.T) {
			w, s := named(t, balancer, c.policy)
			id, _ := must(t, s, site("app.dock.drydock.example"))
			must(t, s, "{apiVersion: v1, kind: ConfigMap, metadata: {name: later, namespace: app}}")
			assert.Equal(t, []string{mark, "app.dock.drydock.example A " + balancer}, records(w))
			token, in := object(t, site("app.dock.drydock.example"))
			require.NoError(t, s.Delete(urnOf(token, in), token, id, nil))
			must(t, s, "{apiVersion: v1, kind: ConfigMap, metadata: {name: last, namespace: app}}")
			assert.Equal(t, c.after, records(w))
		})
	}
}

func TestNamesElsewhereAndOfOthersAreLeftAlone(t *testing.T) {
	w, s := named(t, "lb.example.com", "sync")
	w.Seed(&world.Object{Kind: "aws:route53/record:Record", ID: "theirs", Props: world.Props{
		"zoneId": "Z1", "name": "app.dock.drydock.example", "fqdn": "app.dock.drydock.example", "type": "A", "records": []any{"192.0.2.1"},
	}})
	must(t, s, site("app.dock.drydock.example"))
	must(t, s, `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: other, namespace: app}, spec: {ingressClassName: traefik,
rules: [{host: app.example.org, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: site, port: {number: 80}}}}]}},
{host: api.dock.drydock.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: site, port: {number: 80}}}}]}}]}}`)
	must(t, s, "{apiVersion: v1, kind: ConfigMap, metadata: {name: later, namespace: app}}")
	assert.Equal(t, []string{
		"api.dock.drydock.example CNAME [lb.example.com]", "app.dock.drydock.example A [192.0.2.1]",
		"cname-api.dock.drydock.example TXT [heritage=external-dns,external-dns/owner=lab,external-dns/resource=ingress/app/other]",
	}, records(w))
}
