package platform

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/internal/component"
)

// appLabel is the label of the walking skeleton's name: app.<domain>.
const appLabel = "app"

// maxHost is the longest first name of a certificate:
// https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
const maxHost = 64

// httpsKey names the listener of the edge.
const httpsKey = "https"

// Plan is an environment in an account: all that is known before the engine
// is touched.
type Plan struct {
	Settings Settings
	Config   Config
}

func newPlan(s Settings, c Config) *Plan { return &Plan{Settings: s, Config: c} }

// NewPlan puts settings and configuration together and checks both: every
// problem is one line of the error.
func NewPlan(s Settings, c Config) (*Plan, error) {
	p := component.NewProblems("config", s.Name)
	c.check(p)
	plan := newPlan(s, c)
	return plan, errors.Join(p.Err(), plan.check())
}

// check says what is wrong with the settings, and asks every component what is
// wrong with its arguments, before the first of them is made. The references
// between them are planned values. Each mistake is told once: whoever follows
// is asked about a sound value in its place.
func (p *Plan) check() error {
	problems := component.NewProblems("environment", p.Settings.Name)
	sound := newPlan(p.Settings.check(problems), p.Config.check(component.NewProblems("", "")))
	domainErr := sound.checkDomain()
	if domainErr != nil || sound.Config.Domain == "" {
		sound.Config.Domain = standIn().Domain
	}
	placement, networkErr := sound.placement()
	planned := cluster.Planned(sound.name(), sound.Settings.Cluster.Version)
	return errors.Join(
		problems.Err(),
		networkErr,
		domainErr,
		cluster.CheckEKS(sound.name(), sound.eks(placement)),
		network.CheckLoadBalancer(sound.child("edge"), sound.balancer(placement, pulumi.String("planned"))),
		addons.CheckTraefik(sound.child("ingress"), sound.traefik(planned)),
		skeleton.Check(sound.child("app"), sound.skeleton(planned)),
	)
}

// checkDomain asks the zone about the domain, and the certificate only if the
// zone has nothing to say. A missing domain is a problem of the Config.
func (p *Plan) checkDomain() error {
	if p.Config.Domain == "" {
		return nil
	}
	if err := dns.CheckZone(p.name(), p.zone()); err != nil {
		return err
	}
	if room := maxHost - len(appLabel+"."); len(p.Config.Domain) > room {
		problems := component.NewProblems("config", p.name())
		problems.Add(ConfigKey+".domain", p.Config.Domain,
			fmt.Sprintf("%d characters long, and no certificate has room for %q before it", len(p.Config.Domain), appLabel+"."),
			fmt.Sprintf("use at most %d", room))
		return problems.Err()
	}
	return dns.CheckCertificate(p.child("app"), p.certificate(&dns.Zone{Domain: p.Config.Domain}))
}

// placement is the planned network. If that has problems, it is one that has
// none: with the same zones if they are sound, with all of them otherwise, so
// that what stands in the network can be checked all the same.
func (p *Plan) placement() (network.Placement, error) {
	args := p.vpc()
	vpc, err := network.Plan(p.name(), args)
	for _, zones := range [][]string{args.Zones, {"a", "b", "c", "d", "e", "f"}} {
		if vpc != nil {
			break
		}
		vpc, _ = network.Plan(p.name(), &network.VPCArgs{Region: args.Region, CIDR: "10.0.0.0/16", Zones: zones})
	}
	return vpc.Placement(), err
}

func (p *Plan) name() string { return p.Settings.Name }

func (p *Plan) child(role string) string { return component.Name(p.Settings.Name, role) }

func (p *Plan) host() string { return appLabel + "." + p.Config.Domain }

// parentDomain is what follows the first dot of the domain.
func (p *Plan) parentDomain() string {
	_, parent, _ := strings.Cut(p.Config.Domain, ".")
	return parent
}

// stateful are the options of what is not to be deleted by mistake.
func (p *Plan) stateful() []pulumi.ResourceOption {
	if p.Settings.Protect {
		return []pulumi.ResourceOption{pulumi.Protect(true)}
	}
	return nil
}

func (p *Plan) vpc() *network.VPCArgs {
	n := p.Settings.Network
	return &network.VPCArgs{
		Region: p.Config.Region, CIDR: n.CIDR, Zones: n.Zones, NAT: n.NAT,
		FlowLogs:   network.FlowLogs{RetentionDays: n.FlowLogDays},
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
		Endpoint:     cluster.Endpoint{Public: true, PublicCIDRs: p.Config.APIAccess},
		LogRetention: p.Settings.Cluster.LogDays,
		Protect:      p.Settings.Protect,
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

func (p *Plan) balancer(placement network.Placement, certificate pulumi.StringInput) *network.LoadBalancerArgs {
	return &network.LoadBalancerArgs{
		Network:        placement,
		InternetFacing: true,
		Listeners: []network.Listener{{
			Key: httpsKey, Port: 443, Protocol: network.TLS, Certificate: certificate,
			Target: network.Target{
				Port:   IngressPort,
				Health: network.HealthCheck{Protocol: network.HTTP, Path: addons.HealthPath},
			},
		}},
		DeletionProtection: p.Settings.Protect,
		Tags:               p.Settings.tags("edge"),
	}
}

func (p *Plan) traefik(in cluster.Cluster) *addons.TraefikArgs {
	return &addons.TraefikArgs{Cluster: in, NodePort: IngressPort, Replicas: p.Settings.Ingress.Replicas}
}

// skeleton does not wait for the ingress: its pods can start meanwhile, and
// its route waits for the address that the ingress gives it.
func (p *Plan) skeleton(in cluster.Cluster) *skeleton.Args {
	return &skeleton.Args{
		Cluster:  in,
		Image:    p.Config.Image,
		Host:     p.host(),
		Route:    skeleton.Ingress{Class: addons.DefaultClass, AwaitAddress: true},
		Replicas: skeleton.Replicas{Min: p.Settings.Skeleton.Min, Max: p.Settings.Skeleton.Max},
	}
}
