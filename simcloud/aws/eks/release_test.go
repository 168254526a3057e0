package eks_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestAClusterLeavesItsSecurityGroupToWhatIsInIt(t *testing.T) {
	for name, tt := range map[string]struct {
		put  func(b *bench, group string)
		left bool
	}{
		"nothing": {func(*bench, string) {}, false},
		"a rule of the group itself": {func(b *bench, group string) {
			b.Put(api.IngressRule, "sgr-1", world.Props{"securityGroupId": group, "referencedSecurityGroupId": "sg-1"})
		}, false},
		"an interface": {func(b *bench, group string) {
			b.Put(api.NetworkInterface, "eni-1", world.Props{"subnetId": "subnet-a", "vpcId": "vpc-1", "securityGroups": []any{group}})
		}, true},
		"another group's rule": {func(b *bench, group string) {
			b.Put(api.IngressRule, "sgr-1", world.Props{"securityGroupId": "sg-1", "referencedSecurityGroupId": group})
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			groups := b.Kinds(api.SecurityGroup)
			_, out := b.Make(api.Cluster, "dev", cluster())
			tt.put(b, out.Map("vpcConfig").Str("clusterSecurityGroupId"))
			require.NoError(t, b.Delete(api.Cluster, "dev", "dev"))
			if !tt.left {
				require.Equal(t, groups, b.Kinds(api.SecurityGroup))
				require.Zero(t, b.Kinds(api.IngressRule))
				return
			}
			require.Equal(t, groups+1, b.Kinds(api.SecurityGroup))
			b.View(func(c *world.Call) {
				require.Empty(t, c.Find(api.SecurityGroup, out.Map("vpcConfig").Str("clusterSecurityGroupId")).Owner)
			})
		})
	}
}
