package life_test

import (
	"slices"
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
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/test/simtest"
)

// foundation is what outlives environments: the zone and the archive.
func foundation(t *testing.T, cloud *simcloud.Cloud) (zoneID, archiveARN string) {
	t.Helper()
	s := simtest.New(t, func(ctx *pulumi.Context) error {
		zone, err := publicZone(ctx)
		if err != nil {
			return err
		}
		archive, err := addons.NewCertificateArchive(ctx, "app", &addons.CertificateArchiveArgs{Prefix: "dock/certificates/app"})
		if err != nil {
			return err
		}
		ctx.Export("zone", zone.ID)
		ctx.Export("archive", archive.ARN)
		return nil
	}, simtest.On(cloud), simtest.Named("project", "foundation"))
	out := s.Up().NoError(t).Outputs()
	s.Up().Unchanged(t)
	return out["zone"].StringValue(), out["archive"].StringValue()
}

// certified is an environment with a certificate of Let's Encrypt proper,
// kept in the archive unless it is given none.
func certified(zoneID, archiveARN string, args func(*addons.IssuedCertificateArgs)) pulumi.RunFunc {
	return onEKS(minimalEKS, func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		zone, err := dns.AdoptZone(ctx, "dock", &dns.AdoptZoneArgs{Domain: domain, ID: pulumi.String(zoneID)})
		if err != nil {
			return err
		}
		manager, err := addons.NewCertManager(ctx, "certs", &addons.CertManagerArgs{
			Cluster: c, ACME: &addons.ACME{Email: "ops@" + domain, Zone: zone},
		})
		if err != nil {
			return err
		}
		app, err := space(ctx, c, "app")
		if err != nil {
			return err
		}
		a := addons.IssuedCertificateArgs{
			CertManager: manager, Issuer: addons.Production, Namespace: "app", Names: []string{"app." + domain}, After: app,
		}
		if archiveARN != "" {
			archive, err := addons.AdoptCertificateArchive(ctx, "kept", &addons.AdoptCertificateArchiveArgs{
				Prefix: "dock/certificates/app", ARN: pulumi.String(archiveARN),
			})
			if err != nil {
				return err
			}
			store, err := addons.NewExternalSecrets(ctx, "secrets", &addons.ExternalSecretsArgs{
				Cluster: c, Archives: []*addons.CertificateArchive{archive}, Namespaces: []string{"app"},
			})
			if err != nil {
				return err
			}
			a.Archive, a.Store = archive, store
		}
		args(&a)
		_, err = addons.NewIssuedCertificate(ctx, "app", &a)
		return err
	})
}

// orders are those that Let's Encrypt took, by directory.
func orders(cloud *simcloud.Cloud) map[string]int {
	count := map[string]int{}
	for _, o := range cloud.World().Objects() {
		if o.Kind == kubernetes.KindOrder {
			count[o.Props.Str("directory")]++
		}
	}
	return count
}

func TestTenRoundsOfAnEnvironmentPlaceOneProductionOrder(t *testing.T) {
	t.Parallel()
	cloud := established(t)
	zone, archive := foundation(t, cloud)
	before := cloud.Inventory()
	s := simtest.New(t, certified(zone, archive, func(*addons.IssuedCertificateArgs) {}), simtest.On(cloud))
	for round := range 10 {
		s.Up().NoError(t)
		if round == 0 {
			settle(t, s)
		}
		require.Equal(t, map[string]int{"production": 1}, orders(cloud), "round %d", round+1)
		s.Destroy().NoError(t)
	}
	onlyOrdersLeft(t, cloud, before)
}

func TestWithoutAnArchiveTheSixthRoundIsRefused(t *testing.T) {
	t.Parallel()
	cloud := established(t)
	zone, _ := foundation(t, cloud)
	s := simtest.New(t, certified(zone, "", func(*addons.IssuedCertificateArgs) {}), simtest.On(cloud))
	for range 5 {
		s.Up().NoError(t)
		s.Destroy().NoError(t)
	}
	s.Up().Failed(t, "too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, "+
		"retry after 2026-11-02 09:36:00 UTC: see https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers")
	assert.Equal(t, map[string]int{"production": 5}, orders(cloud))
}

func TestStagingIsTheDefaultAndCountsForNothing(t *testing.T) {
	t.Parallel()
	cloud := established(t)
	zone, _ := foundation(t, cloud)
	before := cloud.Inventory()
	s := simtest.New(t, certified(zone, "", func(a *addons.IssuedCertificateArgs) { a.Issuer = "" }), simtest.On(cloud))
	s.Up().NoError(t)
	settle(t, s)
	assert.Equal(t, map[string]int{"staging": 1}, orders(cloud))
	s.Destroy().NoError(t)
	onlyOrdersLeft(t, cloud, before)
}

func TestOtherNamesAreOrderedAnewAndTheArchiveFollows(t *testing.T) {
	t.Parallel()
	cloud := established(t)
	zone, archive := foundation(t, cloud)
	first := simtest.New(t, certified(zone, archive, func(*addons.IssuedCertificateArgs) {}), simtest.On(cloud))
	first.Up().NoError(t)
	first.Destroy().NoError(t)
	s := simtest.New(t, certified(zone, archive, func(a *addons.IssuedCertificateArgs) {
		a.Names = append(a.Names, "api."+domain)
	}), simtest.On(cloud))
	for range 2 {
		s.Up().NoError(t)
		assert.Equal(t, map[string]int{"production": 2}, orders(cloud))
		s.Destroy().NoError(t)
	}
}

// onlyOrdersLeft demands that nothing is left beside what was there before
// but what Let's Encrypt remembers and, in the archive, what was copied there.
func onlyOrdersLeft(t *testing.T, cloud *simcloud.Cloud, before []simcloud.Item) {
	t.Helper()
	var left []string
	for _, item := range cloud.Inventory() {
		copied := item.Kind == "aws:secretsmanager/secretVersion:SecretVersion" && strings.Contains(item.ID, "dock/certificates/app")
		if !slices.Contains(before, item) && item.Kind != kubernetes.KindOrder && !copied {
			left = append(left, item.String())
		}
	}
	assert.Empty(t, left)
}

// space is a namespace of its own.
func space(ctx *pulumi.Context, c cluster.Cluster, name string) ([]pulumi.Resource, error) {
	o, err := kube.New(ctx, "space-"+name, kube.Unstructured(map[string]any{
		"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name},
	}), c.Options()...)
	return []pulumi.Resource{o}, err
}
