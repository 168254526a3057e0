// Package identity holds roles and policies of AWS IAM as typed values.
//
// A policy is a [Document] of [Statement] values: plain Go, checked by
// [Document.Check] before anything is registered, and made JSON by
// [Document.JSON] with sorted keys and values, so that the same document is
// the same text on every run. Where a value is known only after another
// resource exists, such as the ARN of a bucket, [Render] builds the document
// when it is.
//
// Trust documents say who may assume a role: [TrustService] for an AWS
// service, [TrustPodIdentity] and [TrustServiceAccount] for a workload in
// Kubernetes, [TrustGitHub] for a workflow on GitHub, [TrustConcourse] for a
// build of a Concourse. The tokens of the last two are believed once the
// account knows their issuer, by an [OIDCProvider].
//
// [Role] is the component: one role, its inline policies, its attachments to
// managed policies, and its permissions boundary. Beside it are [Policy], a
// managed policy for several roles or as a boundary, and [InstanceProfile], by
// which EC2 hands a role to a machine.
//
//	role, err := identity.NewRole(ctx, "reader", &identity.RoleArgs{
//		Trust: identity.TrustService("ec2"),
//		Policies: map[string]identity.Source{
//			"read": identity.Render(func(v []string) identity.Document {
//				return identity.Allow([]string{"s3:GetObject"}, v[0]+"/*")
//			}, bucket.Arn),
//		},
//	})
//
// What it refuses: a statement without actions, one without resources where
// the kind of policy needs them, and every action of a service on every
// resource, unless the statement says that this is meant.
//
// The grammar is that of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
package identity
