package life_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/test/simtest"
)

// used is an add-on and something that cannot be without it.
type used struct {
	// addOn makes it and returns its Ready.
	addOn func(*pulumi.Context, network.Placement, *cluster.EKS) ([]pulumi.Resource, error)
	// user is an object that needs it, in place of the fields of an object.
	user map[string]any
	// late is the resource that is made late.
	late string
	// without is what a user that does not wait is told.
	without string
}

func awaited(apiVersion, kind string, spec map[string]any) map[string]any {
	return map[string]any{
		"apiVersion": apiVersion, "kind": kind, "spec": spec,
		"metadata": map[string]any{"name": "user", "namespace": "default", "annotations": map[string]any{"pulumi.com/waitFor": "condition=Ready"}},
	}
}

func unawaited(apiVersion, kind string, spec map[string]any) map[string]any {
	o := awaited(apiVersion, kind, spec)
	delete(o["metadata"].(map[string]any), "annotations")
	return o
}

func noKind(kind, version string) string {
	return fmt.Sprintf("no matches for kind %q in version %q", kind, version)
}

// mounting is a deployment whose pods mount a secret.
func mounting(secret string) map[string]any {
	labels := map[string]any{"app": "user"}
	return unawaited("apps/v1", "Deployment", map[string]any{
		"selector": map[string]any{"matchLabels": labels},
		"template": map[string]any{"metadata": map[string]any{"labels": labels}, "spec": map[string]any{
			"containers": []any{map[string]any{"name": "user", "image": image}},
			"volumes":    []any{map[string]any{"name": "v", "secret": map[string]any{"secretName": secret}}},
		}},
	})
}

func users() map[string]used {
	type readier interface{ Ready() []pulumi.Resource }
	of := func(r readier, err error) ([]pulumi.Resource, error) {
		if err != nil {
			return nil, err
		}
		return r.Ready(), nil
	}
	private := func(ctx *pulumi.Context, c cluster.Cluster) (*addons.CertManager, error) {
		return addons.NewCertManager(ctx, "certs", &addons.CertManagerArgs{Cluster: c, PrivateCA: true})
	}
	return map[string]used{
		"Traefik": {
			func(ctx *pulumi.Context, _ network.Placement, e *cluster.EKS) ([]pulumi.Resource, error) {
				return of(addons.NewTraefik(ctx, "ingress", &addons.TraefikArgs{Cluster: e.Cluster()}))
			},
			unawaited("traefik.io/v1alpha1", "Middleware", map[string]any{}), "ingress-release", noKind("Middleware", "traefik.io/v1alpha1"),
		},
		"cert-manager": {
			func(ctx *pulumi.Context, _ network.Placement, e *cluster.EKS) ([]pulumi.Resource, error) {
				return of(private(ctx, e.Cluster()))
			},
			awaited("cert-manager.io/v1", "Certificate", map[string]any{
				"secretName": "user", "dnsNames": []any{"user.dock.internal"},
				"issuerRef": map[string]any{"kind": "ClusterIssuer", "name": string(addons.PrivateCA)},
			}), "certs-release", noKind("Certificate", "cert-manager.io/v1"),
		},
		"an issuer of cert-manager": {
			func(ctx *pulumi.Context, _ network.Placement, e *cluster.EKS) ([]pulumi.Resource, error) {
				return of(private(ctx, e.Cluster()))
			},
			awaited("cert-manager.io/v1", "Certificate", map[string]any{
				"secretName": "user", "dnsNames": []any{"user.dock.internal"},
				"issuerRef": map[string]any{"kind": "ClusterIssuer", "name": string(addons.PrivateCA)},
			}), "certs-private-ca", "",
		},
		"an issued certificate": {
			func(ctx *pulumi.Context, _ network.Placement, e *cluster.EKS) ([]pulumi.Resource, error) {
				manager, err := private(ctx, e.Cluster())
				if err != nil {
					return nil, err
				}
				return of(addons.NewIssuedCertificate(ctx, "app", &addons.IssuedCertificateArgs{
					CertManager: manager, Issuer: addons.PrivateCA, Namespace: "default", SecretName: "app-tls", Names: []string{"app.dock.internal"},
				}))
			},
			mounting("app-tls"), "app-certificate", `secret "app-tls" not found`,
		},
		"external-secrets": {
			func(ctx *pulumi.Context, _ network.Placement, e *cluster.EKS) ([]pulumi.Resource, error) {
				return of(addons.NewExternalSecrets(ctx, "secrets", &addons.ExternalSecretsArgs{
					Cluster: e.Cluster(), Prefixes: []string{"dock/"}, Namespaces: []string{"default"},
				}))
			},
			unawaited("external-secrets.io/v1", "ExternalSecret", map[string]any{
				"secretStoreRef": map[string]any{"kind": "ClusterSecretStore", "name": addons.SecretStore},
				"data":           []any{map[string]any{"secretKey": "word", "remoteRef": map[string]any{"key": "dock/user"}}},
			}), "secrets-release", noKind("ExternalSecret", "external-secrets.io/v1"),
		},
		"external-dns": {
			func(ctx *pulumi.Context, _ network.Placement, e *cluster.EKS) ([]pulumi.Resource, error) {
				zone, err := publicZone(ctx)
				if err != nil {
					return nil, err
				}
				return of(addons.NewExternalDNS(ctx, "names", &addons.ExternalDNSArgs{Cluster: e.Cluster(), Zone: zone}))
			},
			unawaited("externaldns.k8s.io/v1alpha1", "DNSEndpoint", map[string]any{}), "names-release", noKind("DNSEndpoint", "externaldns.k8s.io/v1alpha1"),
		},
		"volumes": {
			func(ctx *pulumi.Context, _ network.Placement, e *cluster.EKS) ([]pulumi.Resource, error) {
				return of(addons.NewVolumes(ctx, "disks", &addons.VolumesArgs{Cluster: e.Cluster()}))
			},
			unawaited("apps/v1", "StatefulSet", map[string]any{
				"serviceName": "user", "selector": map[string]any{"matchLabels": map[string]any{"app": "user"}},
				"template": map[string]any{"metadata": map[string]any{"labels": map[string]any{"app": "user"}}, "spec": map[string]any{
					"containers": []any{map[string]any{"name": "user", "image": image}},
				}},
				"volumeClaimTemplates": []any{map[string]any{"metadata": map[string]any{"name": "data"}, "spec": map[string]any{
					"accessModes": []any{"ReadWriteOnce"}, "storageClassName": addons.DefaultVolumeClass,
					"resources": map[string]any{"requests": map[string]any{"storage": "1Gi"}},
				}}},
			}), "disks-class", `"gp3" not found`,
		},
		"the balancer controller": {
			func(ctx *pulumi.Context, p network.Placement, e *cluster.EKS) ([]pulumi.Resource, error) {
				return of(addons.NewLoadBalancerController(ctx, "balancers", &addons.LoadBalancerControllerArgs{Cluster: e.Cluster(), VPCID: p.VPCID}))
			},
			unawaited("elbv2.k8s.aws/v1beta1", "TargetGroupBinding", map[string]any{}), "balancers-release", noKind("TargetGroupBinding", "elbv2.k8s.aws/v1beta1"),
		},
		"Karpenter": {
			func(ctx *pulumi.Context, p network.Placement, e *cluster.EKS) ([]pulumi.Resource, error) {
				return of(addons.NewKarpenter(ctx, "nodes", &addons.KarpenterArgs{
					Cluster: e.Cluster(), Network: p, NodeRoleARN: e.NodeRoleARN, Pools: []addons.NodePool{nodePool("a")},
				}))
			},
			unawaited("karpenter.sh/v1", "NodePool", map[string]any{}), "nodes-release", noKind("NodePool", "karpenter.sh/v1"),
		},
		// Nothing in the simulation needs metrics: only the order is looked at.
		"the metrics server": {
			func(ctx *pulumi.Context, _ network.Placement, e *cluster.EKS) ([]pulumi.Resource, error) {
				return of(addons.NewMetricsServer(ctx, "metrics", &addons.MetricsServerArgs{Cluster: e.Cluster()}))
			},
			map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "user", "namespace": "default"}},
			"metrics-release", "",
		},
	}
}

// with is a cluster with the add-on and its user, which waits for it or not.
func (u used) with(waits bool) pulumi.RunFunc {
	return withEKS(minimalEKS, func(ctx *pulumi.Context, n network.Placement, eks *cluster.EKS) error {
		ready, err := u.addOn(ctx, n, eks)
		if err != nil {
			return err
		}
		opts := eks.Cluster().ReadyOptions()
		if waits {
			opts = append(opts, pulumi.DependsOn(ready))
		}
		_, err = kube.New(ctx, "user", kube.Unstructured(u.user), opts...)
		return err
	})
}

func hasty(t *testing.T) *simcloud.Cloud {
	t.Helper()
	cloud := established(t)
	cloud.World().SetPatience(hasteOfAll)
	return cloud
}

// What needs an add-on and waits for its Ready comes up however late the
// add-on is; what does not wait fails where the cluster can tell.
func TestWhatWaitsForAnAddOnFindsItReady(t *testing.T) {
	t.Parallel()
	for name, u := range users() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			up := simtest.New(t, u.with(true), simtest.On(established(t))).Up().NoError(t)
			urn := map[string]resource.URN{}
			for _, r := range up.State.Resources {
				if r.Custom {
					urn[r.URN.Name()] = r.URN
				}
			}
			require.Contains(t, urn, u.late)
			assert.True(t, follows(up, urn["user"], urn[u.late]), "the user waits for %s", u.late)
			late := simtest.Late(string(urn[u.late]), lateBy)
			simtest.New(t, u.with(true), simtest.On(hasty(t)), late).Up().NoError(t)
			if u.without != "" {
				simtest.New(t, u.with(false), simtest.On(hasty(t)), late).Up().Failed(t, u.without)
			}
		})
	}
}

// follows reports whether a resource depends on another, over any number of
// steps.
func follows(r *simtest.Result, from, to resource.URN) bool {
	dependencies := map[resource.URN][]resource.URN{}
	for _, s := range r.State.Resources {
		dependencies[s.URN] = s.Dependencies
	}
	seen := map[resource.URN]bool{}
	open := []resource.URN{from}
	for len(open) > 0 {
		next := open[0]
		open = open[1:]
		if next == to {
			return true
		}
		if !seen[next] {
			seen[next] = true
			open = append(open, dependencies[next]...)
		}
	}
	return false
}

// While a webhook's pods are not ready nothing passes it, and the provider
// does not ask twice: a chart's own objects come after its release.
func TestWhatAWebhookWatchesComesAfterItsPods(t *testing.T) {
	t.Parallel()
	up := simtest.New(t, everyAddOn(), simtest.On(established(t))).Up().NoError(t)
	releases := map[string]resource.URN{}
	for _, r := range up.State.Resources {
		if r.Type == "kubernetes:helm.sh/v3:Release" {
			releases[r.URN.Name()] = r.URN
		}
	}
	watched := 0
	for _, r := range up.State.Resources {
		for group, release := range map[string]string{
			"cert-manager.io/": "certs-release", "external-secrets.io/": "secrets-release", "karpenter": "nodes-release",
		} {
			if strings.HasPrefix(string(r.Type), "kubernetes:"+group) {
				assert.True(t, follows(up, r.URN, releases[release]), "%s comes after %s", r.URN.Name(), release)
				watched++
			}
		}
	}
	assert.Greater(t, watched, 8)
}
