package network_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/network"
)

func TestWrongSettingsOfABalancerAreOneLineEach(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*network.LoadBalancerArgs)
		want   string
	}{
		"no listeners":         {func(a *network.LoadBalancerArgs) { a.Listeners = nil }, `Listeners: none given: add one for each port to serve`},
		"no port":              {func(a *network.LoadBalancerArgs) { a.Listeners[0].Port = 0; a.Listeners[0].Key = "x" }, `Listeners[0].Port 0: not a port: use 1 to 65535`},
		"port twice":           {func(a *network.LoadBalancerArgs) { a.Listeners[1].Port = 443 }, `Listeners[1].Port 443: same as Listeners[0]: give each listener a port of its own`},
		"key twice":            {func(a *network.LoadBalancerArgs) { a.Listeners[1].Key = "443" }, `Listeners[1].Key "443": same as Listeners[0]: give each listener a key of its own`},
		"key":                  {func(a *network.LoadBalancerArgs) { a.Listeners[1].Key = "The.Web" }, `Listeners[1].Key "The.Web": not a key: use up to 20 lower-case letters, digits and hyphens`},
		"protocol":             {func(a *network.LoadBalancerArgs) { a.Listeners[1].Protocol = network.HTTP }, `Listeners[1].Protocol "HTTP": not a protocol of a listener: use network.TCP or network.TLS`},
		"TLS uncertified":      {func(a *network.LoadBalancerArgs) { a.Listeners[1].Protocol = network.TLS }, `Listeners[1].Certificate: not given: TLS needs the ARN of a certificate, such as that of a dns.Certificate`},
		"TCP certified":        {func(a *network.LoadBalancerArgs) { a.Listeners[0].Protocol = network.TCP }, `Listeners[0].Certificate: given for a TCP listener: use network.TLS, or leave it out to pass TLS through`},
		"TLS policy":           {func(a *network.LoadBalancerArgs) { a.Listeners[0].TLSPolicy = "modern" }, `Listeners[0].TLSPolicy "modern": not a security policy: leave it out for "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"`},
		"TLS policy of TCP":    {func(a *network.LoadBalancerArgs) { a.Listeners[1].TLSPolicy = "x" }, `Listeners[1].TLSPolicy "x": given for a TCP listener: use network.TLS, or leave it out`},
		"no target port":       {func(a *network.LoadBalancerArgs) { a.Listeners[1].Target.Port = 0 }, `Listeners[1].Target.Port 0: not a port: use 1 to 65535`},
		"target protocol":      {func(a *network.LoadBalancerArgs) { a.Listeners[1].Target.Protocol = network.UDP }, `Listeners[1].Target.Protocol "UDP": not a protocol of a target: use network.TCP or network.TLS`},
		"drain":                {func(a *network.LoadBalancerArgs) { a.Listeners[1].Target.DrainSeconds = 3601 }, `Listeners[1].Target.DrainSeconds 3601: outside 1 to 3600: choose a number within`},
		"health protocol":      {func(a *network.LoadBalancerArgs) { a.Listeners[1].Target.Health.Protocol = network.TLS }, `Listeners[1].Target.Health.Protocol "TLS": not a protocol of a health check: use network.TCP, network.HTTP or network.HTTPS`},
		"health port":          {func(a *network.LoadBalancerArgs) { a.Listeners[1].Target.Health.Port = -1 }, `Listeners[1].Target.Health.Port -1: not a port: use 1 to 65535`},
		"health path":          {func(a *network.LoadBalancerArgs) { a.Listeners[0].Target.Health.Path = "ping" }, `Listeners[0].Target.Health.Path "ping": does not start with a slash: write "/ping"`},
		"health path of TCP":   {func(a *network.LoadBalancerArgs) { a.Listeners[0].Target.Health.Protocol = network.TCP }, `Listeners[0].Target.Health.Path "/ping": a TCP check asks for no page: use network.HTTP, or leave Path and Status out`},
		"health status":        {func(a *network.LoadBalancerArgs) { a.Listeners[0].Target.Health.Status = "2xx" }, `Listeners[0].Target.Health.Status "2xx": not status codes: write "200", "200,204" or "200-399", from 200 to 599`},
		"health interval":      {func(a *network.LoadBalancerArgs) { a.Listeners[0].Target.Health.Interval = 4 }, `Listeners[0].Target.Health.Interval 4: outside 5 to 300: choose a number within`},
		"health timeout":       {func(a *network.LoadBalancerArgs) { a.Listeners[0].Target.Health.Timeout = 11 }, `Listeners[0].Target.Health.Timeout 11: above Interval 10: wait less, or check less often`},
		"health no timeout":    {func(a *network.LoadBalancerArgs) { a.Listeners[0].Target.Health.Timeout = 1 }, `Listeners[0].Target.Health.Timeout 1: outside 2 to 120: choose a number within`},
		"health threshold":     {func(a *network.LoadBalancerArgs) { a.Listeners[0].Target.Health.Healthy = 11 }, `Listeners[0].Target.Health.Healthy 11: outside 2 to 10: choose a number within`},
		"health no threshold":  {func(a *network.LoadBalancerArgs) { a.Listeners[0].Target.Health.Unhealthy = 1 }, `Listeners[0].Target.Health.Unhealthy 1: outside 2 to 10: choose a number within`},
		"no network":           {func(a *network.LoadBalancerArgs) { a.Network = network.Placement{} }, `Network: not given: pass vpc.Placement(), or the result of network.Adopt`},
		"no tier":              {func(a *network.LoadBalancerArgs) { a.Tier, a.Zones = "edge", []string{"a", "b"} }, `Tier "edge": no such tier: use one of "public", "private", "isolated"`},
		"tier of the inside":   {func(a *network.LoadBalancerArgs) { a.Tier = "private" }, `Tier "private": the tier is private, the balancer internet-facing: use a public tier, or leave InternetFacing out`},
		"no IPv6":              {func(a *network.LoadBalancerArgs) { a.DualStack = true }, `DualStack true: the network has no IPv6: set IPv6 on the VPC, or leave it out`},
		"no such zone":         {func(a *network.LoadBalancerArgs) { a.Zones = []string{"a", "c"} }, `Zones[1] "c": tier "public" has no subnet there: name zones of the tier by letter`},
		"zone twice":           {func(a *network.LoadBalancerArgs) { a.Zones = []string{"a", "a"} }, `Zones[1] "a": named twice: remove it`},
		"one zone":             {func(a *network.LoadBalancerArgs) { a.Zones = []string{"a"} }, `Zones [a]: a single zone: use two or more, or state SingleZone`},
		"not one zone":         {func(a *network.LoadBalancerArgs) { a.SingleZone = true }, `SingleZone true: there are 2 zones: leave it out, or name one zone in Zones`},
		"client no range":      {func(a *network.LoadBalancerArgs) { a.Clients = []string{"all"} }, `Clients[0] "all": not an address range: write it as "10.20.0.0/16"`},
		"client twice":         {func(a *network.LoadBalancerArgs) { a.Clients = []string{"10.0.0.0/8", "10.0.0.0/8"} }, `Clients[1] "10.0.0.0/8": named twice: remove it`},
		"client of IPv6":       {func(a *network.LoadBalancerArgs) { a.Clients = []string{"fd00::/8"} }, `Clients[0] "fd00::/8": an IPv6 range, and the balancer serves IPv4 only: set DualStack, or remove it`},
		"clients of the world": {func(a *network.LoadBalancerArgs) { a.InternetFacing, a.Clients = false, []string{"0.0.0.0/0"} }, `Clients[0] "0.0.0.0/0": the whole internet, and the balancer is internal: name the ranges that may connect`},
		"client IP":            {func(a *network.LoadBalancerArgs) { a.ClientIP = "yes" }, `ClientIP "yes": not a choice: use network.ClientIPKept or network.ClientIPHidden`},
		"logs nowhere":         {func(a *network.LoadBalancerArgs) { a.AccessLogs = &network.AccessLogs{} }, `AccessLogs.Bucket: not given: pass the name of a bucket, such as that of a storage.Bucket`},
		"logs without TLS": {func(a *network.LoadBalancerArgs) {
			a.Listeners, a.AccessLogs = a.Listeners[1:], &network.AccessLogs{Bucket: pulumi.String("logs")}
		}, `AccessLogs: no listener serves TLS, and only TLS is logged: leave it out, and read the flow logs of the VPC`},
		"logs in a folder": {func(a *network.LoadBalancerArgs) {
			a.AccessLogs = &network.AccessLogs{Bucket: pulumi.String("logs"), Prefix: "/edge/"}
		}, `AccessLogs.Prefix "/edge/": not a prefix: use letters, digits and ._- in parts with slashes between them`},
		"logs in AWS's folder": {func(a *network.LoadBalancerArgs) {
			a.AccessLogs = &network.AccessLogs{Bucket: pulumi.String("logs"), Prefix: "x/AWSLogs"}
		}, `AccessLogs.Prefix "x/AWSLogs": contains "AWSLogs", which AWS adds itself: leave that part out`},
		"more certificates of TCP": {func(a *network.LoadBalancerArgs) {
			a.Listeners[1].MoreCertificates = map[string]pulumi.StringInput{"shop": pulumi.String("arn")}
		}, `Listeners[1].MoreCertificates: given for a listener without TLS: leave them out, or give the listener a Certificate`},
		"certificate's key": {func(a *network.LoadBalancerArgs) {
			a.Listeners[0].MoreCertificates = map[string]pulumi.StringInput{"Shop": pulumi.String("arn")}
		}, `Listeners[0].MoreCertificates["Shop"]: not a key: use 1 to 20 lower-case letters, digits and hyphens, a letter first`},
		"no further certificate": {func(a *network.LoadBalancerArgs) {
			a.Listeners[0].MoreCertificates = map[string]pulumi.StringInput{"shop": nil}
		}, `Listeners[0].MoreCertificates["shop"]: not given: pass the ARN of a certificate`},
		"tag": {func(a *network.LoadBalancerArgs) { a.Tags = map[string]string{"AWS:x": ""} }, `Tags "AWS:x": keys that start with "aws:" belong to AWS: use another key`},
	} {
		t.Run(name, func(t *testing.T) {
			args := edge(t)
			c.change(&args)
			assert.EqualError(t, network.CheckLoadBalancer("edge", &args), `load balancer "edge": `+c.want)
		})
	}
	assert.EqualError(t, network.CheckLoadBalancer("edge", nil), `load balancer "edge": args: nil: pass the settings of the balancer`)
	args := edge(t)
	assert.ErrorContains(t, network.CheckLoadBalancer("internal", &args),
		`load balancer "internal": name "internal": the names of load balancers may not start with "internal-": use another name`)
	args.Listeners, args.Clients = nil, []string{"x"}
	assert.Len(t, strings.Split(network.CheckLoadBalancer("edge", &args).Error(), "\n"), 2)
}
