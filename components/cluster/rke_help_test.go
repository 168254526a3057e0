package cluster_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/internal/cloudinit"
	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// bucket is one for snapshots with a key of its own.
func bucket() *storage.Bucket {
	return &storage.Bucket{
		Name: pulumi.String("snapshots").ToStringOutput(), ARN: pulumi.String("arn:aws:s3:::snapshots").ToStringOutput(),
		KeyARN: pulumi.String("arn:aws:kms:eu-central-1:111122223333:key/k").ToStringOutput(),
	}
}

// publicKey is the one of RFC 7517, appendix A.1.
const publicKey = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEMKBCTNIcKUSDii11ySs3526iDZ8A
iTo7Tu6KPAqv7D7gS2XpJFbZiItSs3m9+9Ue6GnvHw/GW2ZZaVtszggXIw==
-----END PUBLIC KEY-----
`

// computedRKE are the outputs of the services that RKE needs besides those of
// EKS.
func computedRKE(m recorder.Made) map[string]any {
	out := computed(m)
	switch m.Token {
	case "tls:index/privateKey:PrivateKey":
		out["privateKeyPem"] = "-----BEGIN EC PRIVATE KEY-----\nsentinel-" + m.Name + "\n"
		out["publicKeyPem"] = publicKey
	case "aws:s3/bucketV2:BucketV2":
		out["bucketRegionalDomainName"] = m.Name + ".s3.eu-central-1.amazonaws.com"
	case "tls:index/selfSignedCert:SelfSignedCert", "tls:index/locallySignedCert:LocallySignedCert":
		out["certPem"] = "certificate " + m.Name + "\n"
	case "tls:index/certRequest:CertRequest":
		out["certRequestPem"] = "request"
	case "random:index/randomPassword:RandomPassword":
		out["result"] = "sentinel-" + m.Name
	case "aws:lb/loadBalancer:LoadBalancer":
		out["dnsName"], out["zoneId"] = m.Name+".elb.example", "Z"
	case "aws:autoscaling/group:Group":
		out["name"] = "asg-" + m.Name
	}
	return out
}

func made(t *testing.T, name string, args *cluster.RKEArgs) (*mocks, error) {
	t.Helper()
	m := newMocks(computedRKE)
	var refused error
	m.Run(t, func(ctx *pulumi.Context) error {
		_, refused = cluster.NewRKE(ctx, name, args)
		return nil
	})
	return m, refused
}

func rke(t *testing.T, change func(*cluster.RKEArgs)) *mocks {
	t.Helper()
	a := goodRKE()
	change(a)
	m, err := made(t, "dev", a)
	require.NoError(t, err)
	return m
}

// document is what a machine with that launch template would get.
func (m *mocks) document(t *testing.T, template string) cloudinit.Document {
	t.Helper()
	d, err := cloudinit.Parse(m.inputs(template)["userData"].(string))
	require.NoError(t, err)
	return d
}

// settings are what RKE2 is told on a machine.
func settings(t *testing.T, d cloudinit.Document) map[string]any {
	t.Helper()
	text, ok := d.File(rke2.ConfigPath)
	require.True(t, ok)
	var out map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &out))
	return out
}
