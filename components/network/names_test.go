package network_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/network"
)

// autoNamed is as long as a name gets that the engine makes of a logical one:
// with a hyphen and seven digits.
const autoNamed = len("-1234567")

// The rules are those of
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
// and https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
func TestNamesOfBalancersAndTargetGroupsStayLegalAndApartAtEveryLength(t *testing.T) {
	asked := map[string]string{}
	for length := 1; length <= 40; length++ {
		for _, last := range []string{"a", "b"} {
			name := (strings.Repeat("long-name-", 4))[:length-1] + last
			args := edge(t)
			for _, key := range []string{"443", "twenty-characters-ab"} {
				args.Listeners[0].Key = key
				made := balance(t, name, args)
				for _, m := range append(made.Of("LoadBalancer"), made.Of("TargetGroup")...) {
					physical, given := m.Inputs["name"].(string)
					if !given {
						assert.LessOrEqual(t, len(m.Name)+autoNamed, 32, m.Name)
						continue
					}
					assert.LessOrEqual(t, len(physical), 32, physical)
					assert.Regexp(t, `^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$`, physical)
					assert.False(t, strings.HasPrefix(physical, "internal-"), physical)
					if other, taken := asked[physical]; taken {
						assert.Equal(t, other, m.Name, "both ask for %q", physical)
					}
					asked[physical] = m.Name
				}
			}
		}
	}
	assert.Greater(t, len(asked), 100, "names that had to be asked for")
	assert.Error(t, network.CheckLoadBalancer("internal", &network.LoadBalancerArgs{Network: existing(t)}))
}
