package addons_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// wire runs a program on a cluster whose pods can have roles.
func wire(t *testing.T, program func(*pulumi.Context, cluster.Cluster) error) made {
	t.Helper()
	return made{recorder.Run(t, nil, func(ctx *pulumi.Context) error {
		x, err := cluster.NewExisting(ctx, "lab", &cluster.ExistingArgs{
			Kubeconfig: pulumi.String("{}"), Region: "eu-central-1", NodeSecurityGroup: pulumi.String("sg-nodes"),
			Identity: &cluster.Identity{
				ClusterName: pulumi.String("lab-eks"),
				OIDC:        identity.OIDC{ARN: pulumi.String("arn:aws:iam::111122223333:oidc-provider/x"), Issuer: pulumi.String("https://x")},
			},
		})
		if err != nil {
			return err
		}
		return program(ctx, x.Cluster())
	})}
}

func (m made) inputs(name string) map[string]any { return m.Named(name).Inputs }

func (m made) after(name string) []string { return m.Named(name).After() }

// policy is a role's inline policy by statement.
func (m made) policy(t *testing.T, name string) map[string]map[string]any {
	t.Helper()
	var d struct{ Statement []map[string]any }
	require.NoError(t, json.Unmarshal([]byte(m.inputs(name)["policy"].(string)), &d))
	out := map[string]map[string]any{}
	for _, s := range d.Statement {
		sid, _ := s["Sid"].(string)
		out[sid] = s
	}
	return out
}

func adopted(ctx *pulumi.Context) (*dns.Zone, error) {
	return dns.AdoptZone(ctx, "dock", &dns.AdoptZoneArgs{Domain: "dock.drydock.example", ID: pulumi.String("Z1")})
}

func TestExternalDNSMayChangeOneZoneAndKnowsIt(t *testing.T) {
	m := wire(t, func(ctx *pulumi.Context, c cluster.Cluster) error {
		zone, err := adopted(ctx)
		if err != nil {
			return err
		}
		_, err = addons.NewExternalDNS(ctx, "names", &addons.ExternalDNSArgs{Cluster: c, Zone: zone, Workload: addons.Workload{Method: cluster.MethodOIDC}})
		return err
	})
	policy := m.policy(t, "names-aws-pods-policy-zone")
	assert.Equal(t, []any{"arn:aws:route53:::hostedzone/Z1"}, policy["Write"]["Resource"])
	assert.Equal(t, map[string]any{"ForAllValues:StringEquals": map[string]any{
		"route53:ChangeResourceRecordSetsRecordTypes": []any{"A", "AAAA", "CNAME", "TXT"},
	}}, policy["Write"]["Condition"])
	values := m.inputs("names-release")["values"].(map[string]any)
	assert.Equal(t, []any{"--zone-id-filter=Z1"}, values["extraArgs"])
	assert.Equal(t, []any{"dock.drydock.example"}, values["domainFilters"])
	assert.Equal(t, "upsert-only lab", values["policy"].(string)+" "+values["txtOwnerId"].(string))
	assert.Equal(t, map[string]any{
		"name": "external-dns", "annotations": map[string]any{"eks.amazonaws.com/role-arn": "arn:aws:x:::names-aws-pods-role"},
	}, values["serviceAccount"])
	assert.Equal(t, []string{"names-aws-pods-policy-zone", "names-aws-pods-role", "names-namespace"}, m.after("names-release"))
}

func TestCertManagerProvesNamesOfOneZoneByTextRecordsOnly(t *testing.T) {
	m := wire(t, func(ctx *pulumi.Context, c cluster.Cluster) error {
		zone, err := adopted(ctx)
		if err != nil {
			return err
		}
		manager, err := addons.NewCertManager(ctx, "certs", &addons.CertManagerArgs{
			Cluster: c, PrivateCA: true, ACME: &addons.ACME{Email: "ops@drydock.example", Zone: zone},
		})
		if err != nil {
			return err
		}
		assert.Equal(t, []addons.Issuer{addons.Production, addons.Staging, addons.PrivateCA}, manager.Issuers())
		assert.Len(t, manager.Ready(), 4)
		return nil
	})
	policy := m.policy(t, "certs-aws-pods-policy-zone")
	assert.Equal(t, []any{"arn:aws:route53:::hostedzone/Z1"}, policy["Prove"]["Resource"])
	assert.Equal(t, map[string]any{"ForAllValues:StringEquals": map[string]any{
		"route53:ChangeResourceRecordSetsRecordTypes": []any{"TXT"},
	}}, policy["Prove"]["Condition"])
	for name, server := range map[string]string{"staging": "acme-staging-v02", "production": "acme-v02"} {
		issuer := m.inputs("certs-letsencrypt-" + name)
		acme := issuer["spec"].(map[string]any)["acme"].(map[string]any)
		assert.Equal(t, "https://"+server+".api.letsencrypt.org/directory", acme["server"])
		assert.Equal(t, []any{map[string]any{
			"selector": map[string]any{"dnsZones": []any{"dock.drydock.example"}},
			"dns01":    map[string]any{"route53": map[string]any{"region": "eu-central-1", "hostedZoneID": "Z1"}},
		}}, acme["solvers"])
		assert.Equal(t, []string{"certs-release"}, m.after("certs-letsencrypt-"+name))
		assert.Equal(t, map[string]any{"pulumi.com/waitFor": "condition=Ready"}, issuer["metadata"].(map[string]any)["annotations"])
	}
	assert.Equal(t, []string{"certs-root"}, m.after("certs-root-certificate"))
	assert.Equal(t, []string{"certs-root-certificate"}, m.after("certs-private-ca"))
	values := m.inputs("certs-release")["values"].(map[string]any)
	assert.Equal(t, map[string]any{"enabled": true, "keep": true}, values["crds"])
}

func TestAnArchiveIsRestoredBeforeTheCertificateIsAskedForAndKeptAfterIt(t *testing.T) {
	m := wire(t, func(ctx *pulumi.Context, c cluster.Cluster) error {
		zone, err := adopted(ctx)
		if err != nil {
			return err
		}
		manager, err := addons.NewCertManager(ctx, "certs", &addons.CertManagerArgs{Cluster: c, ACME: &addons.ACME{Email: "ops@drydock.example", Zone: zone}})
		if err != nil {
			return err
		}
		archive, err := addons.NewCertificateArchive(ctx, "archive", &addons.CertificateArchiveArgs{Prefix: "dev/app", Tags: map[string]string{"team": "dock"}})
		if err != nil {
			return err
		}
		store, err := addons.NewExternalSecrets(ctx, "secrets", &addons.ExternalSecretsArgs{
			Cluster: c, Prefixes: []string{"dev/"}, Archives: []*addons.CertificateArchive{archive}, Namespaces: []string{"app"},
		})
		if err != nil {
			return err
		}
		_, err = addons.NewIssuedCertificate(ctx, "app", &addons.IssuedCertificateArgs{
			CertManager: manager, Issuer: addons.Production, Namespace: "app", Names: []string{"app.dock.drydock.example"}, Archive: archive, Store: store,
		})
		return err
	})
	assert.True(t, m.Named("archive-secret").Args.RegisterRPC.GetProtect(), "an archive is not destroyed by accident")
	assert.Equal(t, map[string]any{"team": "dock", "Name": "archive-secret", "managed-by": "external-secrets"}, m.inputs("archive-secret")["tags"])
	policy := m.policy(t, "secrets-aws-pods-policy-archives")[""]
	assert.Equal(t, []any{"arn:aws:x:::archive-secret"}, policy["Resource"])
	assert.Contains(t, policy["Action"], "secretsmanager:PutSecretValue")
	read := m.policy(t, "secrets-aws-pods-policy-read")[""]
	assert.Equal(t, []any{"arn:aws:secretsmanager:eu-central-1:*:secret:dev/*"}, read["Resource"])
	assert.NotContains(t, read["Action"], "secretsmanager:PutSecretValue")

	assert.Subset(t, m.after("app-restored"), []string{"secrets-store", "secrets-release", "archive-empty"})
	assert.Contains(t, m.after("app-certificate"), "app-restored")
	assert.Equal(t, []string{"app-certificate"}, m.after("app-kept"))
	restored := m.inputs("app-restored")["spec"].(map[string]any)
	assert.Equal(t, "CreatedOnce", restored["refreshPolicy"])
	assert.Equal(t, "Orphan", restored["target"].(map[string]any)["creationPolicy"], "cert-manager's own writing must stay")
	kept := m.inputs("app-kept")["spec"].(map[string]any)
	assert.Equal(t, "None", kept["deletionPolicy"], "the archive stays when the cluster goes")
}

func TestNodesAndBalancersAreMadeWithinBounds(t *testing.T) {
	m := wire(t, func(ctx *pulumi.Context, c cluster.Cluster) error {
		args := pool(func(*addons.NodePool) {})
		args.Cluster = c
		if _, err := addons.NewKarpenter(ctx, "nodes", &args); err != nil {
			return err
		}
		_, err := addons.NewLoadBalancerController(ctx, "balancers", &addons.LoadBalancerControllerArgs{Cluster: c, VPCID: pulumi.String("vpc-1")})
		return err
	})
	assert.Equal(t, []string{"nodes-release"}, m.after("nodes-class-general"))
	assert.Equal(t, []string{"nodes-class-general"}, m.after("nodes-pool-general"))
	class := m.inputs("nodes-class-general")["spec"].(map[string]any)
	assert.Equal(t, "node", class["role"])
	assert.Equal(t, []any{map[string]any{"id": "subnet-1"}}, class["subnetSelectorTerms"])
	assert.Equal(t, map[string]any{"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1.0}, class["metadataOptions"])
	limits := m.inputs("nodes-pool-general")["spec"].(map[string]any)["limits"]
	assert.Equal(t, map[string]any{"cpu": "64", "memory": "256Gi"}, limits)
	policy := m.policy(t, "nodes-aws-pods-policy-nodes")
	assert.Equal(t, []any{"arn:aws:iam::111122223333:role/node"}, policy["Hand"]["Resource"])
	assert.Equal(t, []any{"arn:aws:eks:eu-central-1:*:cluster/lab-eks"}, policy["Cluster"]["Resource"])
	values := m.inputs("balancers-release")["values"].(map[string]any)
	assert.Equal(t, "lab-eks vpc-1", values["clusterName"].(string)+" "+values["vpcId"].(string))
	assert.Equal(t, false, values["enableServiceMutatorWebhook"], "otherwise no Service could be made while it is away")
}

func TestVolumesAreEncryptedAndWaitForTheirPod(t *testing.T) {
	m := wire(t, func(ctx *pulumi.Context, c cluster.Cluster) error {
		_, err := addons.NewVolumes(ctx, "disks", &addons.VolumesArgs{
			Cluster: c, InstallDriver: true, Key: pulumi.String("arn:aws:kms:eu-central-1:111122223333:key/1"),
			Snapshots: addons.SnapshotsAddOn, Reclaim: addons.ReclaimRetain,
		})
		return err
	})
	class := m.inputs("disks-class")
	assert.Equal(t, "true gp3 arn:aws:kms:eu-central-1:111122223333:key/1", strings.Join([]string{
		class["parameters"].(map[string]any)["encrypted"].(string), class["parameters"].(map[string]any)["type"].(string),
		class["parameters"].(map[string]any)["kmsKeyId"].(string),
	}, " "))
	assert.Equal(t, "WaitForFirstConsumer Retain", class["volumeBindingMode"].(string)+" "+class["reclaimPolicy"].(string))
	assert.Equal(t, []string{"disks-class", "disks-release", "disks-snapshots"}, m.after("disks-snapshot-class"))
	assert.Equal(t, "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy", m.inputs("disks-aws-pods-attach-AmazonEBSCSIDriverPolicy")["policyArn"])
	policy := m.policy(t, "disks-aws-pods-policy-key")
	assert.Equal(t, []any{"arn:aws:kms:eu-central-1:111122223333:key/1"}, policy["Use"]["Resource"])
}

func TestTypeTokensOfTheOtherAddOnsAreFrozen(t *testing.T) {
	assert.Equal(t, []string{
		"drydock:addons:CertManager", "drydock:addons:CertificateArchive", "drydock:addons:ExternalDNS", "drydock:addons:ExternalSecrets",
		"drydock:addons:IssuedCertificate", "drydock:addons:Karpenter", "drydock:addons:LoadBalancerController",
		"drydock:addons:MetricsServer", "drydock:addons:Volumes",
	}, []string{
		addons.TypeCertManager, addons.TypeCertificateArchive, addons.TypeExternalDNS, addons.TypeExternalSecrets,
		addons.TypeIssuedCertificate, addons.TypeKarpenter, addons.TypeLoadBalancerController, addons.TypeMetricsServer, addons.TypeVolumes,
	})
}
