package life_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/test/simtest"
)

// How late a resource is made late by, and how long the world goes on trying
// while nothing else happens: much less, so that what depends on the late one
// and does not wait for it fails.
const (
	lateBy     = 250 * time.Millisecond
	hasteOfAll = 25 * time.Millisecond
)

// roomy is a cluster with nodes for every add-on.
func roomy(a *cluster.EKSArgs) {
	minimalEKS(a)
	a.DisableVolumes = true
	a.NodeGroups[0].Max, a.NodeGroups[0].Desired = 4, 4
}

// everyAddOn is a cluster of EKS with all of them, and with what uses them.
func everyAddOn() pulumi.RunFunc { return withEKS(roomy, allAddOns) }

func allAddOns(ctx *pulumi.Context, n network.Placement, eks *cluster.EKS) error {
	c := eks.Cluster()
	zone, err := publicZone(ctx)
	if err != nil {
		return err
	}
	if _, err := addons.NewTraefik(ctx, "ingress", &addons.TraefikArgs{Cluster: c, GatewayAPI: true}); err != nil {
		return err
	}
	if _, err := addons.NewMetricsServer(ctx, "metrics", &addons.MetricsServerArgs{Cluster: c}); err != nil {
		return err
	}
	if _, err := addons.NewVolumes(ctx, "disks", &addons.VolumesArgs{
		Cluster: c, InstallDriver: true, Snapshots: addons.SnapshotsAddOn,
	}); err != nil {
		return err
	}
	if _, err := addons.NewExternalDNS(ctx, "names", &addons.ExternalDNSArgs{Cluster: c, Zone: zone}); err != nil {
		return err
	}
	if _, err := addons.NewLoadBalancerController(ctx, "balancers", &addons.LoadBalancerControllerArgs{Cluster: c, VPCID: n.VPCID}); err != nil {
		return err
	}
	if _, err := addons.NewKarpenter(ctx, "nodes", &addons.KarpenterArgs{
		Cluster: c, Network: n, NodeRoleARN: eks.NodeRoleARN, Pools: []addons.NodePool{nodePool("a")},
	}); err != nil {
		return err
	}
	manager, err := addons.NewCertManager(ctx, "certs", &addons.CertManagerArgs{
		Cluster: c, PrivateCA: true, ACME: &addons.ACME{Email: "ops@" + domain, Zone: zone},
	})
	if err != nil {
		return err
	}
	archive, err := addons.NewCertificateArchive(ctx, "kept", &addons.CertificateArchiveArgs{
		Prefix: "dock/certificates/app", Issuer: addons.Staging, Disposable: true,
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
	app, err := space(ctx, c, "app")
	if err != nil {
		return err
	}
	_, err = addons.NewIssuedCertificate(ctx, "app", &addons.IssuedCertificateArgs{
		CertManager: manager, Namespace: "app", Names: []string{"app." + domain}, Archive: archive, Store: store, After: app,
	})
	return err
}

// Each resource of the add-ons in turn is made later than all that does not
// wait for it, and goes later: a missing dependency fails here, by chance
// elsewhere. What is below them is made late by the test of the environments.
func TestEveryAddOnGoesUpAndDownWhicheverResourceIsLate(t *testing.T) {
	t.Parallel()
	const together = 12
	first := simtest.New(t, everyAddOn(), simtest.On(established(t)))
	up := first.Up().NoError(t)
	first.Up().Unchanged(t)
	turns := make(chan struct{}, together)
	var wait sync.WaitGroup
	for _, r := range up.State.Resources {
		if !r.Custom || strings.HasPrefix(string(r.Type), "pulumi:") || strings.HasPrefix(r.URN.Name(), "core-") {
			continue
		}
		turns <- struct{}{}
		wait.Go(func() {
			defer func() { <-turns }()
			cloud := established(t)
			cloud.World().SetPatience(hasteOfAll)
			s := simtest.New(t, everyAddOn(), simtest.On(cloud), simtest.Late(string(r.URN), lateBy))
			if up := s.Up(); up.Err != nil {
				t.Errorf("%s is late: %v\n%s", r.URN.Name(), up.Err, strings.Join(up.Diagnostics, "\n"))
			}
			if down := s.Destroy(); down.Err != nil {
				t.Errorf("%s goes late: %v\n%s", r.URN.Name(), down.Err, strings.Join(down.Diagnostics, "\n"))
			}
		})
	}
	wait.Wait()
}
