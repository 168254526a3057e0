package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/compute"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
)

// usualMachine has something of all that is listed.
func usualMachine() compute.Machine {
	return compute.Machine{
		Boot: compute.CloudInit{
			Packages: []string{"jq"}, Files: []compute.File{{Path: "/etc/motd", Content: "dock\n"}},
			Units: []compute.Unit{{Name: "serve.service", Content: "[Service]\nExecStart=/bin/true\n"}},
		},
		Ingress: []network.Rule{{Key: "in", Port: 80, CIDR: "10.1.0.0/16"}},
		Egress:  []network.Rule{{Key: "out", Port: 80, CIDR: "10.1.0.0/16"}},
	}
}

// machineRows are the rows of the machine among the arguments of A.
func machineRows[A any](of func(*A) *compute.Machine) map[string]row[A] {
	rows := map[string]row[A]{}
	const image = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id"
	for field, change := range map[string]func(*compute.Machine){
		"Type":               func(m *compute.Machine) { m.Type = "t3.medium" },
		"Image.Parameter":    func(m *compute.Machine) { m.Image.Parameter = image },
		"Image.ID":           func(m *compute.Machine) { m.Image.ID = "ami-0123456789abcdef0" },
		"Image.RootDevice":   func(m *compute.Machine) { m.Image.RootDevice = "/dev/sda1" },
		"Boot.Upgrade":       func(m *compute.Machine) { m.Boot.Upgrade = true },
		"Boot.Packages":      func(m *compute.Machine) { m.Boot.Packages = []string{"git"} },
		"Boot.Files.Path":    func(m *compute.Machine) { m.Boot.Files[0].Path = "/etc/issue" },
		"Boot.Files.Content": func(m *compute.Machine) { m.Boot.Files[0].Content = "pier\n" },
		"Boot.Files.Mode":    func(m *compute.Machine) { m.Boot.Files[0].Mode = "0600" },
		"Boot.Files.Owner":   func(m *compute.Machine) { m.Boot.Files[0].Owner = "nobody:nobody" },
		"Boot.Units.Name":    func(m *compute.Machine) { m.Boot.Units[0].Name = "other.service" },
		"Boot.Units.Content": func(m *compute.Machine) { m.Boot.Units[0].Content = "[Service]\nExecStart=/bin/false\n" },
		"Boot.Units.Disabled": func(m *compute.Machine) {
			m.Boot.Units[0].Disabled = true
		},
		"Boot.RunCommands": func(m *compute.Machine) { m.Boot.RunCommands = [][]string{{"true"}} },
		"Boot.Facts":       func(m *compute.Machine) { m.Boot.Facts = map[string]pulumi.StringInput{"DOCK": pulumi.String("7")} },
		"Containers":       func(m *compute.Machine) { m.Containers = true },
		"RootGiB":          func(m *compute.Machine) { m.RootGiB = 50 },
		"RootKey":          func(m *compute.Machine) { m.RootKey = pulumi.String("arn:aws:kms:eu-central-1:111122223333:key/k") },
		"SecurityGroups":   func(m *compute.Machine) { m.SecurityGroups = []pulumi.StringInput{pulumi.String("sg-1")} },
		"ManagedPolicies":  func(m *compute.Machine) { m.ManagedPolicies = []string{"CloudWatchAgentServerPolicy"} },
		"Policies":         func(m *compute.Machine) { m.Policies = map[string]identity.Source{"read": mayRead("a")} },
		"Boundary":         func(m *compute.Machine) { m.Boundary = pulumi.String("arn:aws:iam::111122223333:policy/own") },
		"DisableSession":   func(m *compute.Machine) { m.DisableSession = true },
		"KeyName":          func(m *compute.Machine) { m.KeyName = pulumi.String("old") },
		"Hops":             func(m *compute.Machine) { m.Hops = 2 },
		"BasicMonitoring":  func(m *compute.Machine) { m.BasicMonitoring = true },
	} {
		rows["Machine."+field] = row[A]{to: func(a *A, _ *fixture) { change(of(a)) }}
	}
	ruleRows(rows, "Machine.Ingress", func(a *A) *network.Rule { return &of(a).Ingress[0] })
	ruleRows(rows, "Machine.Egress", func(a *A) *network.Rule { return &of(a).Egress[0] })
	return rows
}

func TestEveryInputOfAnInstanceChangesThePlan(t *testing.T) {
	type instanceRow = row[compute.InstanceArgs]
	to := func(change func(*compute.InstanceArgs)) instanceRow {
		return instanceRow{to: func(a *compute.InstanceArgs, _ *fixture) { change(a) }}
	}
	rows := machineRows(func(a *compute.InstanceArgs) *compute.Machine { return &a.Machine })
	rows["Network"] = instanceRow{to: func(a *compute.InstanceArgs, f *fixture) { a.Network = f.there }}
	rows["Tier"] = to(func(a *compute.InstanceArgs) { a.Tier = network.Isolated })
	rows["Zone"] = to(func(a *compute.InstanceArgs) { a.Zone = "b" })
	rows["Public"] = to(func(a *compute.InstanceArgs) { a.Public = true })
	rows["Protected"] = to(func(a *compute.InstanceArgs) { a.Protected = true })
	rows["Tags"] = to(func(a *compute.InstanceArgs) { a.Tags = tags() })
	everyInput(t, func(f *fixture) compute.InstanceArgs {
		return compute.InstanceArgs{Network: f.here, Machine: usualMachine()}
	}, func(ctx *pulumi.Context, a *compute.InstanceArgs, _ *fixture) (string, error) {
		_, err := compute.NewInstance(ctx, "jump", a)
		return "", err
	}, rows)
}

type machinesRow = row[compute.GroupArgs]

func machinesTo(to func(*compute.GroupArgs)) machinesRow {
	return machinesRow{to: func(a *compute.GroupArgs, _ *fixture) { to(a) }}
}

func TestEveryInputOfAGroupOfMachinesChangesThePlan(t *testing.T) {
	rows := machineRows(func(a *compute.GroupArgs) *compute.Machine { return &a.Machine })
	night := func(change func(*compute.Schedule)) machinesRow {
		return machinesTo(func(a *compute.GroupArgs) {
			s := a.Schedules["night"]
			change(&s)
			a.Schedules["night"] = s
		})
	}
	cpu := func(change func(*compute.Tracking)) machinesRow {
		return machinesTo(func(a *compute.GroupArgs) {
			tr := a.Tracking["cpu"]
			change(&tr)
			a.Tracking["cpu"] = tr
		})
	}
	requests := func(label string) func(*compute.GroupArgs, *fixture) {
		return func(a *compute.GroupArgs, _ *fixture) {
			a.Tracking["cpu"] = compute.Tracking{Metric: compute.MetricRequests, Target: 50, Label: pulumi.String(label)}
		}
	}
	for field, r := range map[string]machinesRow{
		"Network": {to: func(a *compute.GroupArgs, f *fixture) { a.Network = f.there }},
		"Tier":    machinesTo(func(a *compute.GroupArgs) { a.Tier = network.Isolated }),
		"Zones":   machinesTo(func(a *compute.GroupArgs) { a.Zones = []string{"b"} }),
		"Public":  machinesTo(func(a *compute.GroupArgs) { a.Public = true }),
		"Min":     machinesTo(func(a *compute.GroupArgs) { a.Min = 2 }),
		"Max":     machinesTo(func(a *compute.GroupArgs) { a.Max = 5 }),
		"Desired": machinesTo(func(a *compute.GroupArgs) { a.Desired, a.Schedules, a.Tracking = 3, nil, nil }),

		"Spot.Types":           machinesTo(func(a *compute.GroupArgs) { a.Spot.Types = []string{"t3.large"} }),
		"Spot.OnDemandBase":    machinesTo(func(a *compute.GroupArgs) { a.Spot.OnDemandBase = 1 }),
		"Spot.OnDemandPercent": machinesTo(func(a *compute.GroupArgs) { a.Spot.OnDemandPercent = 50 }),
		"Health.Check":         machinesTo(func(a *compute.GroupArgs) { a.Health.Check = compute.HealthELB }),
		"Health.Grace":         machinesTo(func(a *compute.GroupArgs) { a.Health.Grace = 60 }),
		"Refresh.Disabled":     machinesTo(func(a *compute.GroupArgs) { a.Refresh.Disabled = true }),
		"Refresh.ReplaceFirst": machinesTo(func(a *compute.GroupArgs) { a.Refresh.ReplaceFirst = true }),
		"Refresh.MinHealthy":   machinesTo(func(a *compute.GroupArgs) { a.Refresh.MinHealthy = 90 }),
		"Refresh.MaxHealthy":   machinesTo(func(a *compute.GroupArgs) { a.Refresh.MaxHealthy = 150 }),
		"Refresh.Warmup":       machinesTo(func(a *compute.GroupArgs) { a.Refresh.Warmup = 60 }),
		"TargetGroups":         machinesTo(func(a *compute.GroupArgs) { a.TargetGroups["edge"] = pulumi.String("arn:other") }),
		"Schedules.Cron":       night(func(s *compute.Schedule) { s.Cron = "0 21 * * *" }),
		"Schedules.TimeZone":   night(func(s *compute.Schedule) { s.TimeZone = "Europe/Berlin" }),
		"Schedules.Min":        night(func(s *compute.Schedule) { s.Min = compute.Size(1) }),
		"Schedules.Max":        night(func(s *compute.Schedule) { s.Max = compute.Size(2) }),
		"Schedules.Desired":    night(func(s *compute.Schedule) { s.Desired = compute.Size(1) }),
		"Tracking.Metric":      cpu(func(tr *compute.Tracking) { tr.Metric = compute.MetricNetworkIn }),
		"Tracking.Target":      cpu(func(tr *compute.Tracking) { tr.Target = 50 }),
		"Tracking.NeverShrink": cpu(func(tr *compute.Tracking) { tr.NeverShrink = true }),
		"Tracking.Label":       {from: requests("app/web/1/targetgroup/site/1"), to: requests("app/web/1/targetgroup/site/2")},
		"MaxLifetimeDays":      machinesTo(func(a *compute.GroupArgs) { a.MaxLifetimeDays = 7 }),
		"Tags":                 machinesTo(func(a *compute.GroupArgs) { a.Tags = tags() }),
	} {
		rows[field] = r
	}
	everyInput(t, func(f *fixture) compute.GroupArgs {
		return compute.GroupArgs{
			Network: f.here, Machine: usualMachine(), Min: 1, Max: 4, Spot: &compute.Spot{Types: []string{"t3a.small"}},
			TargetGroups: map[string]pulumi.StringInput{"edge": pulumi.String("arn:edge")},
			Schedules:    map[string]compute.Schedule{"night": {Cron: "0 20 * * *", Min: compute.Size(0)}},
			Tracking:     map[string]compute.Tracking{"cpu": {Target: 60}},
		}
	}, func(ctx *pulumi.Context, a *compute.GroupArgs, _ *fixture) (string, error) {
		_, err := compute.NewGroup(ctx, "workers", a)
		return "", err
	}, rows)
}

func TestEveryInputOfAKeyPairChangesThePlan(t *testing.T) {
	everyInput(t, func(*fixture) compute.KeyPairArgs { return compute.KeyPairArgs{} },
		func(ctx *pulumi.Context, a *compute.KeyPairArgs, _ *fixture) (string, error) {
			_, err := compute.NewKeyPair(ctx, "old", a)
			return "", err
		}, map[string]row[compute.KeyPairArgs]{
			"Tags": {to: func(a *compute.KeyPairArgs, _ *fixture) { a.Tags = tags() }},
		})
}
