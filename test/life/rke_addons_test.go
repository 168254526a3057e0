package life_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// balanced is the address that Traefik shows for every ingress.
const balanced = "edge-0123456789abcdef.elb.eu-central-1.amazonaws.com"

// manifest makes an object of the cluster that is deleted by itself, before
// what it waits for.
func manifest(ctx *pulumi.Context, c cluster.Cluster, name string, m map[string]any, after ...pulumi.Resource) error {
	_, err := kube.New(ctx, name, kube.Unstructured(m), pulumi.Provider(c.Provider), pulumi.DependsOn(after))
	return err
}

// furnished is a cluster of RKE2 with add-ons that need roles of AWS, and
// something for each of them to do.
func furnished(zoneID string, args func(*cluster.RKEArgs)) pulumi.RunFunc {
	return onRKE(args, func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		zone, err := dns.AdoptZone(ctx, "dock", &dns.AdoptZoneArgs{Domain: domain, ID: pulumi.String(zoneID)})
		if err != nil {
			return err
		}
		app, err := space(ctx, c, "app")
		if err != nil {
			return err
		}
		for _, work := range []func() error{
			func() error { return keepsVolumes(ctx, c, app) },
			func() error { return hasCertificate(ctx, c, zone, app) },
			func() error { return hasName(ctx, c, zone, app) },
			func() error { return hasSecret(ctx, c, app) },
		} {
			if err := work(); err != nil {
				return err
			}
		}
		return nil
	})
}

func keepsVolumes(ctx *pulumi.Context, c cluster.Cluster, app []pulumi.Resource) error {
	disks, err := addons.NewVolumes(ctx, "disks", &addons.VolumesArgs{Cluster: c, InstallDriver: true, Snapshots: addons.SnapshotsPresent})
	if err != nil {
		return err
	}
	claim, err := kube.New(ctx, "claim", kube.Unstructured(map[string]any{
		"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": map[string]any{"name": "data", "namespace": "app"},
		"spec": map[string]any{"accessModes": []any{"ReadWriteOnce"}, "resources": map[string]any{"requests": map[string]any{"storage": "8Gi"}}},
	}), pulumi.Provider(c.Provider), pulumi.DependsOn(append(disks.Ready(), app...)))
	if err != nil {
		return err
	}
	return manifest(ctx, c, "user", map[string]any{
		"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": "user", "namespace": "app"},
		"spec": map[string]any{
			// The CIS profile takes no pod that may do more.
			"securityContext": map[string]any{"runAsNonRoot": true, "seccompProfile": map[string]any{"type": "RuntimeDefault"}},
			"containers": []any{map[string]any{"name": "user", "image": "example.com/user:1", "securityContext": map[string]any{
				"allowPrivilegeEscalation": false, "capabilities": map[string]any{"drop": []any{"ALL"}},
			}}},
			"volumes": []any{map[string]any{"name": "data", "persistentVolumeClaim": map[string]any{"claimName": "data"}}},
		},
	}, append(c.Ready, claim)...)
}

func hasCertificate(ctx *pulumi.Context, c cluster.Cluster, zone *dns.Zone, app []pulumi.Resource) error {
	manager, err := addons.NewCertManager(ctx, "certs", &addons.CertManagerArgs{Cluster: c, ACME: &addons.ACME{Email: "ops@" + domain, Zone: zone}})
	if err != nil {
		return err
	}
	_, err = addons.NewIssuedCertificate(ctx, "app", &addons.IssuedCertificateArgs{
		CertManager: manager, Issuer: addons.Staging, Namespace: "app", Names: []string{"app." + domain}, After: app,
	})
	return err
}

func hasName(ctx *pulumi.Context, c cluster.Cluster, zone *dns.Zone, app []pulumi.Resource) error {
	names, err := addons.NewExternalDNS(ctx, "names", &addons.ExternalDNSArgs{Cluster: c, Zone: zone})
	if err != nil {
		return err
	}
	traefik, err := addons.NewTraefik(ctx, "ingress", &addons.TraefikArgs{Cluster: c, Address: pulumi.String(balanced)})
	if err != nil {
		return err
	}
	return manifest(ctx, c, "site", map[string]any{
		"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": map[string]any{"name": "site", "namespace": "app"},
		"spec": map[string]any{"ingressClassName": "traefik", "rules": []any{map[string]any{
			"host": "app." + domain, "http": map[string]any{"paths": []any{map[string]any{
				"path": "/", "pathType": "Prefix", "backend": map[string]any{"service": map[string]any{"name": "site", "port": map[string]any{"number": 80}}},
			}}},
		}}},
	}, append(append(names.Ready(), traefik.Ready()...), app...)...)
}

func hasSecret(ctx *pulumi.Context, c cluster.Cluster, app []pulumi.Resource) error {
	version, err := password(ctx)
	if err != nil {
		return err
	}
	store, err := addons.NewExternalSecrets(ctx, "secrets", &addons.ExternalSecretsArgs{Cluster: c, Prefixes: []string{"dock/app/"}, Namespaces: []string{"app"}})
	if err != nil {
		return err
	}
	return manifest(ctx, c, "word", pull("word"), append(append(store.Ready(), app...), version)...)
}

// inWorld is an object of the world by its kind and the end of its id, nil where
// there is none.
func inWorld(cloud *simcloud.Cloud, kind, id string) *world.Object {
	for _, o := range cloud.World().Objects() {
		if o.Kind == kind && strings.HasSuffix(o.ID, id) {
			return &o
		}
	}
	return nil
}

func TestAddOnsHaveTheirRolesOnRKE(t *testing.T) {
	t.Parallel()
	cloud := established(t)
	zone, _ := foundation(t, cloud)
	before := cloud.Inventory()
	s := simtest.New(t, furnished(zone, rkeWith(3, withAgents)), simtest.On(cloud))
	s.Up().NoError(t)
	settle(t, s)
	claim := inWorld(cloud, "kubernetes:core/v1:PersistentVolumeClaim", "app/data")
	require.NotNil(t, claim)
	assert.Equal(t, "Bound", claim.Props.Map("status").Str("phase"), "the driver could make a volume")
	volumes := 0
	for _, o := range cloud.World().Objects() {
		if o.Kind == api.Volume && o.Props.Map("tags").Str("kubernetes.io/created-for/pvc/name") == "data" {
			volumes++
			assert.Equal(t, []any{"gp3", true}, []any{o.Props.Str("type"), o.Props.Bool("encrypted")})
		}
	}
	assert.Equal(t, 1, volumes)
	assert.NotNil(t, inWorld(cloud, "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass", "gp3"), "the controller of snapshots is RKE2's own")
	assert.NotNil(t, inWorld(cloud, "kubernetes:core/v1:Secret", "app/app"), "the certificate was issued")
	assert.NotNil(t, inWorld(cloud, "kubernetes:core/v1:Secret", "app/word"), "the secret was copied")
	record := inWorld(cloud, api.Record, "_app."+domain+"_A")
	require.NotNil(t, record, "the name was written")
	assert.Equal(t, balanced, record.Props.Maps("aliases")[0].Str("name"))
	s.Destroy().NoError(t)
	// By its default policy ExternalDNS leaves the name in the zone, which is
	// another stack's; whatever else there was is gone.
	require.NoError(t, cloud.World().Mutate("", "names", func(c *world.Call) error {
		names := c.Where(api.Record, "zoneId", zone)
		assert.Len(t, names, 2, "the name and the mark of its owner")
		for _, r := range names {
			c.Remove(r)
		}
		return nil
	}))
	onlyOrdersLeft(t, cloud, before)
}

// What the tokens of pods are checked by is public and right, or nothing works:
// each of these is a way to get it wrong.
func TestAWSTakesNoTokenThatItCannotCheck(t *testing.T) {
	t.Parallel()
	set := func(change string, f func(c *world.Call)) func(*testing.T, *simcloud.Cloud) {
		return func(t *testing.T, cloud *simcloud.Cloud) {
			require.NoError(t, cloud.World().Mutate(region, change, func(c *world.Call) error { f(c); return nil }))
		}
	}
	each := func(c *world.Call, kind string, f func(o *world.Object)) {
		for _, o := range c.Everywhere(kind) {
			f(o)
		}
	}
	for name, c := range map[string]struct {
		spoil func(*testing.T, *simcloud.Cloud)
		want  string
	}{
		"nobody may read the documents": {set("policy", func(c *world.Call) {
			each(c, s3.Policy, func(o *world.Object) { o.Props["policy"] = `{"Version":"2012-10-17","Statement":[]}` })
		}), "InvalidIdentityToken: Couldn't retrieve verification key from your identity provider"},
		"the documents hold another key": {set("keys", func(c *world.Call) {
			each(c, s3.Object, func(o *world.Object) {
				if o.Props.Str("key") == "keys.json" {
					o.Inputs["content"] = `{"keys":[{"kty":"EC","kid":"another"}]}`
				}
			})
		}), "InvalidIdentityToken: Couldn't retrieve verification key from your identity provider"},
		"the documents are another issuer's": {set("issuer", func(c *world.Call) {
			each(c, s3.Object, func(o *world.Object) {
				if o.Props.Str("key") != "keys.json" {
					o.Inputs["content"] = strings.Replace(o.Inputs.Str("content"), `"issuer":"https://`, `"issuer":"https://x`, 1)
				}
			})
		}), "InvalidIdentityToken: Couldn't retrieve verification key from your identity provider"},
		"the provider is for others": {set("audience", func(c *world.Call) {
			each(c, api.OIDCProvider, func(o *world.Object) { o.Props["clientIdLists"] = []any{"others"} })
		}), "InvalidIdentityToken: Incorrect token audience"},
		"the webhook is away": {set("webhook", func(c *world.Call) {
			each(c, "kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfiguration", func(o *world.Object) { o.Props["webhooks"] = []any{} })
		}), "no EC2 IMDS role found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := established(t)
			zone, _ := foundation(t, cloud)
			s := simtest.New(t, onRKE(rkeWith(1)), simtest.On(cloud))
			s.Up().NoError(t)
			c.spoil(t, cloud)
			s.Program = onRKE(rkeWith(1), func(ctx *pulumi.Context, _ network.Placement, k cluster.Cluster) error {
				zone, err := dns.AdoptZone(ctx, "dock", &dns.AdoptZoneArgs{Domain: domain, ID: pulumi.String(zone)})
				if err != nil {
					return err
				}
				app, err := space(ctx, k, "app")
				if err != nil {
					return err
				}
				return hasCertificate(ctx, k, zone, app)
			})
			s.Up().Failed(t, c.want)
		})
	}
}

// RKE2 measures its pods itself.
func TestAMetricsServerOfItsOwnIsOneTooManyOnRKE(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, onRKE(rkeWith(1), func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		_, err := addons.NewMetricsServer(ctx, "metrics", &addons.MetricsServerArgs{Cluster: c})
		return err
	}), simtest.On(established(t)))
	s.Up().Failed(t, `APIService "v1beta1.metrics.k8s.io" in namespace "" exists and cannot be imported into the current release`)
}

// The CIS profile holds every namespace to the strictest standard, labelled or
// not; without it a namespace is held to what its label says.
func TestTheCISProfileTakesNoPodThatMayDoMore(t *testing.T) {
	t.Parallel()
	careless := func(args ...func(*cluster.RKEArgs)) pulumi.RunFunc {
		return onRKE(rkeWith(1, args...), func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
			app, err := space(ctx, c, "app")
			if err != nil {
				return err
			}
			return manifest(ctx, c, "root", map[string]any{
				"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": "root", "namespace": "app"},
				"spec": map[string]any{"containers": []any{map[string]any{"name": "root", "image": "example.com/root:1"}}},
			}, append(app, c.Ready...)...)
		})
	}
	strict := simtest.New(t, careless(), simtest.On(established(t)))
	strict.Up().Failed(t, `pods "root" is forbidden: violates PodSecurity "restricted:latest"`)
	lax := simtest.New(t, careless(func(a *cluster.RKEArgs) { a.DisableCIS = true }), simtest.On(established(t)))
	lax.Up().NoError(t)
}
