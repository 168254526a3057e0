package iam_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/stretchr/testify/require"
)

func TestWhatIAMRefuses(t *testing.T) {
	trusting := func(statement obj) world.Props {
		return world.Props{"name": "r", "assumeRolePolicy": policy(statement)}
	}
	inline := func(text string) world.Props {
		return world.Props{"name": "p", "role": "taken", "policy": text}
	}
	managed := func(text string) world.Props { return world.Props{"name": "p", "policy": text} }
	with := func(p obj, key string, v any) obj {
		if p[key] = v; v == nil {
			delete(p, key)
		}
		return p
	}
	ok := func() obj { return allow("s3:GetObject", "*") }
	long := policy(allow("s3:Get"+strings.Repeat("x", 10300), "*"))
	const bad = "MalformedPolicyDocument: "
	for _, c := range []struct {
		name, kind string
		in         world.Props
		want       string
	}{
		{"a role twice", api.Role, role("taken"), "EntityAlreadyExists: Role with name taken already exists."},
		{"a role twice in other letters", api.Role, role("Taken"), "EntityAlreadyExists: Role with name Taken already exists."},
		{"a trust policy with a resource", api.Role, trusting(obj{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}), bad + "Has prohibited field Resource"},
		{"a trust policy of nobody", api.Role, trusting(obj{"Effect": "Allow", "Action": "sts:AssumeRole"}), bad + "Missing required field Principal"},
		{"a trust policy of other actions", api.Role, trusting(obj{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}), bad + "AssumeRole policy may only specify STS AssumeRole actions."},
		{"trust in a role that does not exist", api.Role, trusting(obj{"Effect": "Allow", "Principal": obj{"AWS": "arn:aws:iam::111122223333:role/none"}, "Action": "sts:AssumeRole"}), bad + `Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/none"`},
		{"trust in no service", api.Role, trusting(obj{"Effect": "Allow", "Principal": obj{"Service": "ec2"}, "Action": "sts:AssumeRole"}), bad + `Invalid principal in policy: "SERVICE":"ec2"`},
		{"trust in a provider by its URL", api.Role, trusting(obj{"Effect": "Allow", "Principal": obj{"Federated": "arn:aws:iam::111122223333:oidc-provider/https://x"}, "Action": "sts:AssumeRoleWithWebIdentity"}), bad + `Invalid principal in policy: "FEDERATED":"arn:aws:iam::111122223333:oidc-provider/https://x"`},
		{"a boundary that does not exist", api.Role, world.Props{"name": "r", "assumeRolePolicy": trust("ec2.amazonaws.com"), "permissionsBoundary": "arn:aws:iam::111122223333:policy/none"}, "NoSuchEntity: Scope ARN: arn:aws:iam::111122223333:policy/none does not exist or is not attachable."},
		{"a trust policy too long", api.Role, trusting(obj{"Sid": strings.Repeat("x", 2000), "Effect": "Allow", "Principal": obj{"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}), "LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048"},
		{"an inline policy of no role", api.RolePolicy, world.Props{"name": "p", "role": "none", "policy": policy(ok())}, "NoSuchEntity: The role with name none cannot be found."},
		{"an inline policy too long", api.RolePolicy, inline(long), "LimitExceeded: Maximum policy size of 10240 bytes exceeded for role taken"},
		{"a managed policy too long", api.Policy, managed(long), "LimitExceeded: Cannot exceed quota for PolicySize: 6144"},
		{"a managed policy twice", api.Policy, world.Props{"name": "taken", "policy": policy(ok())}, "EntityAlreadyExists: A policy called taken already exists. Duplicate names are not allowed."},
		{"a managed policy without version", api.Policy, managed(`{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`), bad + "Policy document must be version 2012-10-17 or greater."},
		{"an unknown field", api.Policy, managed(policy(with(ok(), "Actions", "x"))), bad + "Syntax errors in policy."},
		{"no statement", api.Policy, managed(`{"Version":"2012-10-17","Statement":[]}`), bad + "Syntax errors in policy."},
		{"no effect", api.Policy, managed(policy(with(ok(), "Effect", nil))), bad + "Syntax errors in policy."},
		{"an effect that does not exist", api.Policy, managed(policy(with(ok(), "Effect", "Permit"))), bad + "Syntax errors in policy."},
		{"an effect in small letters", api.Policy, managed(policy(with(ok(), "Effect", "allow"))), bad + "The policy failed legacy parsing"},
		{"action and its opposite", api.Policy, managed(policy(with(ok(), "NotAction", "s3:*"))), bad + "Syntax errors in policy."},
		{"no action", api.Policy, managed(policy(with(ok(), "Action", nil))), bad + "Policy statement must contain actions."},
		{"an empty list of actions", api.Policy, managed(policy(with(ok(), "Action", []string{}))), bad + "Policy statement must contain actions."},
		{"no resource", api.Policy, managed(policy(with(ok(), "Resource", nil))), bad + "Policy statement must contain resources."},
		{"an action without its service", api.Policy, managed(policy(with(ok(), "Action", "GetObject"))), bad + "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."},
		{"an action with two colons", api.Policy, managed(policy(with(ok(), "Action", "s3:Get:Object"))), bad + "Actions/Condition can contain only one colon."},
		{"a service of wrong letters", api.Policy, managed(policy(with(ok(), "Action", "s_3:GetObject"))), bad + "Vendor s_3 is not valid"},
		{"a resource that is no ARN", api.Policy, managed(policy(with(ok(), "Resource", "bucket"))), bad + `Resource bucket must be in ARN format or "*".`},
		{"a partition that does not exist", api.Policy, managed(policy(with(ok(), "Resource", "arn:aw:s3:::b"))), bad + `Partition "aw" is not valid for resource "arn:aw:s3:::b".`},
		{"an IAM resource in a region", api.Policy, managed(policy(with(ok(), "Resource", "arn:aws:iam:eu-west-1:1:role/x"))), bad + "IAM resource arn:aws:iam:eu-west-1:1:role/x cannot contain region information."},
		{"a condition that does not exist", api.Policy, managed(policy(with(ok(), "Condition", obj{"StringEqual": obj{"aws:x": "y"}}))), bad + "Syntax errors in policy."},
		{"two statements of one name", api.Policy, managed(policy(with(ok(), "Sid", "A"), with(ok(), "Sid", "A"))), bad + "Statement IDs (SID) in a single policy must be unique."},
		{"a principal in an identity policy", api.Policy, managed(policy(with(ok(), "Principal", "*"))), bad + "Policy document should not specify a principal."},
		{"an AWS policy that does not exist", api.RoleAttachment, world.Props{"role": "taken", "policyArn": "arn:aws:iam::aws:policy/AmazonEKSWorkerPolicy"}, "NoSuchEntity: Policy arn:aws:iam::aws:policy/AmazonEKSWorkerPolicy does not exist or is not attachable."},
		{"a policy attached to no role", api.RoleAttachment, world.Props{"role": "none", "policyArn": readOnly}, "NoSuchEntity: The role with name none cannot be found."},
		{"a profile twice", api.InstanceProfile, world.Props{"name": "taken"}, "EntityAlreadyExists: Instance Profile taken already exists."},
		{"a profile of no role", api.InstanceProfile, world.Props{"name": "p", "role": "none"}, "NoSuchEntity: The role with name none cannot be found."},
		{"a provider twice", api.OIDCProvider, world.Props{"url": "https://oidc.example.com/id/1", "clientIdLists": []any{"sts.amazonaws.com"}}, "EntityAlreadyExists: Provider with url https://oidc.example.com/id/1 already exists."},
		{"a provider without https", api.OIDCProvider, world.Props{"url": "oidc.example.com"}, `check: url: expected "url" to have a url with schema of: "https", got oidc.example.com`},
		{"a provider without a host", api.OIDCProvider, world.Props{"url": "https://"}, `check: url: expected "url" to have a host, got https://`},
		{"a provider with a query", api.OIDCProvider, world.Props{"url": "https://oidc.example.com/?a=b"}, `check: url: "url" cannot contain query parameters per the OIDC standard`},
		{"a provider with a port", api.OIDCProvider, world.Props{"url": "https://oidc.example.com:8443"}, "ValidationError: Invalid Open ID Connect Provider URL"},
		{"a provider with a long URL", api.OIDCProvider, world.Props{"url": "https://oidc.example.com/" + strings.Repeat("x", 231)}, "ValidationError: Invalid Open ID Connect Provider URL"},
		{"a provider for nobody", api.OIDCProvider, world.Props{"url": "https://oidc.example.com", "clientIdLists": []any{""}}, "check: clientIdLists[0]: expected length of client_id_list.0 to be in the range (1 - 255), got "},
		{"a provider for too many", api.OIDCProvider, world.Props{"url": "https://oidc.example.com", "clientIdLists": numbered(101)}, "LimitExceeded: Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100"},
		{"a thumbprint of another length", api.OIDCProvider, world.Props{"url": "https://oidc.example.com", "thumbprintLists": []any{"abc"}}, "check: thumbprintLists[0]: expected length of thumbprint_list.0 to be in the range (40 - 40), got abc"},
		{"six thumbprints", api.OIDCProvider, world.Props{"url": "https://oidc.example.com", "clientIdLists": []any{"a"}, "thumbprintLists": sixThumbprints()}, "InvalidInput: Thumbprint list must contain fewer than 5 entries."},
		{"a role name of wrong letters", api.Role, role("a b"), `check: name: invalid value for name (must match [\w+=,.@-])`},
		{"a role name too long", api.Role, role(strings.Repeat("r", 65)), "check: name: expected length of name to be in the range (1 - 64), got " + strings.Repeat("r", 65)},
		{"a policy that is no JSON", api.Policy, managed("{"), `check: policy: "policy" contains an invalid JSON policy: unexpected end of JSON input`},
		{"a policy with space before it", api.Policy, managed(" {}"), `check: policy: "policy" contains an invalid JSON policy: leading space characters are not allowed`},
		{"a session too short", api.Role, world.Props{"name": "r", "assumeRolePolicy": trust("ec2.amazonaws.com"), "maxSessionDuration": 60}, "check: maxSessionDuration: expected max_session_duration to be in the range (3600 - 43200), got 60"},
		{"a path without its end", api.Role, world.Props{"name": "r", "assumeRolePolicy": trust("ec2.amazonaws.com"), "path": "/team"}, "check: path: invalid value for path (must begin and end with / and be at most 512 characters long)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.Make(api.Role, "taken", role("taken"))
			b.Make(api.Policy, "taken", world.Props{"name": "taken", "policy": policy(ok())})
			b.Make(api.InstanceProfile, "taken", world.Props{"name": "taken", "role": "taken"})
			b.Make(api.OIDCProvider, "taken", world.Props{"url": "https://oidc.example.com/id/1", "clientIdLists": []any{"sts.amazonaws.com"}})
			before := len(b.World.Objects())
			_, _, err := b.Try(c.kind, "new", c.in)
			require.Equal(t, c.want, worldtest.Said(err))
			require.Len(t, b.World.Objects(), before)
		})
	}
}

func numbered(n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = fmt.Sprint(i)
	}
	return out
}

func sixThumbprints() []any {
	out := numbered(6)
	for i := range out {
		out[i] = strings.Repeat(out[i].(string), 40)
	}
	return out
}

func TestQuotas(t *testing.T) {
	b := newBench(t)
	b.Make(api.Role, "r", role("r"))
	names := strings.Fields("ReadOnlyAccess SecurityAudit AmazonS3FullAccess AmazonS3ReadOnlyAccess AmazonEC2FullAccess AmazonEC2ReadOnlyAccess AmazonVPCFullAccess AmazonSNSFullAccess AmazonSQSFullAccess AmazonRDSFullAccess")
	for _, n := range names {
		b.Make(api.RoleAttachment, n, world.Props{"role": "r", "policyArn": "arn:aws:iam::aws:policy/" + n})
	}
	_, _, err := b.Try(api.RoleAttachment, "more", world.Props{"role": "r", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"})
	require.Equal(t, "LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10", worldtest.Said(err))
	b.World.Set("quota:"+iam.QuotaAttachments, "20")
	b.Make(api.RoleAttachment, "more", world.Props{"role": "r", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"})
	b.World.Set("quota:"+iam.QuotaRoles, "1")
	_, _, err = b.Try(api.Role, "s", role("s"))
	require.Equal(t, "LimitExceeded: Cannot exceed quota for RolesPerAccount: 1", worldtest.Said(err))
}
