// Package policy holds rules about what a deployment may contain, and checks
// them over its plan or state.
//
// A [Rule] is a value: an id, a sentence and a pure function over a [Plan],
// which is nothing but a list of [Resource] values. Where the list comes from
// does not matter:
//
//   - [FromExport] reads what `pulumi stack export` writes;
//   - [Recorder] collects what a program registers under mocks;
//   - anything else can make the values itself; [Values] turns the SDK's
//     property maps into plain ones.
//
// The smallest use:
//
//	resources, err := policy.FromExport(exported)
//	report := policy.Check(policy.NewPlan(resources...), policy.Rules(), policy.Exceptions())
//	for _, f := range report.Findings {
//		fmt.Println(f) // "web-group-in-22": open-ingress: TCP 22 from 0.0.0.0/0: ...
//	}
//
// [Rules] are those of the ready environments: nothing open to the world but
// 80 and 443 at balancers, encryption everywhere, IMDSv2, no wildcard action
// on a wildcard resource, no public node, no public bucket or object, no
// access key, no client that takes any certificate for good, every resource
// tagged, nothing floating, and pods without privileges. [Exceptions] are what they let pass, as data with reasons.
//
// What the package cannot see: what a Helm chart makes of its values, and what
// is not known before an update. A rule says nothing about an unknown value.
package policy
