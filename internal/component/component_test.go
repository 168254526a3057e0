package component_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/recorder"
)

func TestChildNamesStartWithTheParentsName(t *testing.T) {
	assert.Equal(t, "core-private-b", component.Name("core", "private", "b"))
	assert.Equal(t, "core", component.Name("core"))
}

func TestPhysicalNamesAreLegalAndDistinct(t *testing.T) {
	for _, c := range []struct {
		name  string
		max   int
		parts []string
		want  string
	}{
		{"a legal name stays as it is", 32, []string{"dev", "app"}, "dev-app"},
		{"upper case and other characters are replaced", 32, []string{"Dev", "app_1"}, "dev-app-1-06b6e010"},
		{"a long name is shortened", 16, []string{"production", "application"}, "product-bf2ad00b"},
		{"nothing legal is left", 32, []string{"___"}, "xbda25155"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := component.Physical(c.max, c.parts...)
			assert.LessOrEqual(t, len(got), c.max)
			assert.Equal(t, c.want, got)
		})
	}
	assert.NotEqual(t, component.Physical(16, "production-application"), component.Physical(16, "production-applicatiom"))
	assert.NotEqual(t, component.Physical(32, "a_b"), component.Physical(32, "a-b"))
}

func TestProblemsAreAllReportedOneLineEach(t *testing.T) {
	p := component.NewProblems("network", "core")
	assert.NoError(t, p.Err())
	p.Add("CIDR", "10.0.0.0/30", "too small for a VPC", "use /28 or larger")
	p.Add("Zones", nil, "none named", "name one to six zones")
	p.Add("Count", 7, "above the limit 5", "use 5 or fewer")
	p.Join("Nested[0]", errors.Join(errors.New("first"), errors.New("second")))
	assert.EqualError(t, p.Err(), strings.Join([]string{
		`network "core": CIDR "10.0.0.0/30": too small for a VPC: use /28 or larger`,
		`network "core": Zones: none named: name one to six zones`,
		`network "core": Count 7: above the limit 5: use 5 or fewer`,
		`network "core": Nested[0]: first`,
		`network "core": Nested[0]: second`,
	}, "\n"))
}

type thing struct {
	pulumi.ResourceState
	Name    string              `pulumi:"name"`
	ARN     pulumi.StringOutput `pulumi:"arn"`
	Key     pulumi.StringOutput `pulumi:"key,optional"`
	Private string
}

func run(t *testing.T, assign bool) error {
	t.Helper()
	return new(recorder.Recorder).Try(func(ctx *pulumi.Context) error {
		c := &thing{Name: "x"}
		if err := component.Register(ctx, "drydock:test:Thing", "x", pulumi.Map{}, c); err != nil {
			return err
		}
		if assign {
			c.ARN = pulumi.String("arn").ToStringOutput()
		}
		return component.Publish(ctx, c)
	})
}

func TestPublishRefusesAnOutputThatWasNeverAssigned(t *testing.T) {
	require.NoError(t, run(t, true))
	require.ErrorContains(t, run(t, false),
		"publish component_test.thing: output ARN: never assigned: assign it before Publish")
}
