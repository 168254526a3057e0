package life_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/storage"
)

// User data are known only once the balancer and the secrets are there, so the
// base is up before anything changes.
func TestEveryInputOfAnRKEChangesThePlan(t *testing.T) {
	type rkeRow = row[cluster.RKEArgs]
	to := func(change func(*cluster.RKEArgs)) rkeRow {
		return rkeRow{to: func(a *cluster.RKEArgs, _ *fixture) { change(a) }}
	}
	refused := func(change func(*cluster.RKEArgs), why string) rkeRow {
		return rkeRow{to: func(a *cluster.RKEArgs, _ *fixture) { change(a) }, refused: why}
	}
	agent := func(change func(*cluster.NodeGroup)) rkeRow {
		return to(func(a *cluster.RKEArgs) { change(&a.Agents[0]) })
	}
	spot := func(change func(*cluster.NodeGroup)) rkeRow {
		return to(func(a *cluster.RKEArgs) { change(&a.Agents[1]) })
	}
	var elsewhere, otherBucket bool
	everyInputOnceUp(t, func(*fixture) cluster.RKEArgs {
		elsewhere, otherBucket = false, false
		a := cluster.RKEArgs{}
		rkeWith(3, withAgents)(&a)
		a.KeyDeletionDays, a.Tags = 7, tags()
		return a
	}, func(ctx *pulumi.Context, a *cluster.RKEArgs, _ *fixture) (string, error) {
		for _, name := range []string{"core", "twin"} {
			vpcArgs := simpleVPC()
			vpcArgs.NAT, vpcArgs.Zones = network.NATOne, []string{"a", "b", "c"}
			v, err := network.NewVPC(ctx, name, &vpcArgs)
			if err != nil {
				return "", err
			}
			if name == "core" || elsewhere {
				a.Network = v.Placement()
			}
		}
		for _, name := range []string{"snapshots", "copies"} {
			b, err := storage.NewBucket(ctx, name, nil)
			if err != nil {
				return "", err
			}
			if name == "snapshots" || otherBucket {
				a.Snapshots.Bucket = b
			}
		}
		_, err := cluster.NewRKE(ctx, "dock", a)
		return "", err
	}, map[string]rkeRow{
		"Name":                   to(func(a *cluster.RKEArgs) { a.Name = "other" }),
		"Network":                to(func(*cluster.RKEArgs) { elsewhere = true }),
		"Tier":                   refused(func(a *cluster.RKEArgs) { a.Tier = "public" }, "not private"),
		"Version":                to(func(a *cluster.RKEArgs) { a.Version = "1.36" }),
		"RunningVersion":         refused(func(a *cluster.RKEArgs) { a.RunningVersion = "1.33" }, "skips from 1.33"),
		"Checksums":              to(func(a *cluster.RKEArgs) { a.Checksums = map[string]string{"arm64": strings.Repeat("ab", 32)} }),
		"Images":                 to(func(a *cluster.RKEArgs) { a.Images = map[string]string{"arm64": "/own/image"} }),
		"Servers.Count":          to(func(a *cluster.RKEArgs) { a.Servers.Count = 5 }),
		"Servers.Type":           to(func(a *cluster.RKEArgs) { a.Servers.Type = "m7g.xlarge" }),
		"Servers.Disk":           to(func(a *cluster.RKEArgs) { a.Servers.Disk = 80 }),
		"Servers.Zones":          to(func(a *cluster.RKEArgs) { a.Servers.Zones = []string{"c", "b", "a"} }),
		"Servers.ShareZones":     {from: func(a *cluster.RKEArgs, _ *fixture) { a.Servers.ShareZones = true }, to: func(a *cluster.RKEArgs, _ *fixture) { a.Servers.ShareZones, a.Servers.Zones = false, []string{"a"} }, refused: "of which one holds as many as quorum can spare"},
		"Endpoint.Public":        to(func(a *cluster.RKEArgs) { a.Endpoint = cluster.Endpoint{} }),
		"Endpoint.PublicCIDRs":   to(func(a *cluster.RKEArgs) { a.Endpoint.PublicCIDRs = []string{"192.0.2.0/24"} }),
		"Endpoint.AllowWorld":    refused(func(a *cluster.RKEArgs) { a.Endpoint.PublicCIDRs = []string{"0.0.0.0/0"} }, "opens the API server to the world"),
		"Snapshots.Bucket":       to(func(*cluster.RKEArgs) { otherBucket = true }),
		"Snapshots.Folder":       to(func(a *cluster.RKEArgs) { a.Snapshots.Folder = "other" }),
		"Snapshots.Schedule":     to(func(a *cluster.RKEArgs) { a.Snapshots.Schedule = "0 1 * * *" }),
		"Snapshots.Keep":         to(func(a *cluster.RKEArgs) { a.Snapshots.Keep = 7 }),
		"Snapshots.RestoreFrom":  to(func(a *cluster.RKEArgs) { a.Snapshots.RestoreFrom = "snap-1" }),
		"PodCIDR":                to(func(a *cluster.RKEArgs) { a.PodCIDR = "10.44.0.0/16" }),
		"ServiceCIDR":            to(func(a *cluster.RKEArgs) { a.ServiceCIDR = "10.45.0.0/16" }),
		"BundledTraefik":         to(func(a *cluster.RKEArgs) { a.BundledTraefik = true }),
		"DisableCIS":             to(func(a *cluster.RKEArgs) { a.DisableCIS = true }),
		"DisableCloudController": to(func(a *cluster.RKEArgs) { a.DisableCloudController = true }),
		"DisableIdentity":        to(func(a *cluster.RKEArgs) { a.DisableIdentity = true }),
		"DisableSession":         to(func(a *cluster.RKEArgs) { a.DisableSession = true }),
		"AdminHours":             to(func(a *cluster.RKEArgs) { a.AdminHours = 1000 }),
		"AdminRenewHours":        to(func(a *cluster.RKEArgs) { a.AdminRenewHours = 100 }),
		"SecretRecoveryDays":     to(func(a *cluster.RKEArgs) { a.SecretRecoveryDays = 30 }),
		"KeyDeletionDays":        to(func(a *cluster.RKEArgs) { a.KeyDeletionDays = 30 }),
		"KeepVolumes":            to(func(a *cluster.RKEArgs) { a.KeepVolumes = true }),
		"Protect":                to(func(a *cluster.RKEArgs) { a.Protect = true }),
		"Tags":                   to(func(a *cluster.RKEArgs) { a.Tags = nil }),
		"Agents.Name":            agent(func(g *cluster.NodeGroup) { g.Name = "other" }),
		"Agents.InstanceTypes":   agent(func(g *cluster.NodeGroup) { g.InstanceTypes = []string{"m6i.large"} }),
		"Agents.Capacity":        spot(func(g *cluster.NodeGroup) { g.Capacity = cluster.OnDemand }),
		"Agents.Min":             agent(func(g *cluster.NodeGroup) { g.Min = 1; g.Desired = 2 }),
		"Agents.Max":             agent(func(g *cluster.NodeGroup) { g.Max = 5 }),
		"Agents.Desired":         agent(func(g *cluster.NodeGroup) { g.Desired = 3 }),
		"Agents.Autoscaled":      agent(func(g *cluster.NodeGroup) { g.Autoscaled = true }),
		"Agents.OS":              refused(func(a *cluster.RKEArgs) { a.Agents[0].OS = cluster.Bottlerocket }, "Agents[base].OS"),
		"Agents.Disk":            agent(func(g *cluster.NodeGroup) { g.Disk = 100 }),
		"Agents.Labels":          agent(func(g *cluster.NodeGroup) { g.Labels = tags() }),
		"Agents.Zones":           agent(func(g *cluster.NodeGroup) { g.Zones = []string{"b"} }),
		"Agents.Version":         refused(func(a *cluster.RKEArgs) { a.Agents[0].Version = "1.34" }, "Agents[base].Version"),
		"Agents.Taints.Key":      spot(func(g *cluster.NodeGroup) { g.Taints[0].Key = "cheap" }),
		"Agents.Taints.Value":    spot(func(g *cluster.NodeGroup) { g.Taints[0].Value = "" }),
		"Agents.Taints.Effect":   spot(func(g *cluster.NodeGroup) { g.Taints[0].Effect = cluster.NoExecute }),
	})
}
