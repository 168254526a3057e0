package recorder_test

import (
	"errors"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/recorder"
)

type bay struct {
	pulumi.CustomResourceState

	ARN   pulumi.StringOutput `pulumi:"arn"`
	Depth pulumi.IntOutput    `pulumi:"depth"`
}

type tide struct {
	High bool `pulumi:"high"`
}

// yard is a component with a bay, and a second bay that is like the first one.
func yard(ctx *pulumi.Context) error {
	whole := &pulumi.ResourceState{}
	if err := ctx.RegisterComponentResource("drydock:test:Bay", "yard", whole); err != nil {
		return err
	}
	var first, second bay
	if err := ctx.RegisterResource("test:x:Bay", "b", pulumi.Map{"length": pulumi.Int(3)}, &first, pulumi.Parent(whole)); err != nil {
		return err
	}
	var now tide
	if err := ctx.Invoke("test:x:tide", &tide{}, &now); err != nil {
		return err
	}
	return ctx.RegisterResource("test:x:Bay", "a", pulumi.Map{
		"like": first.ID(), "arn": first.ARN, "depth": first.Depth, "high": pulumi.Bool(now.High), "key": pulumi.ToSecret(pulumi.String("k")),
	}, &second, pulumi.DependsOn([]pulumi.Resource{&first}))
}

func TestARecorderRemembersWhatAProgramRegisters(t *testing.T) {
	r := (&recorder.Recorder{
		Outputs: func(m recorder.Made) map[string]any {
			if m.Name != "b" {
				return nil
			}
			return map[string]any{"id": "bay-1", "depth": 7, "length": nil}
		},
		Answers: map[string]any{"high": true},
	}).Run(t, yard)

	assert.Equal(t, []string{"a", "b"}, r.Names("Bay"), "the component is no resource of the kind")
	assert.Equal(t, []string{"yard"}, r.Names("drydock:test:Bay"), "its whole token names it")
	assert.Len(t, r.All(), 3)
	assert.Equal(t, []string{"test:x:tide"}, r.Calls())
	assert.Equal(t, map[string]any{"length": 3.0}, r.Get(t, "Bay", "b").Inputs)
	assert.Contains(t, r.Named("b").Parent, "::yard")

	a := r.Named("a")
	assert.Equal(t, []any{"bay-1", "arn:aws:x:::b", 7.0, true}, []any{a.Inputs["like"], a.Inputs["arn"], a.Inputs["depth"], a.Inputs["high"]})
	assert.True(t, a.Args.Inputs["key"].IsSecret())
	assert.Equal(t, []string{"b"}, a.After())
	assert.True(t, a.WaitsFor("Bay", "b"))
	assert.False(t, a.WaitsFor("Bay", "a"))
	assert.Equal(t, recorder.Made{}, r.Named("c"))
}

func TestARecorderHandsAProgramsErrorOn(t *testing.T) {
	wrong := errors.New("wrong")
	var r recorder.Recorder
	require.ErrorIs(t, r.Try(func(*pulumi.Context) error { return wrong }), wrong)
	assert.Empty(t, r.Of("Bay"))
}
