package policy

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Rule is one thing that a deployment must keep to.
type Rule struct {
	// ID names the rule in findings and exceptions.
	ID string
	// Says is the rule in one sentence.
	Says string
	// Check returns a finding for each resource that breaks the rule. It is
	// pure, and fills in Resource, What and Repair.
	Check func(p *Plan) []Finding
}

// Finding is one resource that breaks a rule.
type Finding struct {
	// Resource that breaks the rule.
	Resource Resource
	// Rule is the rule's id.
	Rule string
	// What is wrong, and what would mend it.
	What, Repair string
}

// String is the finding in one line.
func (f Finding) String() string {
	return fmt.Sprintf("%q: %s: %s: %s", f.Resource.Name, f.Rule, f.What, f.Repair)
}

// Exception lets findings pass.
type Exception struct {
	// Rule is the id of the rule.
	Rule string
	// Type and Name are patterns, as of path.Match, of type token and logical
	// name. Empty means any.
	Type, Name string
	// What is a part of what is wrong, where a resource may break the rule in
	// that one way only. Empty means any way.
	What string
	// Reason says why that is right.
	Reason string
}

func (e Exception) covers(f Finding) bool {
	return e.Rule == f.Rule && matches(e.Type, f.Resource.Type) && matches(e.Name, f.Resource.Name) && strings.Contains(f.What, e.What)
}

func matches(pattern, text string) bool {
	if pattern == "" || pattern == text {
		return true
	}
	// A star also stands for the slash within a type token.
	ok, err := path.Match(pattern, text)
	return err == nil && ok
}

// Report is the outcome of a check.
type Report struct {
	// Findings that no exception covers, by resource and rule.
	Findings []Finding
	// Excused are those that one covers.
	Excused []Excused
	// Idle are the exceptions that cover nothing here.
	Idle []Exception
}

// Excused is a finding with the exception that covers it.
type Excused struct {
	Finding   Finding
	Exception Exception
}

// Check holds a plan against rules.
func Check(p *Plan, rules []Rule, exceptions []Exception) Report {
	var report Report
	used := map[int]bool{}
	for _, rule := range rules {
		for _, f := range rule.Check(p) {
			f.Rule = rule.ID
			i := slices.IndexFunc(exceptions, func(e Exception) bool { return e.covers(f) })
			if i < 0 {
				report.Findings = append(report.Findings, f)
				continue
			}
			used[i] = true
			report.Excused = append(report.Excused, Excused{f, exceptions[i]})
		}
	}
	for i, e := range exceptions {
		if !used[i] {
			report.Idle = append(report.Idle, e)
		}
	}
	slices.SortStableFunc(report.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Resource.URN, b.Resource.URN), cmp.Compare(a.Rule, b.Rule))
	})
	return report
}

// Rules are the rules of the ready environments.
func Rules() []Rule {
	return []Rule{
		OpenIngress(), Encryption(), IMDS(), Wildcards(), PublicNodes(), NATInstances(), PublicBuckets(), PublicObjects(), AccessKeys(),
		Verification(), Tags("environment", "component", "owner"), Floating(),
		PrivilegedPods(), PodLimits(), RootPods(), HostPaths(),
	}
}

// Exceptions are what the rules let pass in the ready environments.
func Exceptions() []Exception {
	return []Exception{
		{
			Rule: "floating", Type: "aws:eks/nodeGroup:NodeGroup",
			Reason: "EKS chooses the newest image of the pinned Kubernetes version when the group is made and keeps it; " +
				"a newer one comes by an update that somebody asks for",
		},
		{
			Rule: "public-object", Type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", Name: "*-issuer-block",
			Reason: "the bucket of a cluster of RKE has a policy that opens two objects, and S3 has no block that lets some through",
		},
		{
			Rule: "public-object", Type: "aws:s3/bucketPolicy:BucketPolicy", Name: "*-issuer-policy",
			Reason: "AWS checks the tokens of a cluster's pods by public keys, for which it asks without a name; they are public by their nature",
		},
		{
			Rule: "tls-verification", Type: typeRelease, Name: "local-metrics-release", What: "--kubelet-insecure-tls",
			Reason: "kind sets its nodes up with kubeadm, whose kubelets sign their certificates themselves " +
				"(https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/#kubelet-serving-certs), " +
				"so there is no authority to check them by; all of it happens within one machine",
		},
	}
}

func found(r Resource, repair, what string, args ...any) Finding {
	return Finding{Resource: r, What: fmt.Sprintf(what, args...), Repair: repair}
}
