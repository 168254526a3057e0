package platform_test

import "github.com/drydock-iac/drydock/components/network"

func badNetworks() []bad {
	return []bad{
		{"the range is too small for a VPC", func(s *setup) { s.Network.CIDR = "10.20.0.0/30" }, []string{
			`network "dev": CIDR "10.20.0.0/30": too small for a VPC: use /28 or larger`,
		}},
		{"the range is too small for its zones", func(s *setup) {
			s.Network.CIDR, s.Network.Zones = "10.20.0.0/27", []string{"a", "b", "c"}
		}, []string{
			`network "dev": CIDR "10.20.0.0/27": too small for 3 zones x 2 tiers: use /25 or larger`,
		}},
		{"the range has no room for a late zone by default", func(s *setup) {
			s.Network.CIDR, s.Network.Zones = "10.20.0.0/26", []string{"a", "c"}
		}, []string{
			`network "dev": CIDR "10.20.0.0/26": too small for 3 zones x 2 tiers: use /25 or larger`,
		}},
		{"the range is too large", func(s *setup) { s.Network.CIDR = "10.0.0.0/8" }, []string{
			`network "dev": CIDR "10.0.0.0/8": too large for a VPC: use /16 or smaller`,
		}},
		{"the range is a mere address", func(s *setup) { s.Network.CIDR = "10.20.0.0" }, []string{
			`network "dev": CIDR "10.20.0.0": not an address range: write it as "10.20.0.0/16"`,
		}},
		{"the range is missing", func(s *setup) { s.Network.CIDR = "" }, []string{
			`network "dev": CIDR "": not an address range: write it as "10.20.0.0/16"`,
		}},
		{"the range has a number above 255", func(s *setup) { s.Network.CIDR = "10.256.0.0/16" }, []string{
			`network "dev": CIDR "10.256.0.0/16": not an address range: write it as "10.20.0.0/16"`,
		}},
		{"the range has host bits", func(s *setup) { s.Network.CIDR = "10.20.3.4/16" }, []string{
			`network "dev": CIDR "10.20.3.4/16": host bits are set: write "10.20.0.0/16"`,
		}},
		{"the range is one of IPv6", func(s *setup) { s.Network.CIDR = "fd00::/48" }, []string{
			`network "dev": CIDR "fd00::/48": not an IPv4 range: write a range such as "10.20.0.0/16"; set IPv6 for a dual-stack network`,
		}},
		{"no zone is named", func(s *setup) { s.Network.Zones = nil }, []string{
			`network "dev": Zones: none named: name one to six zones by letter, such as "a", "b"`,
		}},
		{"a single zone is named", func(s *setup) { s.Network.Zones = []string{"a"} }, []string{
			`environment "dev": Network.Zones [a]: a single zone, and a cluster needs two: name another one`,
		}},
		{"a zone is named in full", func(s *setup) { s.Network.Zones = []string{"a", "eu-central-1b"} }, []string{
			`network "dev": Zones[1] "eu-central-1b": a full zone name: write its letter, "b"`,
		}},
		{"a zone is of another region", func(s *setup) { s.Network.Zones = []string{"a", "us-east-1a"} }, []string{
			`network "dev": Zones[1] "us-east-1a": zone of another region than "eu-central-1": name zones of the VPC's own region by letter, such as "a"`,
		}},
		{"a zone is named twice", func(s *setup) { s.Network.Zones = []string{"a", "b", "a"} }, []string{
			`network "dev": Zones[2] "a": named twice: remove it`,
		}},
		{"a zone has a letter that no region has", func(s *setup) { s.Network.Zones = []string{"a", "z"} }, []string{
			`network "dev": Zones[1] "z": not a zone letter: use a letter from "a" to "f"`,
		}},
		{"a zone is a number", func(s *setup) { s.Network.Zones = []string{"a", "2"} }, []string{
			`network "dev": Zones[1] "2": not a zone letter: use a letter from "a" to "f"`,
		}},
		{"a zone has a capital letter", func(s *setup) { s.Network.Zones = []string{"a", "B"} }, []string{
			`network "dev": Zones[1] "B": not a zone letter: use a letter from "a" to "f"`,
		}},
		{"seven zones are named", func(s *setup) {
			s.Network.Zones = []string{"a", "b", "c", "d", "e", "f", "g"}
		}, []string{
			`network "dev": Zones[6] "g": not a zone letter: use a letter from "a" to "f"`,
		}},
		{"the way of NAT is unknown", func(s *setup) { s.Network.NAT = "two" }, []string{
			`environment "dev": Network.NAT "two": not a way of NAT: use network.NATOne or network.NATPerZone`,
		}},
		{"nodes have no way to their images", func(s *setup) { s.Network.NAT = network.NATNone }, []string{
			`environment "dev": Network.NAT "none": nodes could not fetch their images: use network.NATOne or network.NATPerZone`,
		}},
		{"a NAT instance has no image", func(s *setup) { s.Network.NAT = network.NATInstance }, []string{
			`environment "dev": Network.NAT "instance": the settings of an environment name no image for it: use network.NATOne or network.NATPerZone`,
		}},
		{"the only NAT gateway has no zone", func(s *setup) { s.Network.Zones = []string{"b", "c"} }, []string{
			`environment "dev": Network.NAT "one": the gateway stands in zone "a", which is not one of Zones: add "a" to Zones, or use network.NATPerZone`,
		}},
		{"flow logs are kept for a number of days that CloudWatch does not know", func(s *setup) {
			s.Network.FlowLogDays = 10
		}, []string{
			`network "dev": FlowLogs.RetentionDays 10: not a retention that CloudWatch takes: use 14`,
		}},
		{"flow logs are kept for a negative number of days", func(s *setup) { s.Network.FlowLogDays = -1 }, []string{
			`network "dev": FlowLogs.RetentionDays -1: not a retention that CloudWatch takes: use 1`,
		}},
		{"flow logs are kept for longer than CloudWatch can", func(s *setup) { s.Network.FlowLogDays = 9999 }, []string{
			`network "dev": FlowLogs.RetentionDays 9999: not a retention that CloudWatch takes: use 3653`,
		}},
	}
}
