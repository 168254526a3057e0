package faults_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// loseAnswer lets the creation of a resource happen and its answer get lost, which
// leaves it in the cloud and not in the state.
func (d *drill) loseAnswer(kind, name string) {
	d.t.Helper()
	d.cloud.World().SetPatience(impatient)
	d.cloud.Inject(world.Fault{Op: world.OpCreate, Kind: kind, URN: "::" + name, Effect: world.LoseAnswer})
	said(d.t, d.Up(), "RequestTimeout", "connection reset by peer")
	d.cloud.World().SetPatience(world.DefaultPatience)
}

// importing takes a resource of the program over by its id in the cloud.
func importing(program pulumi.RunFunc, name, id string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		err := ctx.RegisterStackTransformation(func(args *pulumi.ResourceTransformationArgs) *pulumi.ResourceTransformationResult {
			if args.Name != name || !strings.HasPrefix(args.Type, "aws:") && !strings.HasPrefix(args.Type, "kubernetes:") {
				return nil
			}
			return &pulumi.ResourceTransformationResult{Props: args.Props, Opts: append(args.Opts, pulumi.Import(pulumi.ID(id)))}
		})
		if err != nil {
			return err
		}
		return program(ctx)
	}
}

// lostAnswer is a creation whose answer is lost.
type lostAnswer struct{ kind, name, id, code, message string }

// lostAnswers are resources whose name the program chooses: after a lost answer
// the service knows the name already.
func lostAnswers() []lostAnswer {
	return []lostAnswer{
		{api.LogGroup, "core-logs", "/aws/eks/core/cluster", "ResourceAlreadyExistsException", "The specified log group already exists"},
		{api.KeyAlias, "core-alias", "alias/eks/core", "AlreadyExistsException", "alias/eks/core already exists"},
		{api.Cluster, "core-cluster", "core", "ResourceInUseException", "Cluster already exists with name: core"},
		{api.Addon, "core-addon-vpc-cni", "core:vpc-cni", "ResourceInUseException", "Addon already exists."},
		{api.AccessEntry, "core-admin-deployer", "core:" + deployer, "ResourceInUseException", "The specified access entry resource is already in use on this cluster."},
		{namespaceKind, "app-namespace", "app", "AlreadyExists", `namespaces "app" already exists`},
	}
}

// lost prepares a program with a cluster and an app, and loses the answer.
func lost(t *testing.T, l lostAnswer) (*drill, pulumi.RunFunc) {
	t.Helper()
	cloud, err := simcloud.New(simcloud.EstablishedAccount())
	require.NoError(t, err)
	d := &drill{hand: newHand(t, cloud)}
	sound(d)
	program := inNetwork(d)
	if l.kind == namespaceKind {
		program = app(d.network, "64Mi")
	}
	d.Stack = simtest.New(t, program, simtest.On(cloud))
	d.loseAnswer(l.kind, l.name)
	return d, program
}

func TestALostAnswerForANameIsSeenAndTheResourceImported(t *testing.T) {
	t.Parallel()
	for _, l := range lostAnswers() {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			d, program := lost(t, l)
			d.cloud.World().SetPatience(impatient)
			said(t, d.Up(), l.code, l.message)
			d.cloud.World().SetPatience(world.DefaultPatience)

			d.Program = importing(program, l.name, l.id)
			d.up()
			d.Program = program
			d.Up().Unchanged(t)
			d.Destroy().NoError(t)
			d.NothingLeft(t)
		})
	}
}

func TestALostAnswerForANameIsAlsoMendedByDeletingTheResource(t *testing.T) {
	t.Parallel()
	for _, l := range lostAnswers()[:3] {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			d, _ := lost(t, l)
			d.delete(l.kind, l.id)
			d.up()
			d.Up().Unchanged(t)
			d.Destroy().NoError(t)
			d.NothingLeft(t)
		})
	}
}

// TestALostAnswerForAnUnnamedResourceLeavesAnOrphan states what happens: where
// the engine makes the name up, the next Up makes a second one, and nothing
// but the inventory knows of the first.
func TestALostAnswerForAnUnnamedResourceLeavesAnOrphan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, name string
		program    pulumi.RunFunc
	}{
		{api.EIP, "core-nat-a", vpc(nil)},
		{api.Role, "core-flow-logs-role", vpc(nil)},
		{api.Zone, "names-zone", names(1)},
		{api.Key, "dev-key", environment(nil)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDrill(t, c.program)
			d.loseAnswer(c.kind, c.name)
			orphan := d.named(c.kind, c.name)
			d.up()
			d.Up().Unchanged(t)
			d.Destroy().NoError(t)

			require.Contains(t, d.cloud.World().Objects(), orphan, "destroy knows nothing of it")
			d.delete(orphan.Kind, orphan.ID)
			d.NothingLeft(t)
		})
	}
}
