package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/test/simtest"
)

const account = "111122223333"

// logBucket accepts the access logs of balancers, and nothing else.
func logBucket(ctx *pulumi.Context, prefixes ...string) (*storage.Bucket, error) {
	return storage.NewBucket(ctx, "logs", &storage.BucketArgs{
		Encryption: storage.Encryption{Keys: storage.KeysS3},
		Policy: &storage.Policy{Statements: func(bucket string, _ []string) []identity.Statement {
			return network.AcceptLogs(bucket, account, prefixes...)
		}},
	})
}

// webRules are rules by key, with priorities of their own.
func webRules(keys ...string) []network.WebRule {
	priorities := map[string]int{"api": 10, "admin": 20, "old": 30}
	var out []network.WebRule
	for _, k := range keys {
		out = append(out, network.WebRule{Key: k, Priority: priorities[k], Paths: []string{"/" + k + "/*"}, Action: network.Forward{To: "site"}})
	}
	return out
}

// vpcAndZone are a network and a public zone.
func vpcAndZone(ctx *pulumi.Context) (*network.VPC, *dns.Zone, error) {
	args := simpleVPC()
	v, err := network.NewVPC(ctx, "core", &args)
	if err != nil {
		return nil, nil, err
	}
	zone, err := publicZone(ctx)
	return v, zone, err
}

// web is a balancer that redirects to HTTPS, serves two certificates and logs.
func web(change func(*network.ApplicationLoadBalancerArgs)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		v, zone, err := vpcAndZone(ctx)
		if err != nil {
			return err
		}
		var certificates []*dns.Certificate
		for _, name := range []string{"www", "shop"} {
			c, err := dns.NewCertificate(ctx, name, &dns.CertificateArgs{Zone: zone, Domain: name + "." + domain})
			if err != nil {
				return err
			}
			certificates = append(certificates, c)
		}
		bucket, err := logBucket(ctx, "web")
		if err != nil {
			return err
		}
		a := network.ApplicationLoadBalancerArgs{
			Network: v.Placement(), InternetFacing: true,
			Listeners: []network.WebListener{network.RedirectToHTTPS(), {
				Port: 443, Certificate: certificates[0].ARN, Default: network.Forward{To: "site"}, Rules: webRules("api", "admin"),
				MoreCertificates: map[string]pulumi.StringInput{"shop": certificates[1].ARN},
			}},
			Targets:    []network.WebTarget{{Key: "site", Port: 30080, Health: network.HealthCheck{Path: "/ping"}}},
			AccessLogs: &network.AccessLogs{Bucket: bucket.Name, After: bucket.Ready()},
			Tags:       tags(),
		}
		change(&a)
		_, err = network.NewApplicationLoadBalancer(ctx, "web", &a)
		return err
	}
}

func withRules(keys ...string) func(*network.ApplicationLoadBalancerArgs) {
	return func(a *network.ApplicationLoadBalancerArgs) { a.Listeners[1].Rules = webRules(keys...) }
}

func TestAnApplicationBalancerChangesRuleByRule(t *testing.T) {
	t.Parallel()
	live(t, web(func(*network.ApplicationLoadBalancerArgs) {}),
		change{name: "a third rule, written first", to: web(withRules("old", "api", "admin")), does: []string{
			"+ ListenerRule web-443-rule-old",
		}},
		change{name: "the middle rule goes", to: web(withRules("old", "api")), does: []string{
			"- ListenerRule web-443-rule-admin",
		}},
		change{name: "a target of addresses beside the first", to: web(func(a *network.ApplicationLoadBalancerArgs) {
			withRules("old", "api")(a)
			a.Targets = append(a.Targets, network.WebTarget{Key: "pods", Kind: network.TargetAddresses, Port: 8080})
			a.Listeners[1].Rules[1].Action = network.Forward{To: "pods"}
		}), does: []string{
			"+ SecurityGroupEgressRule web-group-out-tcp-8080-10.0.0.0-16",
			"+ TargetGroup web-target-pods",
			"~ ListenerRule web-443-rule-api",
		}},
		change{name: "no logs, no second certificate", to: web(func(a *network.ApplicationLoadBalancerArgs) {
			withRules("old", "api")(a)
			a.AccessLogs, a.Listeners[1].MoreCertificates = nil, nil
		}), does: []string{
			"- ListenerCertificate web-443-certificate-shop",
			"- SecurityGroupEgressRule web-group-out-tcp-8080-10.0.0.0-16",
			"- TargetGroup web-target-pods",
			"~ ListenerRule web-443-rule-api",
			"~ LoadBalancer web-lb",
		}},
	)
}

func TestABalancersTargetGroupMovesToAnotherPort(t *testing.T) {
	t.Parallel()
	live(t, web(func(*network.ApplicationLoadBalancerArgs) {}), change{
		name: "another port", to: web(func(a *network.ApplicationLoadBalancerArgs) { a.Targets[0].Port = 30081 }), does: []string{
			"+ SecurityGroupEgressRule web-group-out-tcp-30081-10.0.0.0-16",
			"+ TargetGroup web-target-site",
			"+- TargetGroup web-target-site",
			"- SecurityGroupEgressRule web-group-out-tcp-30080-10.0.0.0-16",
			"- TargetGroup web-target-site",
			"~ Listener web-443",
			"~ ListenerRule web-443-rule-admin",
			"~ ListenerRule web-443-rule-api",
		},
	})
}

func TestLogsIntoABucketThatDoesNotAcceptThemFail(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, web(func(a *network.ApplicationLoadBalancerArgs) { a.AccessLogs.Prefix = "elsewhere" }), simtest.On(established(t)))
	s.Up().Failed(t, "InvalidConfigurationRequest: Access Denied for bucket: logs-bucket-", "Please check S3bucket permission")
	s.Program = web(func(*network.ApplicationLoadBalancerArgs) {})
	s.Up().NoError(t)
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

// edgeWithLogs is a network balancer that serves TLS and logs, with a second
// certificate or without.
func edgeWithLogs(second bool) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		v, zone, err := vpcAndZone(ctx)
		if err != nil {
			return err
		}
		www, err := dns.NewCertificate(ctx, "www", &dns.CertificateArgs{Zone: zone, Domain: "www." + domain})
		if err != nil {
			return err
		}
		shop, err := dns.NewCertificate(ctx, "shop", &dns.CertificateArgs{Zone: zone, Domain: "shop." + domain})
		if err != nil {
			return err
		}
		bucket, err := logBucket(ctx)
		if err != nil {
			return err
		}
		listener := network.Listener{Port: 443, Certificate: www.ARN, Target: network.Target{Port: 30080}}
		if second {
			listener.MoreCertificates = map[string]pulumi.StringInput{"shop": shop.ARN}
		}
		_, err = network.NewLoadBalancer(ctx, "edge", &network.LoadBalancerArgs{
			Network: v.Placement(), InternetFacing: true, Listeners: []network.Listener{listener},
			AccessLogs: &network.AccessLogs{Bucket: bucket.Name, After: bucket.Ready()},
		})
		return err
	}
}

func TestANetworkBalancerLogsAndTakesASecondName(t *testing.T) {
	t.Parallel()
	live(t, edgeWithLogs(false), change{name: "a second certificate", to: edgeWithLogs(true), does: []string{
		"+ ListenerCertificate edge-443-certificate-shop",
	}})
}
