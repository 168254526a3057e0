package platform_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/stacks/dev"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/prod"
	"github.com/drydock-iac/drydock/stacks/program"
	"github.com/drydock-iac/drydock/test/simtest"
)

// demanded is how many wrong settings the project wants to see refused.
const demanded = 190

func badSettings() []bad {
	return slices.Concat(
		badNames(), badNetworks(), badClusters(), badNodeGroups(), badServices(),
		badDomains(), badAccess(), badImages(), badShapes(), severalMistakes(),
		badLocal(), badLocalConfig(), badRKE(), badTLS(), badArchives(),
	)
}

func TestBadSettingsAreRefusedBeforeAnythingIsRegistered(t *testing.T) {
	t.Parallel()
	for _, c := range badSettings() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := sound(dev.Settings())
			c.change(s)
			assert.Equal(t, strings.Join(c.want, "\n"), strings.Join(refused(t, s), "\n"))
		})
	}
}

func TestBadSettingsOfProductionAreRefusedAlike(t *testing.T) {
	t.Parallel()
	s := sound(prod.Settings())
	s.Network.CIDR, s.Network.Zones = "10.40.0.0/27", []string{"a", "b", "c"}
	s.Network.FlowLogDays, s.Cluster.LogDays = 366, 1000
	s.Ingress.Replicas = 1
	s.Skeleton = platform.Skeleton{Min: 12, Max: 3}
	assert.Equal(t, []string{
		`network "prod": CIDR "10.40.0.0/27": too small for 3 zones x 2 tiers: use /25 or larger`,
		`network "prod": FlowLogs.RetentionDays 366: not a retention that CloudWatch takes: use 400`,
		`cluster "prod": LogRetention 1000: not a number of days that CloudWatch knows: choose one of [1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653]`,
		`traefik "prod-ingress": Replicas 1: too few to lose one: have at least 2`,
		`skeleton "prod-app": Replicas "12 to 3": not a range that starts at 1 or above: give Min of at least 1 and Max of at least Min`,
	}, refused(t, s))
}

func TestTheTableOfBadSettingsHoldsEnoughDistinctMistakes(t *testing.T) {
	names, lines := map[string]bool{}, map[string]bool{}
	for _, c := range badSettings() {
		assert.False(t, names[c.name], "two rows are named %q", c.name)
		names[c.name] = true
		for _, line := range c.want {
			lines[line] = true
			assert.GreaterOrEqual(t, strings.Count(line, ": "), 3, "subject, field, rule and repair: %s", line)
		}
	}
	assert.GreaterOrEqual(t, len(names), demanded)
	assert.GreaterOrEqual(t, len(lines), demanded)
}

func TestBadSettingsAreNotSeenInAnEnvironmentAsItIs(t *testing.T) {
	t.Parallel()
	for _, settings := range []platform.Settings{dev.Settings(), prod.Settings()} {
		t.Run(settings.Name, func(t *testing.T) {
			t.Parallel()
			stack(t, sound(settings)).Preview().NoError(t)
		})
	}
}

func TestBadSettingsNoneAreTakenForAnUnknownStack(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, program.Run, simtest.On(account(t)), simtest.Named("drydock", "qa"),
		simtest.Config(platform.ConfigKey, configuration))
	assert.Equal(t, []string{`stack "qa": no such stack: use one of local, dev, staging, prod, shared`}, untouched(t, s))
}
