package eks

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func clusterType() *world.Type {
	return &world.Type{
		Token:    api.Cluster,
		AutoName: &world.AutoName{Property: "name", Max: 100},
		Replace: []string{
			"name", "roleArn", "bootstrapSelfManagedAddons", "accessConfig.bootstrapClusterCreatorAdminPermissions",
			"kubernetesNetworkConfig.ipFamily", "kubernetesNetworkConfig.serviceIpv4Cidr", "outpostConfig",
		},
		// Encryption of secrets can be switched on, and then neither off nor to
		// another key: docSecrets.
		Replaces: func(old, in world.Props) []string {
			was, is := keyOf(old), keyOf(in)
			if was == "" || was == is || in.Has("encryptionConfig") && is == "" {
				return nil
			}
			return []string{"encryptionConfig"}
		},
		Defaults: world.Props{"bootstrapSelfManagedAddons": true, "enabledClusterLogTypes": []string{}},
		Refs: []world.Ref{
			{Path: "roleArn", Kind: api.Role, By: "arn"},
			{Path: "vpcConfig.subnetIds[*]", Kind: api.Subnet},
			{Path: "vpcConfig.securityGroupIds[*]", Kind: api.SecurityGroup},
			{Path: "encryptionConfig.provider.keyArn", Kind: api.Key, By: "arn"},
		},
		Takes: world.Times{Create: 9*time.Minute + 30*time.Second, Update: time.Minute, Delete: 5 * time.Minute},
		Check: checkCluster, Create: createCluster, Update: updateCluster, Delete: deleteCluster,
	}
}

func keyOf(p world.Props) string { return p.Map("encryptionConfig").Map("provider").Str("keyArn") }

var (
	logTypes    = []string{"api", "audit", "authenticator", "controllerManager", "scheduler"}
	authModes   = []string{"API", "API_AND_CONFIG_MAP", "CONFIG_MAP"}
	clusterName = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]*$`)
	arnShape    = regexp.MustCompile(`^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}|aws)?:.+$`)
)

func checkCluster(c *world.Check) {
	if name := c.In.Str("name"); c.In.Known("name") {
		if len(name) < 1 || len(name) > 100 {
			c.Fail("name", "expected length of name to be in the range (1 - 100), got "+name)
		}
		if !clusterName.MatchString(name) {
			c.Fail("name", `invalid value for name (must match ^[0-9A-Za-z][A-Za-z0-9\-_]*$)`)
		}
	}
	checkARN(c, c.In, "roleArn", "role_arn", "roleArn")
	f := check.Of(c)
	f.Words("enabledClusterLogTypes", logTypes...)
	f.Block("accessConfig").Word("authenticationMode", authModes...)
	f.Block("upgradePolicy").Word("supportType", "STANDARD", "EXTENDED")
	encryption := c.In.Map("encryptionConfig")
	checkARN(c, encryption.Map("provider"), "encryptionConfig.provider.keyArn", "encryption_config.0.provider.0.key_arn", "keyArn")
	f.Block("encryptionConfig").Words("resources", "secrets")
	vpc := c.In.Map("vpcConfig")
	if vpc.Known("subnetIds") && len(vpc.List("subnetIds")) == 0 {
		c.Fail("vpcConfig.subnetIds", `Attribute vpc_config.0.subnet_ids requires 1 item minimum, but config has only 0 declared.`)
	}
	for i, cidr := range vpc.Strs("publicAccessCidrs") {
		if _, _, err := net.ParseCIDR(cidr); err != nil {
			c.Fail(fmt.Sprintf("vpcConfig.publicAccessCidrs[%d]", i), fmt.Sprintf("%q is not a valid CIDR block: %s", cidr, err))
		}
	}
	network := c.In.Map("kubernetesNetworkConfig")
	f.Block("kubernetesNetworkConfig").Word("ipFamily", "ipv4", "ipv6")
	if cidr := network.Str("serviceIpv4Cidr"); cidr != "" {
		checkServiceRange(c, cidr)
	}
}

func checkARN(c *world.Check, in world.Props, property, attribute, key string) {
	if arn := in.Str(key); in.Known(key) && !arnShape.MatchString(arn) {
		c.Fail(property, fmt.Sprintf("%q (%s) is an invalid ARN: arn: invalid prefix", attribute, arn))
	}
}

// checkServiceRange: the range of services is private and between /24 and /12.
// Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
func checkServiceRange(c *world.Check, cidr string) {
	const property, attribute = "kubernetesNetworkConfig.serviceIpv4Cidr", "kubernetes_network_config.0.service_ipv4_cidr"
	p, err := netip.ParsePrefix(cidr)
	switch {
	case err != nil || !p.Addr().Is4() || p.Masked() != p:
		c.Fail(property, fmt.Sprintf("expected %s to contain a valid network Value, got: %s", attribute, cidr))
	case p.Bits() < 12 || p.Bits() > 24:
		c.Fail(property, fmt.Sprintf("expected %q to contain a network Value with between %d and %d significant bits, got: %d", attribute, 12, 24, p.Bits()))
	case !p.Addr().IsPrivate():
		c.Fail(property, fmt.Sprintf("%s must be within 10.0.0.0/8, 172.16.0.0/12, or 192.168.0.0/16", cidr))
	}
}

// clusterOp is a call about the cluster in the provider's words.
func clusterOp(c *world.Call, doing, name string) api.Op {
	return operation(fmt.Sprintf("%s EKS Cluster (%s)", doing, c.In.StrOr("name", c.ID)), name)
}
