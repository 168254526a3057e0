package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
)

// Ports of RKE2 with Canal: https://docs.rke2.io/install/requirements#networking
const (
	portAPI          = 6443
	portRegistration = 9345
	portKubelet      = 10250
	portVXLAN        = 8472
	portCanalHealth  = 9099
	portEtcdClient   = 2379
	portEtcdMetrics  = 2381
)

// registrationDrain is for how long a server that goes keeps its connections,
// in seconds. Clients of the API connect again by themselves.
const registrationDrain = 30

// groups makes the security groups: one of all nodes, one of servers, and one
// that only attachments add to.
func (b *rkeBuilder) groups() (err error) {
	self := func(key string, protocol network.Protocol, port, to int, what string) network.Rule {
		return network.Rule{Key: key, Protocol: protocol, Port: port, ToPort: to, Self: true, Description: what}
	}
	b.nodes, err = network.NewSecurityGroup(b.ctx, b.child("nodes"), &network.SecurityGroupArgs{
		Network: b.plan.Network, Description: "Nodes of the Kubernetes cluster " + b.plan.Name,
		Ingress: []network.Rule{
			self("kubelet", network.TCP, portKubelet, 0, "Kubelet"),
			self("pods", network.UDP, portVXLAN, 0, "Pods of other nodes, by VXLAN"),
			self("canal", network.TCP, portCanalHealth, 0, "Health of Canal"),
		},
		Egress: network.EgressAnywhere(), Tags: b.plan.Tags,
	}, b.own())
	if err != nil {
		return err
	}
	b.control, err = network.NewSecurityGroup(b.ctx, b.child("servers"), &network.SecurityGroupArgs{
		Network: b.plan.Network, Description: "Servers of the Kubernetes cluster " + b.plan.Name,
		Ingress: []network.Rule{
			self("etcd", network.TCP, portEtcdClient, portEtcdMetrics, "etcd: clients, peers, metrics"),
			{Key: "api", Port: portAPI, Group: b.nodes.ID, Description: "API from nodes"},
			{Key: "registration", Port: portRegistration, Group: b.nodes.ID, Description: "Registration of nodes"},
		},
		Tags: b.plan.Tags,
	}, b.own())
	if err != nil {
		return err
	}
	name := b.child("attach")
	attach, err := ec2.NewSecurityGroup(b.ctx, name, &ec2.SecurityGroupArgs{
		VpcId:       b.plan.Network.VPCID,
		Description: pulumi.String("Attachments to nodes of the Kubernetes cluster " + b.plan.Name),
		Tags:        b.tags(name),
	}, b.own())
	if err != nil {
		return err
	}
	b.attach = attach.ID().ToStringOutput()
	b.r.NodeSecurityGroup = b.attach
	return nil
}

// balancers make the one behind which servers and agents register and find
// the API, and the public one of the API if there is to be one.
func (b *rkeBuilder) balancers() (err error) {
	api := network.Listener{Key: "api", Port: portAPI, Target: network.Target{Port: portAPI, DrainSeconds: registrationDrain}}
	a := &network.LoadBalancerArgs{
		Network: b.plan.Network, Tier: b.plan.Tier, SingleZone: len(b.plan.zones()) == 1, Tags: b.plan.Tags,
		Listeners: []network.Listener{api, {
			Key: "join", Port: portRegistration,
			Target: network.Target{
				Port: portRegistration, DrainSeconds: registrationDrain,
				// The supervisor answers "pong" without credentials.
				Health: network.HealthCheck{Protocol: network.HTTPS, Path: "/ping", Status: "200"},
			},
		}},
	}
	if b.registration, err = network.NewLoadBalancer(b.ctx, b.child("api"), a, b.own()); err != nil {
		return err
	}
	b.r.Registration = b.registration.DNSName
	host := b.registration.DNSName
	if e := b.plan.Endpoint; e.Public {
		b.public, err = network.NewLoadBalancer(b.ctx, b.child("public"), &network.LoadBalancerArgs{
			Network: b.plan.Network, InternetFacing: true, Clients: e.PublicCIDRs,
			SingleZone: len(publicZones(b.plan.Network)) == 1, Listeners: []network.Listener{api}, Tags: b.plan.Tags,
		}, b.own())
		if err != nil {
			return err
		}
		host = b.public.DNSName
	}
	b.r.Endpoint = pulumi.Sprintf("https://%s:%d", host, portAPI)
	return nil
}

func publicZones(n network.Placement) []network.Subnet {
	public := n.Kind(network.Public)
	if len(public) == 0 {
		return nil
	}
	return n.Tier(public[0].Tier)
}

// rules let the balancers in to the servers.
func (b *rkeBuilder) rules() error {
	for _, r := range []struct {
		key  string
		port int
		from *network.LoadBalancer
	}{{"api", portAPI, b.registration}, {"join", portRegistration, b.registration}, {"public", portAPI, b.public}} {
		if r.from == nil {
			continue
		}
		name := b.child("from", r.key)
		_, err := vpc.NewSecurityGroupIngressRule(b.ctx, name, &vpc.SecurityGroupIngressRuleArgs{
			SecurityGroupId:           b.control.ID,
			ReferencedSecurityGroupId: r.from.SecurityGroupID.ToStringPtrOutput(),
			IpProtocol:                pulumi.String("tcp"),
			FromPort:                  pulumi.Int(r.port),
			ToPort:                    pulumi.Int(r.port),
			Description:               pulumi.String(fmt.Sprintf("Load balancer %s to servers", r.key)),
			Tags:                      b.tags(name),
		}, b.own())
		if err != nil {
			return err
		}
	}
	return nil
}
