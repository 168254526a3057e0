package ec2

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func internetGatewayType() *world.Type {
	return tagging(&world.Type{
		Token:  api.InternetGateway,
		Refs:   []world.Ref{vpcRef("EC2 Internet Gateway", "AttachInternetGateway")},
		Takes:  world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Create: createInternetGateway,
		Update: updateInternetGateway,
		Delete: func(c *world.Call) error { return detach(c, c.Object.Props.Str("vpcId")) },
	}, "EC2 Internet Gateway", "CreateInternetGateway")
}

func createInternetGateway(c *world.Call) error {
	if len(c.All(api.InternetGateway)) >= c.Quota(QuotaInternetGateways, defaultInternetGateways) {
		return doing(c, "EC2 Internet Gateway", "CreateInternetGateway", "").Refuse("InternetGatewayLimitExceeded",
			"The maximum number of internet gateways has been reached.", docQuotas)
	}
	c.ID = c.NewID("igw")
	if err := attach(c, c.In.Str("vpcId")); err != nil {
		return err
	}
	set(c.Out, world.Props{
		"arn": api.ARN(c, "ec2", "internet-gateway/"+c.ID), "ownerId": api.Account, "vpcId": c.In.Str("vpcId"),
	})
	return nil
}

func updateInternetGateway(c *world.Call) error {
	old, wanted := c.Object.Props.Str("vpcId"), c.In.Str("vpcId")
	if old == wanted {
		return nil
	}
	if err := detach(c, old); err != nil {
		return err
	}
	if err := attach(c, wanted); err != nil {
		return err
	}
	c.Out["vpcId"] = wanted
	return nil
}

// attach refuses a second internet gateway for a VPC.
func attach(c *world.Call, vpc string) error {
	if vpc == "" || len(c.Where(api.InternetGateway, "vpcId", vpc)) == 0 {
		return nil
	}
	op := api.Op{Doing: fmt.Sprintf("attaching EC2 Internet Gateway (%s) to VPC (%s)", c.ID, vpc), Service: "EC2", Name: "AttachInternetGateway"}
	return op.Refuse("InvalidParameterValue", fmt.Sprintf("Network %s already has an internet gateway attached", vpc), docGateways)
}

// detach refuses while an interface in the VPC has a public address.
func detach(c *world.Call, vpc string) error {
	if vpc == "" {
		return nil
	}
	for _, eni := range c.Where(api.NetworkInterface, "vpcId", vpc) {
		if eni.Props.Map("association").Str("publicIp") != "" {
			op := api.Op{Doing: fmt.Sprintf("detaching EC2 Internet Gateway (%s) from VPC (%s)", c.ID, vpc), Service: "EC2", Name: "DetachInternetGateway"}
			return op.Refuse("DependencyViolation", fmt.Sprintf(
				"Network %s has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.", vpc), docGateways)
		}
	}
	return nil
}

func egressOnlyGatewayType() *world.Type {
	return tagging(&world.Type{
		Token:   api.EgressOnlyGateway,
		Replace: []string{"vpcId"},
		Refs:    []world.Ref{vpcRef("EC2 Egress-only Internet Gateway", "CreateEgressOnlyInternetGateway")},
		Takes:   world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Create: func(c *world.Call) error {
			c.ID = c.NewID("eigw")
			return nil
		},
	}, "EC2 Egress-only Internet Gateway", "CreateEgressOnlyInternetGateway")
}
