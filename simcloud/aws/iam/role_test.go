package iam_test

import (
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/stretchr/testify/require"
)

func TestARoleGoesOnlyAfterItsPolicies(t *testing.T) {
	b := newBench(t)
	id, out := b.Make(api.Role, "r", role("r"))
	require.Equal(t, "r", id)
	require.Equal(t, "arn:aws:iam::111122223333:role/r", out.Str("arn"))
	require.Regexp(t, "^AROA[A-Z2-7]{17}$", out.Str("uniqueId"))
	custom, _ := b.Make(api.Policy, "p", world.Props{"name": "p", "policy": policy(allow("s3:*", "*"))})
	require.Equal(t, "arn:aws:iam::111122223333:policy/p", custom)
	attached, _ := b.Make(api.RoleAttachment, "a", world.Props{"role": "r", "policyArn": custom})
	inline, _ := b.Make(api.RolePolicy, "i", world.Props{"name": "i", "role": "r", "policy": policy(allow("s3:*", "*"))})
	require.Equal(t, "r:i", inline)
	profile, _ := b.Make(api.InstanceProfile, "p", world.Props{"name": "p", "role": "r"})

	require.Equal(t, "DeleteConflict: Cannot delete a policy attached to entities.", worldtest.Said(b.Delete(api.Policy, "", custom)))
	require.Equal(t, "DeleteConflict: Cannot delete entity, must detach all policies first.", worldtest.Said(b.Delete(api.Role, "", "r")))
	require.NoError(t, b.Delete(api.RoleAttachment, "", attached))
	require.Equal(t, "DeleteConflict: Cannot delete entity, must delete policies first.", worldtest.Said(b.Delete(api.Role, "", "r")))
	require.NoError(t, b.Delete(api.RolePolicy, "", inline))
	require.NoError(t, b.Delete(api.Role, "", "r"), "an instance profile does not hold it")
	require.NoError(t, b.Delete(api.InstanceProfile, "", profile))
	require.NoError(t, b.Delete(api.Policy, "", custom))
	require.Empty(t, b.World.Objects())
}

func TestForceDetachTakesThePoliciesAlong(t *testing.T) {
	b := newBench(t)
	in := role("r")
	in["forceDetachPolicies"] = true
	b.Make(api.Role, "r", in)
	b.Make(api.RoleAttachment, "a", world.Props{"role": "r", "policyArn": readOnly})
	require.NoError(t, b.Delete(api.Role, "", "r"))
	require.Empty(t, b.World.Objects())
}

func TestWhatARoleMayDo(t *testing.T) {
	b := newBench(t)
	b.Make(api.Role, "r", role("r"))
	custom, _ := b.Make(api.Policy, "p", world.Props{"name": "p", "policy": policy(allow("route53:List*", "*"), allow("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1"))})
	b.Make(api.RoleAttachment, "a", world.Props{"role": "r", "policyArn": custom})
	b.Make(api.RoleAttachment, "m", world.Props{"role": "r", "policyArn": readOnly})
	b.Make(api.RolePolicy, "i", world.Props{"name": "i", "role": "r", "policy": policy(
		allow("s3:*", "arn:aws:s3:::logs/*"), obj{"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"})})
	b.World.View("", func(c *world.Call) {
		r := iam.RoleByARN(c, "arn:aws:iam::111122223333:role/r")
		for _, q := range []struct {
			action, resource string
			want             bool
		}{
			{"route53:ListHostedZones", "*", true},
			{"ROUTE53:listhostedzones", "*", true},
			{"route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1", true},
			{"route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z2", false},
			{"s3:PutObject", "arn:aws:s3:::logs/a/b", true},
			{"s3:PutObject", "arn:aws:s3:::other/a", false},
			{"s3:DeleteObject", "arn:aws:s3:::logs/a", false},
			{"ec2:DescribeInstances", "*", false},
		} {
			require.Equal(t, q.want, iam.Allows(c, r, q.action, q.resource), "%s on %s", q.action, q.resource)
		}
		require.Equal(t, []string{custom, readOnly}, iam.Attached(c, r))
		require.True(t, iam.HasManaged(c, r, "ReadOnlyAccess"))
		require.False(t, iam.HasManaged(c, r, "p"), "a customer's policy is not an AWS managed one")
	})
}

func TestWhomARoleTrusts(t *testing.T) {
	b := newBench(t)
	const provider = "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/1"
	federated := func(op, sub string) obj {
		return obj{"Effect": "Allow", "Principal": obj{"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
			"Condition": obj{op: obj{"oidc.example.com/id/1:sub": sub, "oidc.example.com/id/1:aud": "sts.amazonaws.com"}}}
	}
	b.Make(api.Role, "exact", world.Props{"name": "exact", "assumeRolePolicy": policy(federated("StringEquals", "system:serviceaccount:app:web"))})
	b.Make(api.Role, "like", world.Props{"name": "like", "assumeRolePolicy": policy(federated("StringLike", "system:serviceaccount:app:*"))})
	b.Make(api.Role, "machine", role("machine"))
	made, _ := b.Make(api.OIDCProvider, "one", world.Props{"url": "https://oidc.example.com/id/1", "clientIdLists": []any{"sts.amazonaws.com"}})
	require.Equal(t, provider, made)
	two, _ := b.Make(api.OIDCProvider, "two", world.Props{"url": "https://oidc.example.com/id/2", "clientIdLists": []any{"sts.amazonaws.com"}})
	three, _ := b.Make(api.OIDCProvider, "three", world.Props{"url": "https://oidc.example.com/id/3", "clientIdLists": []any{"other"}})
	narrow := federated("StringEquals", "system:serviceaccount:app:web")
	narrow["Principal"] = obj{"Federated": three}
	b.Make(api.Role, "unasked", world.Props{"name": "unasked", "assumeRolePolicy": policy(narrow)})
	b.World.View("", func(c *world.Call) {
		find := func(name string) *world.Object { return c.Find(api.Role, name) }
		trusts := func(role, provider, account string) bool {
			return iam.TrustsToken(find(role), c.Find(api.OIDCProvider, provider),
				iam.WebToken{Subject: "system:serviceaccount:" + account, Audience: "sts.amazonaws.com"})
		}
		require.True(t, trusts("exact", provider, "app:web"))
		require.False(t, trusts("exact", provider, "app:worker"))
		require.False(t, trusts("exact", two, "app:web"))
		require.True(t, trusts("like", provider, "app:worker"))
		require.False(t, trusts("like", provider, "other:worker"))
		require.False(t, trusts("unasked", three, "app:web"), "the provider was not registered for this audience")
		require.False(t, iam.TrustsToken(find("exact"), c.Find(api.OIDCProvider, provider),
			iam.WebToken{Subject: "system:serviceaccount:app:web", Audience: "other"}))
		require.True(t, iam.Trusts(find("machine"), "ec2.amazonaws.com"))
		require.False(t, iam.Trusts(find("machine"), "eks.amazonaws.com"))
		require.False(t, iam.Trusts(find("machine"), "ec2.amazonaws.com", "sts:AssumeRole", "sts:TagSession"))
	})
}

func TestAPolicyGivenAsAnObjectIsKeptAsText(t *testing.T) {
	b := newBench(t)
	b.Make(api.Role, "r", role("r"))
	_, out := b.Make(api.RolePolicy, "i", world.Props{"name": "i", "role": "r", "policy": obj{"Version": "2012-10-17", "Statement": []any{allow("s3:*", "*")}}})
	require.JSONEq(t, policy(allow("s3:*", "*")), out.Str("policy"))
}

func TestAnInlinePolicyOfTheSameNameTakesTheOthersPlace(t *testing.T) {
	b := newBench(t)
	b.Make(api.Role, "r", role("r"))
	b.Make(api.RolePolicy, "one", world.Props{"name": "i", "role": "r", "policy": policy(allow("s3:*", "*"))})
	b.Make(api.RolePolicy, "two", world.Props{"name": "i", "role": "r", "policy": policy(allow("ec2:*", "*"))})
	b.World.View("", func(c *world.Call) {
		require.False(t, iam.Allows(c, c.Find(api.Role, "r"), "s3:GetObject", "*"))
		require.True(t, iam.Allows(c, c.Find(api.Role, "r"), "ec2:RunInstances", "*"))
	})
}
