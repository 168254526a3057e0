package life_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/test/simtest"
)

// mutual are the groups of servers and workers, which let each other in.
func mutual(cni network.CNI, more ...network.Rule) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := simpleVPC()
		v, err := network.NewVPC(ctx, "core", &args)
		if err != nil {
			return err
		}
		servers, err := network.NewSecurityGroup(ctx, "servers", &network.SecurityGroupArgs{Network: v.Placement()})
		if err != nil {
			return err
		}
		workers, err := network.NewSecurityGroup(ctx, "workers", &network.SecurityGroupArgs{
			Network: v.Placement(), Ingress: network.PresetWorker(network.NodePreset{CNI: cni, Servers: servers.ID}),
		})
		if err != nil {
			return err
		}
		_, err = network.NewSecurityGroupRules(ctx, "servers", &network.SecurityGroupRulesArgs{
			Group: servers.ID, Ingress: append(network.PresetServer(network.NodePreset{CNI: cni, Workers: workers.ID}), more...),
		})
		return err
	}
}

func TestGroupsThatLetEachOtherInLive(t *testing.T) {
	t.Parallel()
	live(t, mutual(network.CNICanal),
		change{name: "the office, too", to: mutual(network.CNICanal, network.Rule{Key: "office", Port: 6443, CIDR: "203.0.113.0/24"}), does: []string{
			"+ SecurityGroupIngressRule servers-in-office",
		}},
		change{name: "what nodes say is encrypted", to: mutual(network.CNICanalWireGuard), does: []string{
			"+ SecurityGroupIngressRule servers-in-wireguard-self", "+ SecurityGroupIngressRule servers-in-wireguard-workers",
			"+ SecurityGroupIngressRule workers-group-in-wireguard-self", "+ SecurityGroupIngressRule workers-group-in-wireguard-servers",
			"- SecurityGroupIngressRule servers-in-office",
			"- SecurityGroupIngressRule servers-in-vxlan-self", "- SecurityGroupIngressRule servers-in-vxlan-workers",
			"- SecurityGroupIngressRule workers-group-in-vxlan-self", "- SecurityGroupIngressRule workers-group-in-vxlan-servers",
		}},
	)
}

func TestARuleThatWasRemovedByHandIsPutBack(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, mutual(network.CNICanal), simtest.On(established(t)))
	s.Up().NoError(t)
	removed(t, s.Cloud, api.IngressRule, "servers-in-etcd-self")
	s.Refresh().NoError(t)
	assert.Equal(t, []string{"+ SecurityGroupIngressRule servers-in-etcd-self"}, steps(s.Up().NoError(t)))
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestEveryInputOfRulesForAGroupChangesThePlan(t *testing.T) {
	type rulesRow = row[network.SecurityGroupRulesArgs]
	rows := map[string]rulesRow{
		"Group": {to: func(a *network.SecurityGroupRulesArgs, _ *fixture) { a.Group = pulumi.String("sg-2") }},
		"Tags":  {to: func(a *network.SecurityGroupRulesArgs, _ *fixture) { a.Tags = tags() }},
	}
	ruleRows(rows, "Ingress", func(a *network.SecurityGroupRulesArgs) *network.Rule { return &a.Ingress[0] })
	ruleRows(rows, "Egress", func(a *network.SecurityGroupRulesArgs) *network.Rule { return &a.Egress[0] })
	everyInput(t, func(*fixture) network.SecurityGroupRulesArgs {
		rule := func(key string) []network.Rule { return []network.Rule{{Key: key, Port: 80, CIDR: "10.1.0.0/16"}} }
		return network.SecurityGroupRulesArgs{Group: pulumi.String("sg-1"), Ingress: rule("in"), Egress: rule("out")}
	}, func(ctx *pulumi.Context, a *network.SecurityGroupRulesArgs, _ *fixture) (string, error) {
		_, err := network.NewSecurityGroupRules(ctx, "db", a)
		return "", err
	}, rows)
}

// ruleRows adds the rows of a rule, in or out, among the arguments of A.
func ruleRows[A any](rows map[string]row[A], field string, of func(*A) *network.Rule) {
	for name, change := range map[string]func(*network.Rule){
		"Key":         func(r *network.Rule) { r.Key = "other" },
		"Protocol":    func(r *network.Rule) { r.Protocol = network.UDP },
		"Port":        func(r *network.Rule) { r.Port = 79 },
		"ToPort":      func(r *network.Rule) { r.ToPort = 81 },
		"CIDR":        func(r *network.Rule) { r.CIDR = "10.2.0.0/16" },
		"PrefixList":  func(r *network.Rule) { r.CIDR, r.PrefixList = "", pulumi.String("pl-1") },
		"Group":       func(r *network.Rule) { r.CIDR, r.Group = "", pulumi.String("sg-1") },
		"Self":        func(r *network.Rule) { r.CIDR, r.Self = "", true },
		"Description": func(r *network.Rule) { r.Description = "why" },
	} {
		rows[field+"."+name] = row[A]{to: func(a *A, _ *fixture) { change(of(a)) }}
	}
	// The world may be let in only by who says so; a way out needs no word.
	public := row[A]{to: func(a *A, _ *fixture) { of(a).Public = true }, idle: "only a way in needs it"}
	if strings.HasSuffix(field, "Ingress") {
		public = row[A]{to: func(a *A, _ *fixture) { *of(a) = network.Rule{Key: "in", Port: 80, CIDR: "0.0.0.0/0"} }, refused: "open to the whole internet"}
	}
	rows[field+".Public"] = public
}
