package ec2

import (
	"fmt"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// settings fills in what the service assumes for settings left out. Cores
// and threads: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html
func settings(c *world.Call, in world.Props, subnet *world.Object) {
	out := world.Props{
		"keyName": "", "iamInstanceProfile": "", "placementGroup": "", "placementPartitionNumber": 0, "hostId": "", "hostResourceGroupArn": "",
		"secondaryPrivateIps": []any{}, "hibernation": false, "enclaveOptions": world.Props{"enabled": false},
		"maintenanceOptions":               world.Props{"autoRecovery": "default"},
		"capacityReservationSpecification": world.Props{"capacityReservationPreference": "open"},
		"privateDnsNameOptions": world.Props{
			"hostnameType":                    subnet.Props.StrOr("privateDnsHostnameTypeOnLaunch", "ip-name"),
			"enableResourceNameDnsARecord":    subnet.Props.Bool("enableResourceNameDnsARecordOnLaunch"),
			"enableResourceNameDnsAaaaRecord": subnet.Props.Bool("enableResourceNameDnsAaaaRecordOnLaunch"),
		},
	}
	if t, ok := InstanceTypes[in.Str("instanceType")]; ok {
		threads := 2
		if t.Arch == "arm64" || strings.HasSuffix(t.Family, "7a") || t.VCPU == 1 {
			threads = 1
		}
		out["cpuCoreCount"], out["cpuThreadsPerCore"] = t.VCPU/threads, threads
		out["cpuOptions"] = world.Props{"coreCount": t.VCPU / threads, "threadsPerCore": threads}
	}
	for name, v := range out {
		if !given(c.Out, name) {
			c.Out[name] = v
		}
	}
}

func dataVolumes(c *world.Call, subnet *world.Object) {
	var out []any
	for i, d := range c.In.Maps("ebsBlockDevices") {
		id := freshID(c, api.Volume, "vol", "data", c.ID, fmt.Sprint(i))
		kind := d.StrOr("volumeType", "gp2")
		props := volumeProps(c, id, subnet.Props.Str("availabilityZone"), kind, max(d.Int("volumeSize"), 1), d)
		props["attachments"] = []any{map[string]any{"instanceId": c.ID, "device": d.Str("deviceName")}}
		c.Make(nil, api.Volume, id, props)
		device := d.Clone()
		set(device, world.Props{"volumeId": id, "volumeType": kind, "iops": props["iops"], "throughput": props["throughput"]})
		out = append(out, map[string]any(device))
	}
	c.Out["ebsBlockDevices"] = out
}

func metadata(want world.Props) world.Props {
	return world.Props{
		"httpEndpoint": want.StrOr("httpEndpoint", "enabled"), "httpTokens": want.StrOr("httpTokens", "optional"),
		"httpProtocolIpv6": want.StrOr("httpProtocolIpv6", "disabled"), "instanceMetadataTags": want.StrOr("instanceMetadataTags", "disabled"),
		"httpPutResponseHopLimit": want.IntOr("httpPutResponseHopLimit", 1),
	}
}
