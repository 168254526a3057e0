package network_test

import (
	"github.com/drydock-iac/drydock/internal/recorder"
)

// run runs a program against a recorder.
var run = recorder.Runner(computed)

// computed are the outputs of EC2 that the components use.
func computed(m recorder.Made) map[string]any {
	switch m.Token {
	case "aws:ec2/vpc:Vpc":
		return map[string]any{"ipv6CidrBlock": "2001:db8:0:ab00::/56"}
	case "aws:ec2/eip:Eip":
		return map[string]any{"publicIp": "ip-" + m.Name}
	}
	return nil
}
