package compute_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/compute"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// noise is text that does not compress, always the same.
func noise(n int) string {
	r, b := rand.New(rand.NewSource(1)), make([]byte, n)
	for i := range b {
		b[i] = byte(' ' + 1 + r.Intn(90))
	}
	return strings.NewReplacer(`"`, "a", `\`, "b").Replace(string(b))
}

// akia is assembled so that no file holds what looks like a key.
var akia = "AKIA" + strings.Repeat("Q", 16)

func TestWrongGroupsAreRefusedByName(t *testing.T) {
	n := existing(t)
	file := func(f compute.File) func(a *compute.GroupArgs) {
		return func(a *compute.GroupArgs) { a.Machine.Boot.Files = []compute.File{f} }
	}
	secret := func(what string) string {
		return "Machine.Boot.Files[0].Content: holds " + what + ": everything on the machine reads user data: let it fetch the secret by its role"
	}
	const schedules, tracking = "Schedules[night]", "Tracking[load]"
	schedule := func(s compute.Schedule) func(a *compute.GroupArgs) {
		return func(a *compute.GroupArgs) { a.Schedules = map[string]compute.Schedule{"night": s} }
	}
	track := func(s compute.Tracking) func(a *compute.GroupArgs) {
		return func(a *compute.GroupArgs) { a.Tracking = map[string]compute.Tracking{"load": s} }
	}
	for name, c := range map[string]struct {
		change func(a *compute.GroupArgs)
		want   string
	}{
		"no network":          {func(a *compute.GroupArgs) { a.Network = network.Placement{} }, `Network: not given: pass vpc.Placement(), or the result of network.Adopt`},
		"no such tier":        {func(a *compute.GroupArgs) { a.Tier = "data" }, `Tier "data": no such tier: use one of ["public" "private" "isolated"]`},
		"public by tier":      {func(a *compute.GroupArgs) { a.Tier = "public" }, `Tier "public": the tier is public: use a private tier, or state Public`},
		"public by statement": {func(a *compute.GroupArgs) { a.Tier, a.Public = "private", true }, `Tier "private": the tier is private, the machines public: use a public tier, or leave Public out`},
		"a zone elsewhere":    {func(a *compute.GroupArgs) { a.Zones = []string{"a", "c"} }, `Zones[1] "c": tier "private" has no subnet there: name zones of the tier by letter`},
		"a zone twice":        {func(a *compute.GroupArgs) { a.Zones = []string{"a", "a"} }, `Zones[1] "a": named twice: remove it`},
		"no instance type":    {func(a *compute.GroupArgs) { a.Machine.Type = "big" }, `Machine.Type "big": not an instance type: use one such as "t3.small" or "m7g.large"`},
		"two images":          {func(a *compute.GroupArgs) { a.Machine.Image = compute.Image{ID: "ami-12345678", Parameter: "x"} }, `Machine.Image: both Parameter and ID given: give one of them`},
		"no image id":         {func(a *compute.GroupArgs) { a.Machine.Image.ID = "ubuntu" }, `Machine.Image.ID "ubuntu": not the id of an image: use "ami-" and 8 or 17 hexadecimal digits`},
		"no parameter":        {func(a *compute.GroupArgs) { a.Machine.Image.Parameter = "a b" }, `Machine.Image.Parameter "a b": not the name of a parameter: use a name such as "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"`},
		"another processor": {func(a *compute.GroupArgs) { a.Machine.Image = compute.AmazonLinux2023(compute.ARM64) },
			`Machine.Image.Parameter "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64": an image for arm64, and t3.small is x86_64: choose an image and a type of one architecture`},
		"another processor of EKS": {func(a *compute.GroupArgs) { a.Machine.Image = compute.EKSOptimized("1.35", compute.ARM64) },
			`Machine.Image.Parameter "/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/arm64/standard/recommended/image_id": an image for arm64, and t3.small is x86_64: choose an image and a type of one architecture`},
		"no device":     {func(a *compute.GroupArgs) { a.Machine.Image.RootDevice = "sda" }, `Machine.Image.RootDevice "sda": not a device name: use a name such as "/dev/xvda"`},
		"a small disk":  {func(a *compute.GroupArgs) { a.Machine.RootGiB = 4 }, `Machine.RootGiB 4: outside 8 to 16384: choose a size in GiB that the image fits into`},
		"too many hops": {func(a *compute.GroupArgs) { a.Machine.Hops = 65 }, `Machine.Hops 65: outside 1 to 64: use 1, or 2 for containers that need the machine's role`},
		"too many groups": {func(a *compute.GroupArgs) {
			a.Machine.SecurityGroups = make([]pulumi.StringInput, 5)
			for i := range 5 {
				a.Machine.SecurityGroups[i] = pulumi.String("sg-1")
			}
		}, `Machine.SecurityGroups 5: above 4, with the machine's own: join some of them`},
		"a group that is nil":   {func(a *compute.GroupArgs) { a.Machine.SecurityGroups = []pulumi.StringInput{nil} }, `Machine.SecurityGroups[0]: nil: pass the id of a group, or leave it out`},
		"an open port":          {func(a *compute.GroupArgs) { a.Machine.Ingress = []network.Rule{{Port: 22, CIDR: "0.0.0.0/0"}} }, `Machine: security group "workers-machine": Ingress[0].CIDR "0.0.0.0/0": open to the whole internet: name a smaller range, or set Public: true`},
		"a policy by ARN":       {func(a *compute.GroupArgs) { a.Machine.ManagedPolicies = []string{"arn:x"} }, `Machine: role "workers-machine": ManagedPolicies "arn:x": not the name of an AWS managed policy: put the ARN of a policy into Attached`},
		"no package":            {func(a *compute.GroupArgs) { a.Machine.Boot.Packages = []string{"a b"} }, `Machine.Boot.Packages[0] "a b": not the name of a package: use the distribution's name for it`},
		"a package twice":       {func(a *compute.GroupArgs) { a.Machine.Boot.Packages = []string{"jq", "jq"} }, `Machine.Boot.Packages[1] "jq": named twice: remove it`},
		"a relative path":       {file(compute.File{Path: "etc/x"}), `Machine.Boot.Files[0].Path "etc/x": not an absolute path: begin it with a slash and leave out dots and double slashes`},
		"the path of the facts": {file(compute.File{Path: compute.FactsPath}), `Machine.Boot.Files[0].Path "/etc/drydock/facts": written by the facts: use another path`},
		"a mode in words":       {file(compute.File{Path: "/x", Mode: "rw"}), `Machine.Boot.Files[0].Mode "rw": not a mode in octal: use one such as "0644"`},
		"half an owner":         {file(compute.File{Path: "/x", Owner: "root"}), `Machine.Boot.Files[0].Owner "root": not an owner: write USER:GROUP, such as "root:root"`},
		"bytes":                 {file(compute.File{Path: "/x", Content: "\xff"}), `Machine.Boot.Files[0].Content: not text: user data carry text only: fetch binaries from a package or a bucket`},
		"a private key":         {file(compute.File{Path: "/x", Content: "-----BEGIN EC PRIVATE" + " KEY-----"}), secret("a private key")},
		"an access key":         {file(compute.File{Path: "/x", Content: "id = " + akia}), secret("an AWS access key")},
		"a secret key":          {file(compute.File{Path: "/x", Content: "aws_secret_access_key = " + strings.Repeat("k", 40)}), secret("an AWS secret key")},
		"a GitHub token":        {file(compute.File{Path: "/x", Content: "ghp_" + strings.Repeat("t", 36)}), secret("a GitHub token")},
		"a Vault token":         {file(compute.File{Path: "/x", Content: "hvs." + strings.Repeat("t", 24)}), secret("a Vault token")},
		"no unit":               {func(a *compute.GroupArgs) { a.Machine.Boot.Units = []compute.Unit{{Name: "agent"}} }, `Machine.Boot.Units[0].Name "agent": not the name of a unit: use a name with its kind, such as "agent.service"`},
		"an idle unit":          {func(a *compute.GroupArgs) { a.Machine.Boot.Units = []compute.Unit{{Name: "a.service", Disabled: true}} }, `Machine.Boot.Units[0]: neither content nor to be started: give Content, or leave the unit out`},
		"no command":            {func(a *compute.GroupArgs) { a.Machine.Boot.RunCommands = [][]string{{}} }, `Machine.Boot.RunCommands[0]: empty: name the program and its arguments`},
		"a fact in small": {func(a *compute.GroupArgs) {
			a.Machine.Boot.Facts = map[string]pulumi.StringInput{"url": pulumi.String("x")}
		}, `Machine.Boot.Facts "url": not the name of a fact: use upper-case letters, digits and underscores, a letter first`},
		"a fact that is nil": {func(a *compute.GroupArgs) { a.Machine.Boot.Facts = map[string]pulumi.StringInput{"URL": nil} }, `Machine.Boot.Facts[URL]: nil: pass an output or a string, or leave the fact out`},
		"nothing to run":     {func(a *compute.GroupArgs) { a.Max = 0 }, `Max 0: no machine at all: use 1 or more`},
		"less than nothing":  {func(a *compute.GroupArgs) { a.Min = -1 }, `Min -1: below zero: use 0 or more`},
		"bounds crossed":     {func(a *compute.GroupArgs) { a.Min = 4 }, `Max 3: below Min 4: raise Max, or lower Min`},
		"too many wanted":    {func(a *compute.GroupArgs) { a.Desired = 4 }, `Desired 4: outside 0 to 3: choose a number between Min and Max, or leave it out`},
		"one Spot type":      {func(a *compute.GroupArgs) { a.Spot = &compute.Spot{} }, `Spot.Types: none given: name further types, so that one that runs out does not stop the group`},
		"its own type again": {func(a *compute.GroupArgs) { a.Spot = &compute.Spot{Types: []string{"t3.small"}} }, `Spot.Types[0] "t3.small": named twice, with the machine's own type: remove it`},
		"a Spot type of ARM": {func(a *compute.GroupArgs) { a.Spot = &compute.Spot{Types: []string{"t4g.small"}} }, `Spot.Types[0] "t4g.small": is arm64, and the machine's t3.small is x86_64: choose types of one architecture`},
		"a share above all":  {func(a *compute.GroupArgs) { a.Spot = &compute.Spot{Types: []string{"t3a.small"}, OnDemandPercent: 101} }, `Spot.OnDemandPercent 101: outside 0 to 100: choose a percentage`},
		"a base above all":   {func(a *compute.GroupArgs) { a.Spot = &compute.Spot{Types: []string{"t3a.small"}, OnDemandBase: 4} }, `Spot.OnDemandBase 4: outside 0 to Max 3: choose a part of the machines`},
		"another check":      {func(a *compute.GroupArgs) { a.Health.Check = "HTTP" }, `Health.Check "HTTP": not a choice: use compute.HealthEC2 or compute.HealthELB`},
		"a check of nothing": {func(a *compute.GroupArgs) { a.Health.Check = compute.HealthELB }, `Health.Check "ELB": no target group is given: name one in TargetGroups, or use compute.HealthEC2`},
		"a long grace":       {func(a *compute.GroupArgs) { a.Health.Grace = 7201 }, `Health.Grace 7201: outside 0 to 7200 seconds: choose what a machine needs to start`},
		"a wide refresh":     {func(a *compute.GroupArgs) { a.Refresh = compute.Refresh{MinHealthy: 50, MaxHealthy: 200} }, `Refresh.MaxHealthy 200: more than 100 above MinHealthy 50: raise MinHealthy, or lower MaxHealthy`},
		"a refresh of two minds": {func(a *compute.GroupArgs) {
			a.Refresh = compute.Refresh{ReplaceFirst: true, MinHealthy: 50, MaxHealthy: 110}
		}, `Refresh.ReplaceFirst true: MaxHealthy 110 starts new machines first: leave one of them out`},
		"an old age":         {func(a *compute.GroupArgs) { a.MaxLifetimeDays = 366 }, `MaxLifetimeDays 366: outside 0 to 365: choose a number of days`},
		"a nil target group": {func(a *compute.GroupArgs) { a.TargetGroups = map[string]pulumi.StringInput{"web": nil} }, `TargetGroups[web]: nil: pass an ARN or leave the key out`},
		"no cron":            {schedule(compute.Schedule{Cron: "0 0 6 * * 1-5", Max: compute.Size(1)}), schedules + `.Cron "0 0 6 * * 1-5": not a Unix cron expression: use five fields, such as "0 20 * * MON-FRI"`},
		"no change":          {schedule(compute.Schedule{Cron: "0 6 * * *"}), schedules + `: changes nothing: give Min, Max or Desired`},
		"no time zone":       {schedule(compute.Schedule{Cron: "0 6 * * *", Max: compute.Size(1), TimeZone: "CET+1"}), schedules + `.TimeZone "CET+1": not a time zone: use a name such as "Europe/Berlin"`},
		"sizes crossed":      {schedule(compute.Schedule{Cron: "0 6 * * *", Min: compute.Size(2), Max: compute.Size(1)}), schedules + `.Max 1: below Min 2: raise Max, or lower Min`},
		"more than its max":  {schedule(compute.Schedule{Cron: "0 6 * * *", Desired: compute.Size(2), Max: compute.Size(1)}), schedules + `.Desired 2: outside Min to Max of the schedule: choose a number between them`},
		"no metric":          {track(compute.Tracking{Metric: "Memory", Target: 50}), tracking + `.Metric "Memory": not a metric: use one of the constants compute.MetricCPU, …In, …Out and …Requests`},
		"no label":           {track(compute.Tracking{Metric: compute.MetricRequests, Target: 50}), tracking + `.Label: not given: name the target group whose requests count`},
		"no target":          {track(compute.Tracking{}), tracking + `.Target 0: not a value to keep: choose one above 0, for the processor at most 100`},
		"a name tag":         {func(a *compute.GroupArgs) { a.Tags = map[string]string{"Name": "x"} }, `Tags "Name": every resource has a name of its own: leave it out`},
	} {
		t.Run(name, func(t *testing.T) {
			args := &compute.GroupArgs{Network: n, Max: 3}
			c.change(args)
			assert.EqualError(t, compute.CheckGroup("workers", args), `instance group "workers": `+c.want)
		})
	}
	args := &compute.GroupArgs{Network: n, Max: 3}
	file(compute.File{Path: "/x", Content: noise(30000)})(args)
	assert.Regexp(t, `^instance group "workers": Machine\.Boot: user data: 30\d{3} bytes, 2\d{4} compressed: EC2 takes 16384: move files into an image, a package or a bucket$`,
		compute.CheckGroup("workers", args).Error())
	args = &compute.GroupArgs{Network: n, Max: 3, Desired: 2, Tracking: map[string]compute.Tracking{"load": {Target: 50}}}
	assert.EqualError(t, compute.CheckGroup("workers", args), `instance group "workers": Desired 2: every update would undo what schedules and tracking decided: leave it out, or remove those`)
	assert.EqualError(t, compute.CheckGroup("workers", nil), `instance group "workers": args: nil: pass the settings of the group`)
}

func TestEverythingWrongIsSaidAtOnceAndNothingIsRegistered(t *testing.T) {
	r := &recorder.Recorder{}
	err := r.Try(func(ctx *pulumi.Context) error {
		_, err := compute.NewInstance(ctx, "Bastion", &compute.InstanceArgs{
			Network: existing(t), Zone: "z", Machine: compute.Machine{Type: "t3", RootGiB: 1}, Tags: map[string]string{"aws:x": "y"},
		})
		return err
	})
	require.Error(t, err)
	for _, line := range []string{
		`name "Bastion": not a name: use lower-case letters, digits and hyphens, a letter first`,
		`Zone "z": tier "private" has no subnet there: name zones of the tier by letter`,
		`Machine.Type "t3": not an instance type: use one such as "t3.small" or "m7g.large"`,
		`Machine.RootGiB 1: outside 8 to 16384: choose a size in GiB that the image fits into`,
		`Tags "aws:x": keys that start with "aws:" belong to AWS: use another key`,
	} {
		assert.ErrorContains(t, err, `instance "Bastion": `+line)
	}
	assert.Empty(t, r.All())
	assert.EqualError(t, compute.CheckInstance("x", nil), `instance "x": args: nil: pass the settings of the instance`)
	long := strings.Repeat("x", 33)
	assert.EqualError(t, compute.CheckKeyPair(long, nil), fmt.Sprintf("key pair %[1]q: name %[1]q: 33 characters long: use at most 32, for other names are derived from it\n"+
		"key pair %[1]q: args: nil: pass the settings of the key pair, empty ones if there is nothing to say", long))
}
