package network_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/network"
)

func TestWrongSettingsOfAnApplicationBalancerAreOneLineEach(t *testing.T) {
	type args = network.ApplicationLoadBalancerArgs
	rule := func(change func(*network.WebRule)) func(*args) {
		return func(a *args) { change(&a.Listeners[1].Rules[0]) }
	}
	for name, c := range map[string]struct {
		change func(*args)
		want   string
	}{
		"no port":         {func(a *args) { a.Listeners[0].Port, a.Listeners[0].Key = 0, "x" }, `Listeners[0].Port 0: not a port: use 1 to 65535`},
		"port twice":      {func(a *args) { a.Listeners[0].Port = 443; a.Listeners[0].Key = "x" }, `Listeners[1].Port 443: same as Listeners[0]: give each listener a port of its own`},
		"key twice":       {func(a *args) { a.Listeners[0].Key = "443" }, `Listeners[1].Key "443": same as Listeners[0]: give each listener a key of its own`},
		"listener's key":  {func(a *args) { a.Listeners[0].Key = "Web" }, `Listeners[0].Key "Web": not a key: use up to 20 lower-case letters, digits and hyphens`},
		"protocol":        {func(a *args) { a.Listeners[0].Protocol = network.TCP }, `Listeners[0].Protocol "TCP": not a protocol of a web listener: use network.HTTP or network.HTTPS`},
		"uncertified":     {func(a *args) { a.Listeners[1].Protocol, a.Listeners[1].Certificate = network.HTTPS, nil }, `Listeners[1].Certificate: not given: HTTPS needs the ARN of a certificate, such as that of a dns.Certificate`},
		"HTTP certified":  {func(a *args) { a.Listeners[0].Certificate = pulumi.String("arn") }, `Listeners[0].Certificate: given for an HTTP listener: use network.HTTPS, or leave it out`},
		"TLS policy":      {func(a *args) { a.Listeners[1].TLSPolicy = "modern" }, `Listeners[1].TLSPolicy "modern": not a security policy: leave it out for "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"`},
		"policy of HTTP":  {func(a *args) { a.Listeners[0].TLSPolicy = "x" }, `Listeners[0].TLSPolicy "x": given for an HTTP listener: use network.HTTPS, or leave it out`},
		"no action":       {func(a *args) { a.Listeners[0].Default = nil }, `Listeners[0].Default: not given: use a network.Forward, network.Redirect or network.Respond`},
		"no such target":  {func(a *args) { a.Listeners[0].Default = network.Forward{To: "shop"} }, `Listeners[0].Default.To "shop": no such target: use one of "site", "api"`},
		"circle":          {func(a *args) { a.Listeners[0].Default = network.Redirect{} }, `Listeners[0].Default: leads back to itself: change Protocol, Port, Host or Path`},
		"redirect":        {func(a *args) { a.Listeners[0].Default = network.Redirect{Protocol: network.TLS} }, `Listeners[0].Default.Protocol "TLS": not a protocol of a redirect: use network.HTTP or network.HTTPS`},
		"redirect's port": {func(a *args) { a.Listeners[0].Default = network.Redirect{Port: 70000} }, `Listeners[0].Default.Port 70000: not a port: use 1 to 65535`},
		"redirect's path": {func(a *args) { a.Listeners[0].Default = network.Redirect{Path: "new"} }, `Listeners[0].Default.Path "new": does not start with a slash: write "/new"`},
		"status":          {func(a *args) { a.Listeners[0].Default = network.Respond{Status: 301} }, `Listeners[0].Default.Status 301: not a status of a fixed answer: use 2xx, 4xx or 5xx`},
		"body":            {func(a *args) { a.Listeners[0].Default = network.Respond{Status: 404, Body: strings.Repeat("x", 1025)} }, `Listeners[0].Default.Body: 1025 bytes: use at most 1024`},
		"idle target":     {func(a *args) { a.Listeners[1].Rules = nil }, `Targets[1] "api": no action forwards to it: add one, or remove the target`},
		"target's key":    {rule(func(r *network.WebRule) { r.Action = network.Forward{To: "site"} }), `Targets[1] "api": no action forwards to it: add one, or remove the target`},
		"same target":     {func(a *args) { a.Targets = append(a.Targets, a.Targets[0]) }, `Targets[2].Key "site": same as Targets[0]: give each target a key of its own`},
		"kind":            {func(a *args) { a.Targets[0].Kind = "lambda" }, `Targets[0].Kind "lambda": not a kind of target: use network.TargetInstances or network.TargetAddresses`},
		"target's port":   {func(a *args) { a.Targets[0].Port = -1 }, `Targets[0].Port -1: not a port: use 1 to 65535`},
		"target TCP":      {func(a *args) { a.Targets[0].Protocol = network.TCP }, `Targets[0].Protocol "TCP": not a protocol of a web target: use network.HTTP or network.HTTPS`},
		"drain":           {func(a *args) { a.Targets[0].DrainSeconds = 3601 }, `Targets[0].DrainSeconds 3601: outside 1 to 3600: choose a number within`},
		"sticky":          {func(a *args) { a.Targets[0].StickySeconds = 604801 }, `Targets[0].StickySeconds 604801: outside 1 to 604800: choose a number within`},
		"health by TCP":   {func(a *args) { a.Targets[1].Health.Protocol = network.TCP }, `Targets[1].Health.Protocol "TCP": not a protocol of a health check: use network.HTTP or network.HTTPS`},
		"health timeout":  {func(a *args) { a.Targets[0].Health.Timeout = 10 }, `Targets[0].Health.Timeout 10: not less than Interval 10: wait less, or check less often`},
		"rule's key":      {rule(func(r *network.WebRule) { r.Key = "" }), `Listeners[1].Rules[0].Key "": not a key: use 1 to 20 lower-case letters, digits and hyphens, a letter first`},
		"priority":        {rule(func(r *network.WebRule) { r.Priority = 0 }), `Listeners[1].Rules[0].Priority 0: outside 1 to 50000: choose a number within`},
		"no condition":    {rule(func(r *network.WebRule) { r.Hosts, r.Paths = nil, nil }), `Listeners[1].Rules[0]: no condition: give Hosts, Paths, Methods, Sources or Header, or use the listener's Default`},
		"many values":     {rule(func(r *network.WebRule) { r.Paths = []string{"/a", "/b", "/c", "/d", "/e"} }), `Listeners[1].Rules[0]: 6 values in its conditions: AWS allows 5: use wildcards, or a rule more`},
		"host":            {rule(func(r *network.WebRule) { r.Hosts = []string{"https://x"} }), `Listeners[1].Rules[0].Hosts[0] "https://x": not a host: write a name such as "app.example.com" or "*.example.com"`},
		"path":            {rule(func(r *network.WebRule) { r.Paths = []string{"api"} }), `Listeners[1].Rules[0].Paths[0] "api": not a path: write one such as "/api/*", of at most 128 characters`},
		"method":          {rule(func(r *network.WebRule) { r.Methods = []string{"get"} }), `Listeners[1].Rules[0].Methods[0] "get": not a method: write it in upper case, such as "GET"`},
		"source":          {rule(func(r *network.WebRule) { r.Sources = []string{"10.0.0.1/8"} }), `Listeners[1].Rules[0].Sources[0] "10.0.0.1/8": host bits are set: write "10.0.0.0/8"`},
		"header": {rule(func(r *network.WebRule) {
			r.Header = &network.HeaderMatch{Name: "X Y", Values: []pulumi.StringInput{pulumi.String("v")}}
		}), `Listeners[1].Rules[0].Header.Name "X Y": not the name of a header: use up to 40 letters, digits and hyphens`},
		"header's values": {rule(func(r *network.WebRule) { r.Header = &network.HeaderMatch{Name: "X"} }), `Listeners[1].Rules[0].Header.Values: none given: name what the header may be`},
		"header's nothing": {rule(func(r *network.WebRule) {
			r.Header = &network.HeaderMatch{Name: "X", Values: []pulumi.StringInput{nil}}
		}), `Listeners[1].Rules[0].Header.Values[0]: nil: pass an output or a string`},
		"rule twice": {func(a *args) {
			again := a.Listeners[1].Rules[0]
			again.Priority = 11
			a.Listeners[1].Rules = append(a.Listeners[1].Rules, again)
		}, `Listeners[1].Rules[1].Key "api": same as Rules[0]: give each rule a key of its own`},
		"priority twice": {func(a *args) {
			again := a.Listeners[1].Rules[0]
			again.Key = "other"
			a.Listeners[1].Rules = append(a.Listeners[1].Rules, again)
		}, `Listeners[1].Rules[1].Priority 10: same as Rules[0]: give each rule a priority of its own`},
		"many rules": {func(a *args) {
			a.Listeners[1].Rules = nil
			for i := range 101 {
				a.Listeners[1].Rules = append(a.Listeners[1].Rules, network.WebRule{
					Key: fmt.Sprint("r", i), Priority: i + 1, Paths: []string{"/a"}, Action: network.Forward{To: "api"},
				})
			}
		}, `Listeners[1].Rules: 101 rules: AWS allows 100 on a balancer: use wildcards, or a balancer more`},
		"one zone":     {func(a *args) { a.Zones = []string{"a"} }, `Zones [a]: a single zone: AWS demands two or more of an application load balancer`},
		"no such zone": {func(a *args) { a.Zones = []string{"a", "c"} }, `Zones[1] "c": tier "public" has no subnet there: name zones of the tier by letter`},
		"tier":         {func(a *args) { a.Tier = "private" }, `Tier "private": the tier is private, the balancer internet-facing: use a public tier, or leave InternetFacing out`},
		"client":       {func(a *args) { a.Clients = []string{"all"} }, `Clients[0] "all": not an address range: write it as "10.20.0.0/16"`},
		"list's key":   {func(a *args) { a.ClientLists = map[string]pulumi.StringInput{"C F": pulumi.String("pl-1")} }, `ClientLists["C F"]: not a key: use 1 to 20 lower-case letters, digits and hyphens, a letter first`},
		"no list":      {func(a *args) { a.ClientLists = map[string]pulumi.StringInput{"cdn": nil} }, `ClientLists["cdn"]: not given: pass the id of a prefix list`},
		"idle":         {func(a *args) { a.IdleSeconds = 4001 }, `IdleSeconds 4001: outside 1 to 4000: choose a number within`},
		"logs":         {func(a *args) { a.AccessLogs = &network.AccessLogs{} }, `AccessLogs.Bucket: not given: pass the name of a bucket, such as that of a storage.Bucket`},
		"tag":          {func(a *args) { a.Tags = map[string]string{"Name": "x"} }, `Tags "Name": every resource has a name of its own: leave it out`},
	} {
		t.Run(name, func(t *testing.T) {
			a := web(t)
			c.change(&a)
			assert.EqualError(t, network.CheckApplicationLoadBalancer("web", &a), `application load balancer "web": `+c.want)
		})
	}
	assert.EqualError(t, network.CheckApplicationLoadBalancer("web", nil), `application load balancer "web": args: nil: pass the settings of the balancer`)
	a := web(t)
	a.Listeners, a.Targets = nil, nil
	assert.EqualError(t, network.CheckApplicationLoadBalancer("internal-web", &a), strings.Join([]string{
		`application load balancer "internal-web": name "internal-web": the names of load balancers may not start with "internal-": use another name`,
		`application load balancer "internal-web": Listeners: none given: add one for each port to serve`,
	}, "\n"))
}
