package api

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Account is the number of the simulated account, one that AWS reserves for
// documentation.
const Account = "111122223333"

// Caller is the principal that the simulated providers act as.
const Caller = "arn:aws:iam::" + Account + ":role/drydock"

// zones are the zone letters of each region that the simulation has, as a new
// account sees them.
var zones = map[string]string{
	"us-east-1": "abcdef", "us-east-2": "abc", "us-west-1": "ab", "us-west-2": "abcd",
	"ca-central-1": "abd", "sa-east-1": "abc",
	"eu-central-1": "abc", "eu-central-2": "abc", "eu-west-1": "abc", "eu-west-2": "abc", "eu-west-3": "abc",
	"eu-north-1": "abc", "eu-south-1": "abc",
	"ap-northeast-1": "acd", "ap-northeast-2": "abcd", "ap-south-1": "abc", "ap-southeast-1": "abc", "ap-southeast-2": "abc",
}

// KnownRegion reports whether the simulation has a region.
func KnownRegion(region string) bool { return zones[region] != "" }

// Zones returns the availability zones of a region ("eu-central-1a"), nil for
// a region that the simulation does not have.
func Zones(region string) []string {
	var out []string
	for _, letter := range zones[region] {
		out = append(out, region+string(letter))
	}
	return out
}

// ZoneID returns the account-independent identifier of a zone, such as
// "euc1-az2" for eu-central-1a; the mapping of letters to numbers differs from
// account to account, here it is the order of the letters.
func ZoneID(zone string) string {
	region := strings.TrimRight(zone, "abcdefghijklmnopqrstuvwxyz")
	part := strings.Split(region, "-")
	if len(part) < 3 {
		return zone
	}
	short := part[0] + map[string]string{
		"central": "c", "east": "e", "west": "w", "north": "n", "south": "s", "northeast": "ne", "southeast": "se",
	}[part[1]] + part[2]
	letter := strings.TrimPrefix(zone, region)
	return fmt.Sprintf("%s-az%d", short, strings.Index(zones[region], letter)+1)
}

// ARN builds an ARN in the call's region and account.
func ARN(c *world.Call, service, resource string) string {
	return fmt.Sprintf("arn:aws:%s:%s:%s:%s", service, c.Scope, Account, resource)
}

// GlobalARN builds an ARN of a service without regions, such as IAM.
func GlobalARN(service, resource string) string {
	return fmt.Sprintf("arn:aws:%s::%s:%s", service, Account, resource)
}

// Regions returns the regions that the simulation has, sorted.
func Regions() []string { return slices.Sorted(maps.Keys(zones)) }
