package network_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
)

func TestWrongRulesForAGroupAreRefusedLineByLine(t *testing.T) {
	for _, c := range []struct {
		name, instance string
		args           *network.SecurityGroupRulesArgs
		want           []string
	}{
		{"nothing given", "db", nil, []string{`args: nil: pass the group and its rules`}},
		{"no group and no rule", "db", &network.SecurityGroupRulesArgs{}, []string{
			`Group: nil: pass the id of the security group`,
			`Ingress: no rule at all: give one, in or out`,
		}},
		{"a name of wrong letters, and the world let in", "Db", &network.SecurityGroupRulesArgs{
			Group: pulumi.String("sg-1"), Ingress: []network.Rule{{Port: 22, CIDR: "0.0.0.0/0"}, {Port: 22, CIDR: "10.0.0.0/8"}, {Port: 22, CIDR: "10.0.0.0/8"}},
			Egress: []network.Rule{{Port: 22}}, Tags: map[string]string{"Name": "x"},
		}, []string{
			`name "Db": not a name: use lower-case letters, digits and hyphens, a letter first`,
			`Ingress[0].CIDR "0.0.0.0/0": open to the whole internet: name a smaller range, or set Public: true`,
			`Ingress[2].Key "tcp-22-10.0.0.0-8": same as Ingress[1]: give each rule a key of its own`,
			`Egress[0]: 0 of CIDR, PrefixList, Group and Self given: give exactly one`,
			`Tags "Name": every resource has a name of its own: leave it out`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, line := range c.want {
				c.want[i] = `security group rules "` + c.instance + `": ` + line
			}
			require.EqualError(t, network.CheckSecurityGroupRules(c.instance, c.args), strings.Join(c.want, "\n"))
		})
	}
}
