package simtest_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// A harbour has berths; a berth cannot exist without its harbour, and a
// harbour with berths cannot be closed.
const (
	harbourType = "demo:index:Harbour"
	berthType   = "demo:index:Berth"
)

func demo() *world.Provider {
	text := &world.Property{Kind: "string"}
	return &world.Provider{Name: "demo", Version: "1.0.0", Types: map[string]*world.Type{
		harbourType: {
			Token: harbourType,
			Schema: &world.Schema{
				Inputs:  map[string]*world.Property{"name": text, "pilot": text},
				Outputs: map[string]*world.Property{"name": text, "pilot": text, "code": text},
			},
			AutoName: &world.AutoName{Property: "name", Max: 24},
			Replace:  []string{"name"},
			Create: func(c *world.Call) error {
				c.ID = c.NewID("harbour")
				c.Out["code"] = c.Hex(4)
				return nil
			},
			InUse: func(c *world.Call, holders []*world.Object) error {
				return fmt.Errorf("harbour %s has %d berths", c.ID, len(holders))
			},
		},
		berthType: {
			Token: berthType,
			Schema: &world.Schema{
				Inputs: map[string]*world.Property{
					"harbour": {Kind: "string", Required: true}, "depth": {Kind: "integer"},
				},
				Outputs: map[string]*world.Property{"harbour": text, "depth": {Kind: "integer"}},
			},
			Refs: []world.Ref{{Path: "harbour", Kind: harbourType, Holds: true, Missing: func(_ *world.Call, v string) error {
				return fmt.Errorf("harbour %s does not exist", v)
			}}},
		},
	}}
}

type thing struct {
	pulumi.CustomResourceState
	Code pulumi.StringOutput `pulumi:"code"`
}

func register(ctx *pulumi.Context, token, name string, props pulumi.Map) (*thing, error) {
	r := &thing{}
	return r, ctx.RegisterResource(token, name, props, r)
}

func harbours(berths int, pilot string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		h, err := register(ctx, harbourType, "north", pulumi.Map{"pilot": pulumi.String(pilot)})
		if err != nil {
			return err
		}
		for i := range berths {
			if _, err := register(ctx, berthType, fmt.Sprint("berth-", i), pulumi.Map{"harbour": h.ID()}); err != nil {
				return err
			}
		}
		ctx.Export("code", h.Code)
		return nil
	}
}

func newStack(t *testing.T, program pulumi.RunFunc, opts ...simtest.Option) *simtest.Stack {
	t.Helper()
	cloud, err := simcloud.New(simcloud.With(demo()))
	require.NoError(t, err)
	return simtest.New(t, program, append([]simtest.Option{simtest.On(cloud)}, opts...)...)
}

func TestAStackGoesUpStaysAndGoesDown(t *testing.T) {
	s := newStack(t, harbours(3, "anna"))
	up := s.Up().NoError(t)
	assert.Equal(t, 4+1+1, len(up.State.Resources), "stack, provider, harbour and three berths")
	assert.Len(t, up.Outputs()["code"].StringValue(), 4)

	s.Up().Unchanged(t)
	s.Refresh().NoError(t)
	s.Up().Unchanged(t)

	s.Program = harbours(2, "bert")
	changed := s.Up().NoError(t)
	assert.Len(t, changed.Steps(deploy.OpUpdate), 1)
	assert.Len(t, changed.Steps(deploy.OpDelete), 1)

	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestAPreviewChangesNothing(t *testing.T) {
	s := newStack(t, harbours(3, "anna"))
	preview := s.Preview().NoError(t)
	assert.Equal(t, 4, preview.Changes[deploy.OpCreate]-1, "the stack itself is created too")
	s.NothingLeft(t)
}

func TestTheCloudRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, c := range []struct {
		name, token string
		props       pulumi.Map
		want        string
	}{
		{
			"an unknown type", "demo:index:Harbor", nil,
			"unrecognized resource type (Check): demo:index:Harbor: the simulated demo provider does not have it",
		},
		{
			"a misspelt property", harbourType, pulumi.Map{"pilto": pulumi.String("x")},
			`Invalid or unknown key "pilto"; did you mean "pilot"?`,
		},
		{"a missing property", berthType, nil, `The argument "harbour" is required, but no definition was found.`},
		{
			"a value of another kind", berthType,
			pulumi.Map{"harbour": pulumi.String("h"), "depth": pulumi.String("deep")},
			`expected an integer, got the string "deep"`,
		},
		{
			"a missing referent", berthType, pulumi.Map{"harbour": pulumi.String("harbour-1")},
			"harbour harbour-1 does not exist",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStack(t, func(ctx *pulumi.Context) error {
				_, err := register(ctx, c.token, "x", c.props)
				return err
			})
			s.Up().Failed(t, c.want)
			s.NothingLeft(t)
		})
	}
}

func TestANameTooLongForAutomaticNamingIsRefused(t *testing.T) {
	s := newStack(t, func(ctx *pulumi.Context) error {
		_, err := register(ctx, harbourType, "a-very-long-harbour-name", nil)
		return err
	})
	s.Up().Failed(t, "name 'a-very-long-harbour-name-' plus 7 random chars is longer than maximum length 24")
}

func TestTheSameProgramAndSeedGiveTheSameCloud(t *testing.T) {
	first, second := newStack(t, harbours(5, "anna")), newStack(t, harbours(5, "anna"))
	first.Up().NoError(t)
	second.Up().NoError(t)
	assert.Equal(t, first.Cloud.Inventory(), second.Cloud.Inventory())
}

func TestAFaultInTheMiddleIsMendedByTheNextUp(t *testing.T) {
	s := newStack(t, harbours(4, "anna"))
	s.Cloud.Inject(world.Fault{Op: world.OpCreate, URN: "berth-2", Effect: world.Refuse})
	failed := s.Up().Failed(t, "InternalError")
	stood := len(failed.Resources(berthType))
	up := s.Up().NoError(t)
	assert.Len(t, up.Resources(berthType), 4)
	assert.Len(t, up.Steps(deploy.OpCreate), 4-stood, "what stood already is left alone")
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestConfigurationReachesTheProgram(t *testing.T) {
	s := newStack(t, func(ctx *pulumi.Context) error {
		plain, _ := ctx.GetConfig("demo:colour")
		ctx.Export("colour", pulumi.String(plain))
		return nil
	}, simtest.Config("demo:colour", "red"))
	assert.Equal(t, "red", s.Up().NoError(t).Outputs()["colour"].StringValue())
}
