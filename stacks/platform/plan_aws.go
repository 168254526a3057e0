package platform

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/internal/component"
)

// httpsKey names the listener of the edge.
const httpsKey = "https"

func (p *Plan) vpc() *network.VPCArgs {
	n := p.Settings.Network
	return &network.VPCArgs{
		Region: p.Config.Region, CIDR: n.CIDR, Zones: n.Zones, NAT: n.NAT,
		FlowLogs:   network.FlowLogs{RetentionDays: n.FlowLogDays},
		ACLs:       network.ACLs{Enable: n.ACLs},
		Kubernetes: network.Kubernetes{Roles: true},
		Tags:       p.Settings.tags("network"),
	}
}

func (p *Plan) zone() *dns.ZoneArgs {
	return &dns.ZoneArgs{Domain: p.Config.Domain, Tags: p.Settings.tags("dns")}
}

func (p *Plan) certificate(zone *dns.Zone) *dns.CertificateArgs {
	return &dns.CertificateArgs{Domain: p.host(), Zone: zone, Tags: p.Settings.tags("dns")}
}

// endpoint opens the cluster's API to those who deploy.
func (p *Plan) endpoint() cluster.Endpoint {
	return cluster.Endpoint{Public: true, PublicCIDRs: p.Config.APIAccess}
}

// eks is the cluster's own arguments. The deployer is an administrator by
// the entry that names it, never by having been there first.
func (p *Plan) eks(placement network.Placement) *cluster.EKSArgs {
	admins := map[string]pulumi.StringInput{}
	for _, arn := range p.Config.Admins {
		admins[adminKey(arn)] = pulumi.String(arn)
	}
	return &cluster.EKSArgs{
		Network:      placement,
		Version:      p.Settings.Cluster.Version,
		NodeGroups:   p.Settings.Cluster.Groups,
		Admins:       admins,
		Endpoint:     p.endpoint(),
		LogRetention: p.Settings.Cluster.LogDays,
		Protect:      p.Settings.Protect,
		KeepVolumes:  p.Settings.Protect,
		Tags:         p.Settings.tags("cluster"),
	}
}

// maxAdminKey keeps the logical names of access entries short.
const maxAdminKey = 30

// adminKey names a role or user in the state: a role by its name, a user and
// a role with a path by "user" or the path as well.
func adminKey(arn string) string {
	return component.Physical(maxAdminKey, strings.TrimPrefix(arn[strings.LastIndex(arn, ":")+1:], "role/"))
}

// rke is the cluster's own arguments. Whoever deploys is an administrator by
// the kubeconfig that is made with it.
func (p *Plan) rke(placement network.Placement, snapshots *storage.Bucket) *cluster.RKEArgs {
	a := &cluster.RKEArgs{
		Network:     placement,
		Version:     p.Settings.Cluster.Version,
		Images:      p.Config.Images,
		Servers:     p.Settings.Cluster.Servers,
		Agents:      p.Settings.Cluster.Groups,
		Endpoint:    p.endpoint(),
		Snapshots:   cluster.Snapshots{Bucket: snapshots, RestoreFrom: p.Config.RestoreFrom},
		Protect:     p.Settings.Protect,
		KeepVolumes: p.Settings.Protect,
		Tags:        p.Settings.tags("cluster"),
	}
	if !p.Settings.Protect {
		// The snapshots go with the cluster, so nobody needs its token again.
		a.SecretRecoveryDays = cluster.NoRecovery
	}
	return a
}

// snapshots is the bucket for copies of etcd. Where nothing is protected they
// go with it.
func (p *Plan) snapshots() *storage.BucketArgs {
	return &storage.BucketArgs{ForceDestroy: !p.Settings.Protect, Tags: p.Settings.tags("cluster")}
}

// balancer ends TLS by a certificate of ACM, or passes it on to the ingress.
// That never sees who connects, because a node that has no pod of it sends
// connections on under its own address; so the balancer says it first.
func (p *Plan) balancer(placement network.Placement, certificate pulumi.StringInput) *network.LoadBalancerArgs {
	listener := network.Listener{
		Key: httpsKey, Port: 443, Protocol: network.TLS, Certificate: certificate,
		Target: network.Target{
			Port:   IngressPort,
			Health: network.HealthCheck{Protocol: network.HTTP, Path: addons.HealthPath},
		},
	}
	if p.Settings.TLS != ACM {
		listener.Protocol, listener.Certificate = network.TCP, nil
		listener.Target.Port, listener.Target.ProxyProtocol = IngressTLSPort, true
		listener.Target.Health.Port = IngressPort
	}
	return &network.LoadBalancerArgs{
		Network:            placement,
		InternetFacing:     true,
		Listeners:          []network.Listener{listener},
		DeletionProtection: p.Settings.Protect,
		Tags:               p.Settings.tags("edge"),
	}
}

// proxies are the ranges from which the balancer's connections reach the
// ingress: the nodes, and on RKE a node's address in the pods' network.
func (p *Plan) proxies() []string {
	if p.Settings.Cluster.Kind == RKE {
		return []string{p.Settings.Network.CIDR, cluster.DefaultPodCIDR}
	}
	return []string{p.Settings.Network.CIDR}
}
