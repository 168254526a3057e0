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

// maxHost is the longest first name of a certificate, of ACM as of any other:
// https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
// https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1
const maxHost = 64

// Plan is an environment in an account: all that is known before the engine
// is touched.
type Plan struct {
	Settings Settings
	Config   Config
}

func newPlan(s Settings, c Config) *Plan { return &Plan{Settings: s.withDefaults(), Config: c} }

// NewPlan puts settings and configuration together and checks both: every
// problem is one line of the error.
func NewPlan(s Settings, c Config) (*Plan, error) {
	p := component.NewProblems("config", s.Name)
	c.check(p, s.check(component.NewProblems("", "")))
	plan := newPlan(s, c)
	return plan, errors.Join(p.Err(), plan.check())
}

// check says what is wrong with the settings, and asks every component what is
// wrong with its arguments, before the first of them is made. The references
// between them are planned values. Each mistake is told once: whoever follows
// is asked about a sound value in its place.
func (p *Plan) check() error {
	problems := component.NewProblems("environment", p.Settings.Name)
	settings := p.Settings.check(problems)
	sound := newPlan(settings, p.Config.check(component.NewProblems("", ""), settings))
	domainErr := sound.checkDomain()
	if domainErr != nil || sound.Config.Domain == "" {
		sound.Config.Domain = standInDomain
	}
	planned := cluster.Planned(sound.name(), sound.Settings.Cluster.Version)
	errs := []error{problems.Err()}
	if settings.inAWS() {
		placement, networkErr := sound.placement()
		errs = append(errs, networkErr, domainErr, sound.checkCluster(placement),
			network.CheckLoadBalancer(sound.child("edge"), sound.balancer(placement, pulumi.String("planned"))))
	} else {
		errs = append(errs, domainErr, cluster.CheckExisting(sound.name(), sound.existing()))
		if !sound.Config.OwnMetrics {
			errs = append(errs, addons.CheckMetricsServer(sound.child("metrics"), sound.metrics(planned)))
		}
	}
	if settings.TLS != ACM {
		zone := &dns.Zone{Domain: sound.Config.Domain}
		errs = append(errs, addons.CheckCertManager(sound.child("certificates"), sound.certManager(planned, zone)))
	}
	return errors.Join(append(errs,
		addons.CheckTraefik(sound.child("ingress"), sound.traefik(planned)),
		skeleton.Check(sound.child("app"), sound.skeleton(planned)))...)
}

func (p *Plan) checkCluster(placement network.Placement) error {
	if p.Settings.Cluster.Kind == RKE {
		return cluster.CheckRKE(p.name(), p.rke(placement, nil))
	}
	return cluster.CheckEKS(p.name(), p.eks(placement))
}

// checkDomain asks the zone about the domain, and the certificate only if the
// zone has nothing to say. A missing domain is a problem of the Config.
func (p *Plan) checkDomain() error {
	if p.Config.Domain == "" {
		return nil
	}
	if p.Settings.inAWS() {
		if err := dns.CheckZone(p.name(), p.zone()); err != nil {
			return err
		}
	}
	if room := maxHost - len(appLabel+"."); len(p.Config.Domain) > room {
		problems := component.NewProblems("config", p.name())
		problems.Add(ConfigKey+".domain", p.Config.Domain,
			fmt.Sprintf("%d characters long, and no certificate has room for %q before it", len(p.Config.Domain), appLabel+"."),
			fmt.Sprintf("use at most %d", room))
		return problems.Err()
	}
	if p.Settings.TLS != ACM {
		return nil // The app says the same of its host.
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

// url of the app.
func (p *Plan) url() string {
	if p.Config.Port == 0 || p.Config.Port == DefaultPort {
		return "https://" + p.host()
	}
	return fmt.Sprintf("https://%s:%d", p.host(), p.Config.Port)
}

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
