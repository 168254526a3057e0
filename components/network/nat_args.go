package network

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// NAT says how private subnets reach the internet over IPv4.
//
// The zero value is NATPerZone where there is a private tier, and NATNone
// where there is none: the loss of a zone then never cuts off another, and
// traffic pays for no crossing of zones. It costs one gateway for each zone.
//
// No change of zones or tiers moves a NAT gateway or its address, and
// NATOne to NATPerZone and back leaves the one in NATZone as it is.
type NAT string

// The ways of NAT.
const (
	// NATPerZone is a NAT gateway with an address of its own in each zone.
	NATPerZone NAT = "per-zone"
	// NATOne is a single NAT gateway, in NATZone. When that zone fails, so
	// does the way out of all others.
	NATOne NAT = "one"
	// NATInstance is a single small instance, in NATZone, for environments
	// where cost matters more than being there: see NATInstanceArgs.
	NATInstance NAT = "instance"
	// NATNone gives private subnets no way out over IPv4.
	NATNone NAT = "none"
)

// DefaultNATInstanceType is the type of a NAT instance that states none.
const DefaultNATInstanceType = "t4g.nano"

// NATInstanceArgs are the settings of NATInstance.
//
// The instance sits behind a network interface that stays when the instance
// is replaced, so that the address and the routes stay too; between the two
// there is no way out. It takes traffic from the private tiers only, demands
// session tokens for its metadata (IMDSv2), and its disk is encrypted.
type NATInstanceArgs struct {
	// AMI is the id of an Amazon Linux 2023 image for the architecture of
	// Type. Required with NATInstance. A new id replaces the instance: look
	// it up in the stack program, from the public parameter
	// /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64,
	// and pin it:
	// https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
	AMI pulumi.StringInput
	// Type is the instance type. Empty means DefaultNATInstanceType.
	Type string
}

// natZones returns the letters of the zones that hold a NAT, which are fixed
// by the arguments so that a further zone moves none.
func (a VPCArgs) natZones() []string {
	switch a.NAT {
	case NATPerZone:
		return a.Zones
	case NATOne, NATInstance:
		return []string{a.NATZone}
	}
	return nil
}

// natFor returns the letter of the zone whose NAT serves a zone.
func (a VPCArgs) natFor(zone string) string {
	if a.NAT == NATPerZone {
		return zone
	}
	return a.NATZone
}

func (a VPCArgs) natWithDefaults() VPCArgs {
	if a.NAT == "" {
		a.NAT = NATPerZone
		if !a.has(Private) {
			a.NAT = NATNone
		}
	}
	single := a.NAT == NATOne || a.NAT == NATInstance
	if single && a.NATZone == "" && slices.Contains(a.Zones, "a") {
		a.NATZone = "a"
	}
	if a.NAT == NATInstance && a.NATInstance.Type == "" {
		a.NATInstance.Type = DefaultNATInstanceType
	}
	return a
}

// checkNAT checks arguments with defaults; given is what the caller wrote.
func checkNAT(p *component.Problems, a VPCArgs, given NAT) {
	switch a.NAT {
	case NATNone, NATOne, NATPerZone, NATInstance:
	default:
		p.Add("NAT", string(a.NAT), "not a way of NAT",
			"use network.NATPerZone, network.NATOne, network.NATInstance or network.NATNone")
		return
	}
	if a.NAT != NATNone {
		checkNATTiers(p, a, given)
	}
	checkNATZone(p, a)
	switch {
	case a.NAT == NATInstance && a.NATInstance.AMI == nil:
		p.Add("NATInstance.AMI", nil, "not given", "pass the id of an Amazon Linux 2023 image")
	case a.NAT != NATInstance && (a.NATInstance.AMI != nil || a.NATInstance.Type != ""):
		p.Add("NATInstance", nil, fmt.Sprintf("NAT is %q", a.NAT), "leave it out, or set NAT to network.NATInstance")
	}
}

func checkNATTiers(p *component.Problems, a VPCArgs, given NAT) {
	if !a.has(Public) {
		repair := "add a public tier, or use network.NATNone"
		if given == "" {
			repair = "add a public tier, make the private tiers isolated, or state network.NATNone"
		}
		p.Add("NAT", string(a.NAT), "no public tier to stand in", repair)
	}
	if !a.has(Private) {
		p.Add("NAT", string(a.NAT), "no private tier to serve", "add a private tier, or leave NAT out")
	}
}

func checkNATZone(p *component.Problems, a VPCArgs) {
	single := a.NAT == NATOne || a.NAT == NATInstance
	switch {
	case !single && a.NATZone != "":
		p.Add("NATZone", a.NATZone, fmt.Sprintf("NAT is %q", a.NAT), "leave it out")
	case single && a.NATZone == "" && len(a.Zones) > 0 && zoneLetter(a.Zones[0]):
		p.Add("NATZone", nil, `not stated, and there is no zone "a"`,
			fmt.Sprintf("name the zone of the NAT, such as %q, so that a further zone never moves it", a.Zones[0]))
	case single && a.NATZone != "" && !slices.Contains(a.Zones, a.NATZone):
		p.Add("NATZone", a.NATZone, "not one of Zones", "name one of them by letter")
	}
}
