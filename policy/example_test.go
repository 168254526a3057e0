package policy_test

import (
	"fmt"

	"github.com/drydock-iac/drydock/policy"
)

func ExampleCheck() {
	plan := policy.NewPlan(
		policy.Resource{
			Type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", Name: "admin-in",
			Inputs: map[string]any{"ipProtocol": "tcp", "fromPort": 22.0, "toPort": 22.0, "cidrIpv4": "0.0.0.0/0"},
		},
		policy.Resource{Type: "aws:ebs/volume:Volume", Name: "scratch", Inputs: map[string]any{"size": 8.0}},
	)
	report := policy.Check(plan, policy.Rules(), []policy.Exception{
		{Rule: "encryption", Name: "scratch", Reason: "it holds a public data set"},
	})
	for _, f := range report.Findings {
		fmt.Println(f)
	}
	fmt.Println("excused:", report.Excused[0].Exception.Reason)
	// Output:
	// "admin-in": open-ingress: tcp 22 from 0.0.0.0/0: name the ranges or the security group that may connect
	// excused: it holds a public data set
}
