package main_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"

	main "github.com/drydock-iac/drydock/cmd/drydock"
	"github.com/drydock-iac/drydock/simcloud"
)

const urn = resource.URN("urn:pulumi:dev::drydock::aws:ec2/vpc:Vpc::core")

func res(id string, change ...func(*apitype.ResourceV3)) apitype.ResourceV3 {
	r := apitype.ResourceV3{URN: urn, Type: "aws:ec2/vpc:Vpc", Custom: true, ID: resource.ID(id)}
	for _, c := range change {
		c(&r)
	}
	return r
}

func TestWhatAKilledRunLeftIsSettled(t *testing.T) {
	gone := func(r *apitype.ResourceV3) { r.PendingReplacement = true }
	doomed := func(r *apitype.ResourceV3) { r.Delete = true }
	for _, c := range []struct {
		name    string
		op      apitype.OperationType
		before  []apitype.ResourceV3
		exists  []string
		after   []apitype.ResourceV3
		message string
	}{
		{
			name: "a create that happened", op: apitype.OperationTypeCreating, exists: []string{"vpc-1"},
			after: []apitype.ResourceV3{res("vpc-1")}, message: "creating core: happened, taken over as vpc-1",
		},
		{
			name: "a create that did not happen", op: apitype.OperationTypeCreating,
			message: "creating core: nothing to take over",
		},
		{
			name: "a create that happened beside what is to be replaced", op: apitype.OperationTypeCreating,
			before: []apitype.ResourceV3{res("vpc-1")}, exists: []string{"vpc-1", "vpc-2"},
			after:   []apitype.ResourceV3{res("vpc-1"), res("vpc-2", doomed)},
			message: "creating core: happened, taken over as vpc-2",
		},
		{
			name: "a create that happened in place of what was deleted first", op: apitype.OperationTypeCreating,
			before: []apitype.ResourceV3{res("vpc-1", gone)}, exists: []string{"vpc-2"},
			after:   []apitype.ResourceV3{res("vpc-2")},
			message: "creating core: happened, taken over as vpc-2",
		},
		{
			name: "an update, of which a refresh shows the outcome", op: apitype.OperationTypeUpdating,
			before: []apitype.ResourceV3{res("vpc-1")}, exists: []string{"vpc-1"},
			after:   []apitype.ResourceV3{res("vpc-1")},
			message: "updating core: nothing to take over",
		},
		{
			name: "a deletion, of which a refresh shows the outcome", op: apitype.OperationTypeDeleting,
			before: []apitype.ResourceV3{res("vpc-1")},
			after:  []apitype.ResourceV3{res("vpc-1")}, message: "deleting core: nothing to take over",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := apitype.DeploymentV3{
				Resources:         c.before,
				PendingOperations: []apitype.OperationV2{{Resource: res(""), Type: c.op}},
			}
			lines := main.Settle(&d, map[string][]string{string(urn): c.exists})
			assert.Equal(t, []string{c.message}, lines)
			assert.Equal(t, c.after, d.Resources)
			assert.Empty(t, d.PendingOperations)
		})
	}
}

func TestSecretsOfTheStateAreMasked(t *testing.T) {
	secret := map[string]any{resource.SigKey: resource.SecretSig, "ciphertext": "v1:abc"}
	assert.Equal(t,
		map[string]any{"a": "[secret]", "b": []any{"[secret]", 1.0}, "c": map[string]any{"d": "[secret]"}},
		main.Masked(map[string]any{"a": secret, "b": []any{secret, 1.0}, "c": map[string]any{"d": secret}}))
}

func TestVariablesAreQuotedForTheShell(t *testing.T) {
	assert.Equal(t, `'a b'`, main.Quote("a b"))
	assert.Equal(t, `'it'\''s'`, main.Quote("it's"))
}

func TestLeftoversAreWhatANewCloudHasNot(t *testing.T) {
	const mine, other = "urn:pulumi:dev::drydock::", "urn:pulumi:prod::drydock::x"
	item := func(id, urn string) simcloud.Item { return simcloud.Item{Kind: "aws:ec2/vpc:Vpc", ID: id, URN: urn} }
	fresh := []simcloud.Item{item("default", "")}
	assert.Empty(t, main.Leftovers(fresh, fresh, mine))
	assert.Equal(t, []simcloud.Item{item("a", mine+"a"), item("eni", "")},
		main.Leftovers(fresh, []simcloud.Item{item("default", ""), item("a", mine+"a"), item("eni", "")}, mine))
	assert.Equal(t, []simcloud.Item{item("a", mine+"a")},
		main.Leftovers(fresh, []simcloud.Item{item("a", mine+"a"), item("eni", ""), item("b", other)}, mine))
}
