package network_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/recorder"
)

func good() network.VPCArgs {
	return network.VPCArgs{Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}}
}

// tagsOf makes n tags.
func tagsOf(n int) map[string]string {
	tags := map[string]string{}
	for i := range n {
		tags[fmt.Sprintf("k%d", i)] = "v"
	}
	return tags
}

func TestWrongSettingsOfAVPCAreOneLineEach(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*network.VPCArgs)
		want   string
	}{
		"no region":         {func(a *network.VPCArgs) { a.Region = "" }, `Region "": not a region: name a region such as "eu-central-1"`},
		"zone as region":    {func(a *network.VPCArgs) { a.Region = "eu-central-1a" }, `Region "eu-central-1a": not a region: this is a zone: write Region "eu-central-1" and Zones "a"`},
		"CIDR no range":     {func(a *network.VPCArgs) { a.CIDR = "10.20.0.0" }, `CIDR "10.20.0.0": not an address range: write it as "10.20.0.0/16"`},
		"CIDR too large":    {func(a *network.VPCArgs) { a.CIDR = "10.0.0.0/8" }, `CIDR "10.0.0.0/8": too large for a VPC: use /16 or smaller`},
		"CIDR too small":    {func(a *network.VPCArgs) { a.CIDR = "10.0.0.0/30" }, `CIDR "10.0.0.0/30": too small for a VPC: use /28 or larger`},
		"CIDR host bits":    {func(a *network.VPCArgs) { a.CIDR = "10.20.3.4/16" }, `CIDR "10.20.3.4/16": host bits are set: write "10.20.0.0/16"`},
		"CIDR of IPv6":      {func(a *network.VPCArgs) { a.CIDR = "fd00::/24" }, `CIDR "fd00::/24": not an IPv4 range: write a range such as "10.20.0.0/16"; set IPv6 for a dual-stack network`},
		"CIDR of a peer":    {func(a *network.VPCArgs) { a.Reserved = []string{"172.16.0.0/12", "10.20.8.0/24"} }, `CIDR "10.20.0.0/16": overlaps Reserved[1] 10.20.8.0/24: choose a range of its own`},
		"reserved no range": {func(a *network.VPCArgs) { a.Reserved = []string{"office"} }, `Reserved[0] "office": not an address range: write it as "10.20.0.0/16"`},
		"no zones":          {func(a *network.VPCArgs) { a.Zones = nil }, `Zones: none named: name one to six zones by letter, such as "a", "b"`},
		"zone twice":        {func(a *network.VPCArgs) { a.Zones = []string{"b", "a", "b"} }, `Zones[2] "b": named twice: remove it`},
		"zone beyond f":     {func(a *network.VPCArgs) { a.Zones = []string{"a", "g"} }, `Zones[1] "g": not a zone letter: use a letter from "a" to "f"`},
		"empty zone":        {func(a *network.VPCArgs) { a.Zones = []string{""} }, `Zones[0] "": not a zone letter: use a letter from "a" to "f"`},
		"full zone name":    {func(a *network.VPCArgs) { a.Zones = []string{"eu-central-1a"} }, `Zones[0] "eu-central-1a": a full zone name: write its letter, "a"`},
		"other region":      {func(a *network.VPCArgs) { a.Zones = []string{"a", "us-east-1b"} }, `Zones[1] "us-east-1b": zone of another region than "eu-central-1": name zones of the VPC's own region by letter, such as "a"`},
		"letter elsewhere":  {func(a *network.VPCArgs) { a.Zones = []string{"a", "us-east-1a"} }, `Zones[1] "us-east-1a": zone of another region than "eu-central-1": name zones of the VPC's own region by letter, such as "a"`},
		"no kind":           {func(a *network.VPCArgs) { a.Tiers = append(network.DefaultTiers(), network.Tier{Name: "db", Slot: 3}) }, `Tiers[2].Kind "": not a kind of tier: use network.Public, network.Private or network.Isolated`},
		"tier twice": {func(a *network.VPCArgs) {
			a.Tiers = append(network.DefaultTiers(), network.Tier{Kind: network.Private, Slot: 4})
		}, `Tiers[2].Name "private": same as Tiers[1]: give each tier a name of its own`},
		"tier name": {func(a *network.VPCArgs) {
			a.Tiers = append(network.DefaultTiers(), network.Tier{Kind: network.Isolated, Name: "Data Base", Slot: 3})
		}, `Tiers[2].Name "Data Base": not a tier name: use 1 to 20 lower-case letters, digits and hyphens, a letter first`},
		"slot taken": {func(a *network.VPCArgs) {
			a.Tiers = append(network.DefaultTiers(), network.Tier{Kind: network.Isolated, Slot: 2})
		}, `Tiers[2].Slot 2: taken by tier "private": use a free one, such as 3`},
		"slot not stated": {func(a *network.VPCArgs) {
			a.Tiers = append(network.DefaultTiers(), network.Tier{Kind: network.Isolated, Name: "data"})
		}, `Tiers[2].Slot 0: not stated: a tier not named after its kind needs one, from 1 to 32`},
		"slot beyond": {func(a *network.VPCArgs) {
			a.Tiers = append(network.DefaultTiers(), network.Tier{Kind: network.Isolated, Slot: 33})
		}, `Tiers[2].Slot 33: outside 1 to 32: use a lower slot, or a smaller Span`},
		"span": {func(a *network.VPCArgs) {
			a.Tiers = append(network.DefaultTiers(), network.Tier{Kind: network.Isolated, Slot: 4, Span: 3})
		}, `Tiers[2].Span 3: not 1, 2, 4, 8 or 16: use a power of two`},
		"span not aligned": {func(a *network.VPCArgs) {
			a.Tiers = append(network.DefaultTiers(), network.Tier{Kind: network.Isolated, Slot: 4, Span: 2})
		}, `Tiers[2].Slot 4: not at a multiple of Span 2: use slot 3 or 5`},
		"public addresses": {func(a *network.VPCArgs) {
			a.Tiers = []network.Tier{{Kind: network.Public}, {Kind: network.Private, AssignPublicIP: true}}
		}, `Tiers[1].AssignPublicIP true: the tier is private: leave it out, or make the tier public`},
		"capacity of zones": {func(a *network.VPCArgs) { a.Capacity = network.Capacity{Zones: 7, Tiers: 2} }, `Capacity.Zones 7: outside 1 to 6: reserve room for as many zones as you may ever use`},
		"capacity of tiers": {func(a *network.VPCArgs) { a.Capacity = network.Capacity{Zones: 2} }, `Capacity.Tiers 0: outside 1 to 32: reserve room for as many tiers as you may ever use`},
		"no place":          {func(a *network.VPCArgs) { a.Capacity = network.Capacity{Zones: 1, Tiers: 4} }, `Capacity 1 zone x 4 tiers: no place for 2 zones x 2 tiers: state Capacity{Zones: 2, Tiers: 4} or use lower slots`},
		"too small stated":  {func(a *network.VPCArgs) { a.CIDR, a.Capacity = "10.0.0.0/26", network.Capacity{Zones: 6, Tiers: 4} }, `CIDR "10.0.0.0/26": too small for 6 zones x 4 tiers: use /23 or larger, or a smaller Capacity`},
		"too small at all":  {func(a *network.VPCArgs) { a.CIDR, a.Zones = "10.0.0.0/27", []string{"a", "b", "c"} }, `CIDR "10.0.0.0/27": too small for 3 zones x 2 tiers: use /25 or larger`},
		"default too small": {func(a *network.VPCArgs) {
			a.CIDR, a.Zones = "10.0.0.0/25", []string{"e"}
			a.Tiers = []network.Tier{{Kind: network.Public}}
		}, `Capacity 4 zones x 2 tiers: no place for 5 zones x 1 tier: state Capacity{Zones: 5, Tiers: 2} or use lower slots`},
		"NAT unknown": {func(a *network.VPCArgs) { a.NAT = "two" }, `NAT "two": not a way of NAT: use network.NATPerZone, network.NATOne, network.NATInstance or network.NATNone`},
		"NAT without public": {func(a *network.VPCArgs) {
			a.NAT = network.NATPerZone
			a.Tiers = []network.Tier{{Kind: network.Private}}
		}, `NAT "per-zone": no public tier to stand in: add a public tier, or use network.NATNone`},
		"private alone":      {func(a *network.VPCArgs) { a.Tiers = []network.Tier{{Kind: network.Private}} }, `NAT "per-zone": no public tier to stand in: add a public tier, make the private tiers isolated, or state network.NATNone`},
		"NAT for nobody":     {func(a *network.VPCArgs) { a.NAT = network.NATOne; a.Tiers = []network.Tier{{Kind: network.Public}} }, `NAT "one": no private tier to serve: add a private tier, or leave NAT out`},
		"NAT zone unknown":   {func(a *network.VPCArgs) { a.NAT, a.NATZone = network.NATOne, "c" }, `NATZone "c": not one of Zones: name one of them by letter`},
		"NAT zone unstated":  {func(a *network.VPCArgs) { a.NAT, a.Zones = network.NATOne, []string{"b", "c"} }, `NATZone: not stated, and there is no zone "a": name the zone of the NAT, such as "b", so that a further zone never moves it`},
		"NAT zone for none":  {func(a *network.VPCArgs) { a.NATZone = "a" }, `NATZone "a": NAT is "per-zone": leave it out`},
		"NAT without image":  {func(a *network.VPCArgs) { a.NAT = network.NATInstance }, `NATInstance.AMI: not given: pass the id of an Amazon Linux 2023 image`},
		"NAT image for none": {func(a *network.VPCArgs) { a.NATInstance.AMI = pulumi.String("ami-1") }, `NATInstance: NAT is "per-zone": leave it out, or set NAT to network.NATInstance`},
		"endpoint twice":     {func(a *network.VPCArgs) { a.InterfaceEndpoints = []string{"sts", "logs", "sts"} }, `InterfaceEndpoints "sts": named twice: remove one`},
		"endpoint full name": {func(a *network.VPCArgs) { a.InterfaceEndpoints = []string{"com.amazonaws.eu-central-1.sts"} }, `InterfaceEndpoints "com.amazonaws.eu-central-1.sts": a full service name: write what follows the region, such as "ecr.api"`},
		"endpoint shape":     {func(a *network.VPCArgs) { a.InterfaceEndpoints = []string{"ECR API"} }, `InterfaceEndpoints "ECR API": not a service name: write the last part of it, such as "ecr.api"`},
		"endpoint of S3":     {func(a *network.VPCArgs) { a.InterfaceEndpoints = []string{"s3"} }, `InterfaceEndpoints "s3": has a gateway endpoint already: leave it out`},
		"endpoint tier":      {func(a *network.VPCArgs) { a.InterfaceEndpoints, a.EndpointTier = []string{"sts"}, "data" }, `EndpointTier "data": no such tier: use one of "public", "private"`},
		"endpoint tier lone": {func(a *network.VPCArgs) { a.EndpointTier = "private" }, `EndpointTier "private": there are no interface endpoints: leave it out`},
		"retention":          {func(a *network.VPCArgs) { a.FlowLogs.RetentionDays = 100 }, `FlowLogs.RetentionDays 100: not a retention that CloudWatch takes: use 120`},
		"retention too long": {func(a *network.VPCArgs) { a.FlowLogs.RetentionDays = 9999 }, `FlowLogs.RetentionDays 9999: not a retention that CloudWatch takes: use 3653`},
		"traffic":            {func(a *network.VPCArgs) { a.FlowLogs.Traffic = "some" }, `FlowLogs.Traffic "some": not a kind of traffic: use network.TrafficAll, network.TrafficAccepted or network.TrafficRejected`},
		"interval":           {func(a *network.VPCArgs) { a.FlowLogs.Interval = 300 }, `FlowLogs.Interval 300: not an interval of flow logs: use 60 or 600 seconds`},
		"disabled logs":      {func(a *network.VPCArgs) { a.FlowLogs = network.FlowLogs{Disable: true, RetentionDays: 7} }, `FlowLogs: disabled, yet there are settings: remove them, or Disable`},
		"cluster name":       {func(a *network.VPCArgs) { a.Kubernetes.Clusters = []string{"my cluster"} }, `Kubernetes.Clusters[0] "my cluster": not a cluster name: use up to 100 letters, digits, hyphens and underscores`},
		"cluster twice":      {func(a *network.VPCArgs) { a.Kubernetes.Clusters = []string{"x", "x"} }, `Kubernetes.Clusters[1] "x": named twice: remove it`},
		"tag of AWS":         {func(a *network.VPCArgs) { a.Tags = map[string]string{"aws:team": "x"} }, `Tags "aws:team": keys that start with "aws:" belong to AWS: use another key`},
		"tag Name":           {func(a *network.VPCArgs) { a.Tags = map[string]string{"Name": "x"} }, `Tags "Name": every resource has a name of its own: leave it out`},
		"empty tag":          {func(a *network.VPCArgs) { a.Tags = map[string]string{"": "x"} }, `Tags "": not a tag key: use 1 to 128 characters`},
		"long tag value":     {func(a *network.VPCArgs) { a.Tags = map[string]string{"k": strings.Repeat("v", 257)} }, `Tags["k"]: value of 257 characters: use at most 256`},
		"too many tier tags": {func(a *network.VPCArgs) {
			a.Tags = tagsOf(40)
			a.Tiers = []network.Tier{{Kind: network.Public, Tags: map[string]string{"a": "", "b": "", "c": "", "d": "", "e": "", "f": "", "g": "", "h": "", "i": ""}}}
			a.Kubernetes.Roles = true
		}, `Tiers[0].Tags: 51 tags on one resource, with 42 of the component's own: AWS allows 50: use fewer`},
	} {
		t.Run(name, func(t *testing.T) {
			args := good()
			c.change(&args)
			_, err := network.Plan("core", &args)
			assert.EqualError(t, err, `network "core": `+c.want)
		})
	}
}

func TestWrongNamesAreRefused(t *testing.T) {
	for name, want := range map[string]string{
		"":                      `network "": name "": not a name: use lower-case letters, digits and hyphens, a letter first`,
		"Core":                  `network "Core": name "Core": not a name: use lower-case letters, digits and hyphens, a letter first`,
		"sg":                    `network "sg": name "sg": the names of security groups may not start with "sg-": use another name`,
		strings.Repeat("x", 41): fmt.Sprintf(`network %[1]q: name %[1]q: 41 characters long: use at most 40, for other names are derived from it`, strings.Repeat("x", 41)),
	} {
		args := good()
		_, err := network.Plan(name, &args)
		assert.EqualError(t, err, want)
	}
	_, err := network.Plan("core", nil)
	assert.EqualError(t, err, `network "core": args: nil: pass the settings of the VPC`)
}

func TestNothingIsRegisteredForWrongSettings(t *testing.T) {
	cloud := &recorder.Recorder{}
	err := cloud.Try(func(ctx *pulumi.Context) error {
		args := good()
		args.Zones = []string{"x"}
		_, err := network.NewVPC(ctx, "core", &args)
		return err
	})
	require.ErrorContains(t, err, `network "core": Zones[0] "x": not a zone letter: use a letter from "a" to "f"`)
	assert.Empty(t, cloud.All())
}

func TestTooManyTagsAreRefused(t *testing.T) {
	args := good()
	args.Tags = tagsOf(50)
	_, err := network.Plan("core", &args)
	assert.EqualError(t, err,
		`network "core": Tags: 51 tags on one resource, with 1 of the component's own: AWS allows 50: use fewer`)
}
