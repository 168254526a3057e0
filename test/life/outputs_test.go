package life_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cdn"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/compute"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/test/simtest"
)

// components are the Go types of the type tokens.
var components = map[string]reflect.Type{
	network.TypeVPC:                     reflect.TypeFor[network.VPC](),
	network.TypeSecurityGroup:           reflect.TypeFor[network.SecurityGroup](),
	network.TypeLoadBalancer:            reflect.TypeFor[network.LoadBalancer](),
	dns.TypeZone:                        reflect.TypeFor[dns.Zone](),
	dns.TypeRecord:                      reflect.TypeFor[dns.Record](),
	dns.TypeCertificate:                 reflect.TypeFor[dns.Certificate](),
	dns.TypeHealthCheck:                 reflect.TypeFor[dns.HealthCheck](),
	identity.TypeRole:                   reflect.TypeFor[identity.Role](),
	identity.TypePolicy:                 reflect.TypeFor[identity.Policy](),
	identity.TypeOIDCProvider:           reflect.TypeFor[identity.OIDCProvider](),
	identity.TypeInstanceProfile:        reflect.TypeFor[identity.InstanceProfile](),
	storage.TypeBucket:                  reflect.TypeFor[storage.Bucket](),
	storage.TypeObject:                  reflect.TypeFor[storage.Object](),
	compute.TypeGroup:                   reflect.TypeFor[compute.Group](),
	compute.TypeInstance:                reflect.TypeFor[compute.Instance](),
	compute.TypeKeyPair:                 reflect.TypeFor[compute.KeyPair](),
	cdn.TypeLock:                        reflect.TypeFor[cdn.Lock](),
	cdn.TypeDistribution:                reflect.TypeFor[cdn.Distribution](),
	network.TypeSecurityGroupRules:      reflect.TypeFor[network.SecurityGroupRules](),
	network.TypeApplicationLoadBalancer: reflect.TypeFor[network.ApplicationLoadBalancer](),
	cluster.TypeEKS:                     reflect.TypeFor[cluster.EKS](),
	cluster.TypeExisting:                reflect.TypeFor[cluster.Existing](),
	cluster.TypeAttachment:              reflect.TypeFor[cluster.Attachment](),
	cluster.TypeWorkloadRole:            reflect.TypeFor[cluster.WorkloadRole](),
	addons.TypeTraefik:                  reflect.TypeFor[addons.Traefik](),
	addons.TypeMetricsServer:            reflect.TypeFor[addons.MetricsServer](),
	addons.TypeCertManager:              reflect.TypeFor[addons.CertManager](),
	addons.TypeIssuedCertificate:        reflect.TypeFor[addons.IssuedCertificate](),
	skeleton.TypeSkeleton:               reflect.TypeFor[skeleton.Skeleton](),
}

// outputsAreThere compares the outputs in the state with the tagged fields of
// the component's type: all of them, none that is optional left null, and no
// others.
func outputsAreThere(t *testing.T, r *simtest.Result) {
	for _, res := range r.State.Resources {
		if res.Custom || res.Type == resource.RootStackType {
			continue
		}
		of, known := components[string(res.Type)]
		if !assert.True(t, known, "%s: its type is not in the table of this test", res.URN) {
			continue
		}
		declared := map[resource.PropertyKey]bool{}
		for i := range of.NumField() {
			tag, has := of.Field(i).Tag.Lookup("pulumi")
			if !has {
				continue
			}
			name, option, _ := strings.Cut(tag, ",")
			key := resource.PropertyKey(name)
			declared[key] = true
			value, there := res.Outputs[key]
			assert.True(t, there || option == "optional", "%s: no output %q", res.URN, key)
			assert.False(t, there && value.IsNull(), "%s: output %q is null", res.URN, key)
		}
		for key := range res.Outputs {
			assert.True(t, declared[key], "%s: output %q is no field", res.URN, key)
		}
	}
}
