package addons_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// bare is a cluster that exists and has nothing besides.
func bare() cluster.Cluster { return cluster.Cluster{Name: "lab", Provider: &kubernetes.Provider{}} }

// amazon is one of EKS.
func amazon() cluster.Cluster {
	c := bare()
	c.Region, c.Identity = "eu-central-1", &cluster.Identity{ClusterName: pulumi.String("lab")}
	return c
}

func publicZone() *dns.Zone  { return &dns.Zone{Domain: "dock.drydock.example"} }
func privateZone() *dns.Zone { return &dns.Zone{Domain: "internal", Private: true} }

func inside() network.Placement {
	id := pulumi.String("subnet-1").ToStringOutput()
	return network.Placement{Region: "eu-central-1", Subnets: []network.Subnet{
		{Name: "core-private-a", Zone: "a", Tier: network.Private, Kind: network.Private, ID: id, Ready: id},
	}}
}

func pool(change func(*addons.NodePool)) addons.KarpenterArgs {
	p := addons.NodePool{Name: "general", Image: "al2023@v20260807", Families: []string{"m7i"}, MaxCPU: 64, MaxMemoryGiB: 256}
	change(&p)
	return addons.KarpenterArgs{
		Cluster: amazon(), Network: inside(), NodeRoleARN: pulumi.String("arn:aws:iam::111122223333:role/node"), Pools: []addons.NodePool{p},
	}
}

const wordy = "a-name-that-is-longer-than-a-role-in-iam-can-be-after-all"

// bad is a constructor call with wrong arguments, and each line of what it
// must say without the component's own name.
type bad struct {
	name string
	make func(*pulumi.Context) error
	kind string
	want []string
}

func TestWrongSettingsAreRefusedLineByLineBeforeAnythingIsRegistered(t *testing.T) {
	for _, c := range append(badCertificates(), badOthers()...) {
		t.Run(c.name, func(t *testing.T) {
			var got error
			r := recorder.Run(t, nil, func(ctx *pulumi.Context) error {
				got = c.make(ctx)
				return nil
			})
			want := make([]string, len(c.want))
			for i, line := range c.want {
				want[i] = c.kind + ": " + line
			}
			require.EqualError(t, got, strings.Join(want, "\n"))
			assert.Empty(t, r.All())
		})
	}
}

func TestACheckSaysWhatTheConstructorSays(t *testing.T) {
	planned := cluster.Planned("lab", "1.35")
	for name, err := range map[string]error{
		"cert-manager":     addons.CheckCertManager("x", &addons.CertManagerArgs{Cluster: planned, PrivateCA: true}),
		"external dns":     addons.CheckExternalDNS("x", &addons.ExternalDNSArgs{Cluster: planned, Zone: publicZone()}),
		"external secrets": addons.CheckExternalSecrets("x", &addons.ExternalSecretsArgs{Cluster: planned, Prefixes: []string{"dev/"}, Namespaces: []string{"app"}}),
		"volumes":          addons.CheckVolumes("x", &addons.VolumesArgs{Cluster: planned, InstallDriver: true, Snapshots: addons.SnapshotsAddOn}),
		"metrics":          addons.CheckMetricsServer("x", &addons.MetricsServerArgs{Cluster: planned}),
		"balancers":        addons.CheckLoadBalancerController("x", &addons.LoadBalancerControllerArgs{Cluster: planned, VPCID: pulumi.String("vpc-1")}),
		"archive":          addons.CheckCertificateArchive("x", &addons.CertificateArchiveArgs{Prefix: "dev/app"}),
	} {
		assert.NoError(t, err, name)
	}
	args := pool(func(*addons.NodePool) {})
	assert.NoError(t, addons.CheckKarpenter("x", &args))
	require.EqualError(t, addons.CheckIssuedCertificate("x", nil), `issued certificate "x": CertManager: not given: pass the one that issues it
issued certificate "x": Namespace "": not a name of at most 63 lower-case letters, digits and hyphens: change it
issued certificate "x": Names: none given: name at least one domain`)
}
