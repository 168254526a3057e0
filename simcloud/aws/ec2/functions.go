package ec2

import (
	"fmt"
	"slices"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Functions returns the look-ups of the region and the account.
func Functions() []*world.Function {
	return []*world.Function{
		{Token: "aws:index/getAvailabilityZones:getAvailabilityZones", Run: getZones},
		{Token: "aws:index/getCallerIdentity:getCallerIdentity", Run: getCaller},
		{Token: "aws:index/getPartition:getPartition", Run: func(*world.Call) (world.Props, error) {
			return world.Props{"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com", "reverseDnsPrefix": "com.amazonaws"}, nil
		}},
		{Token: "aws:index/getRegion:getRegion", Run: getRegion},
	}
}

func getCaller(*world.Call) (world.Props, error) {
	return world.Props{
		"accountId": api.Account, "id": api.Account, "userId": "AROAEXAMPLEDRYDOCK00:drydock", "arn": api.Caller,
	}, nil
}

// getZones lists the zones of the region. All of them are available and need
// no opt-in, so a filter on either selects all or none.
func getZones(c *world.Call) (world.Props, error) {
	names, ids := []string{}, []string{}
	for _, z := range api.Zones(c.Scope) {
		if slices.Contains(c.In.Strs("excludeNames"), z) || slices.Contains(c.In.Strs("excludeZoneIds"), api.ZoneID(z)) {
			continue
		}
		if s := c.In.Str("state"); s != "" && s != "available" {
			continue
		}
		if keep, err := zonePasses(c, z); err != nil {
			return nil, err
		} else if keep {
			names, ids = append(names, z), append(ids, api.ZoneID(z))
		}
	}
	out := c.In.Clone()
	if out == nil {
		out = world.Props{}
	}
	set(out, world.Props{"id": c.Scope, "names": list(names), "zoneIds": list(ids), "groupNames": []any{c.Scope}})
	return out, nil
}

func zonePasses(c *world.Call, zone string) (bool, error) {
	for _, f := range c.In.Maps("filters") {
		value, ok := map[string]string{
			"opt-in-status": "opt-in-not-required", "state": "available", "zone-type": "availability-zone", "region-name": c.Scope,
			"zone-name": zone, "zone-id": api.ZoneID(zone), "group-name": c.Scope + "-zg-1",
		}[f.Str("name")]
		if !ok {
			op := api.Op{Doing: "reading EC2 Availability Zones", Service: "EC2", Name: "DescribeAvailabilityZones"}
			return false, op.Refuse("InvalidParameterValue", fmt.Sprintf("The filter '%s' is invalid", f.Str("name")), docErrors)
		}
		if !slices.Contains(f.Strs("values"), value) {
			return false, nil
		}
	}
	return true, nil
}

// regions are the names of the regions in words. Source:
// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
var regions = map[string]string{
	"us-east-1": "US East (N. Virginia)", "us-east-2": "US East (Ohio)", "us-west-1": "US West (N. California)", "us-west-2": "US West (Oregon)",
	"ca-central-1": "Canada (Central)", "sa-east-1": "South America (Sao Paulo)",
	"eu-central-1": "Europe (Frankfurt)", "eu-central-2": "Europe (Zurich)", "eu-west-1": "Europe (Ireland)", "eu-west-2": "Europe (London)",
	"eu-west-3": "Europe (Paris)", "eu-north-1": "Europe (Stockholm)", "eu-south-1": "Europe (Milan)",
	"ap-northeast-1": "Asia Pacific (Tokyo)", "ap-northeast-2": "Asia Pacific (Seoul)", "ap-south-1": "Asia Pacific (Mumbai)",
	"ap-southeast-1": "Asia Pacific (Singapore)", "ap-southeast-2": "Asia Pacific (Sydney)",
}

func getRegion(c *world.Call) (world.Props, error) {
	name := c.In.StrOr("name", c.Scope)
	if v := c.In.Str("endpoint"); v != "" {
		for region := range regions {
			if v == endpoint(region) {
				name = region
			}
		}
		if v != endpoint(name) {
			return nil, fmt.Errorf("region not found for endpoint %q", v)
		}
	}
	if !api.KnownRegion(name) {
		return nil, fmt.Errorf("region not found for name %q", name)
	}
	return world.Props{"id": name, "name": name, "description": regions[name], "endpoint": endpoint(name)}, nil
}

func endpoint(region string) string { return "ec2." + region + ".amazonaws.com" }
