package life_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
)

type eksRow = row[cluster.EKSArgs]

func TestEveryInputOfAnEKSChangesThePlan(t *testing.T) {
	to := func(change func(*cluster.EKSArgs)) eksRow {
		return eksRow{to: func(a *cluster.EKSArgs, _ *fixture) { change(a) }}
	}
	group := func(change func(*cluster.NodeGroup)) eksRow {
		return to(func(a *cluster.EKSArgs) { change(&a.NodeGroups[0]) })
	}
	spot := func(change func(*cluster.NodeGroup)) eksRow {
		return to(func(a *cluster.EKSArgs) { change(&a.NodeGroups[2]) })
	}
	access := func(change func(*cluster.Access)) eksRow {
		return to(func(a *cluster.EKSArgs) {
			team := a.Access["team"]
			change(&team)
			a.Access["team"] = team
		})
	}
	everyInput(t, func(f *fixture) cluster.EKSArgs {
		a := cluster.EKSArgs{Network: f.here}
		completeEKS(&a)
		return a
	}, func(ctx *pulumi.Context, a *cluster.EKSArgs, _ *fixture) (string, error) {
		_, err := cluster.NewEKS(ctx, "core", a)
		return "", err
	}, map[string]eksRow{
		"Name":             to(func(a *cluster.EKSArgs) { a.Name = "other" }),
		"Network":          {to: func(a *cluster.EKSArgs, f *fixture) { a.Network = f.there }},
		"Tier":             to(func(a *cluster.EKSArgs) { a.Tier = network.Isolated }),
		"Version":          to(func(a *cluster.EKSArgs) { a.Version = "1.34" }),
		"RunningVersion":   {to: func(a *cluster.EKSArgs, _ *fixture) { a.RunningVersion = "1.33" }, refused: "skips from 1.33"},
		"ExtendedSupport":  to(func(a *cluster.EKSArgs) { a.ExtendedSupport = true }),
		"Admins":           to(func(a *cluster.EKSArgs) { a.Admins["deployer"] = pulumi.String(person("team")) }),
		"BootstrapCreator": to(func(a *cluster.EKSArgs) { a.BootstrapCreator = true }),
		"ServiceCIDR":      to(func(a *cluster.EKSArgs) { a.ServiceCIDR = "172.21.0.0/16" }),
		"LogRetention":     to(func(a *cluster.EKSArgs) { a.LogRetention = 7 }),
		"KeyDeletionDays":  to(func(a *cluster.EKSArgs) { a.KeyDeletionDays = 30 }),
		"KeepVolumes":      to(func(a *cluster.EKSArgs) { a.KeepVolumes = true }),
		// A kubeconfig is not known before its cluster is, with or without a
		// token in it: TestAKubeconfigHoldsATokenOnlyIfItWasAskedFor looks.
		"Auth":                 {to: func(a *cluster.EKSArgs, _ *fixture) { a.Auth = "ssh" }, refused: "not a way to get a token"},
		"SessionManager":       to(func(a *cluster.EKSArgs) { a.SessionManager = false }),
		"DisableMetricsServer": to(func(a *cluster.EKSArgs) { a.DisableMetricsServer = true }),
		"DisableVolumes":       to(func(a *cluster.EKSArgs) { a.DisableVolumes = true }),
		"Protect":              to(func(a *cluster.EKSArgs) { a.Protect = true }),
		"Tags":                 to(func(a *cluster.EKSArgs) { a.Tags = nil }),
		"Endpoint.Public":      to(func(a *cluster.EKSArgs) { a.Endpoint = cluster.Endpoint{} }),
		"Endpoint.PublicCIDRs": to(func(a *cluster.EKSArgs) { a.Endpoint.PublicCIDRs = []string{"192.0.2.0/24"} }),
		"Endpoint.AllowWorld": {to: func(a *cluster.EKSArgs, _ *fixture) {
			a.Endpoint.PublicCIDRs = []string{"0.0.0.0/0"}
		}, refused: "opens the API server to the world"},
		"Access.Principal":         access(func(a *cluster.Access) { a.Principal = pulumi.String(person("other")) }),
		"Access.Policy":            access(func(a *cluster.Access) { a.Policy = cluster.AccessAdmin }),
		"Access.Namespaces":        access(func(a *cluster.Access) { a.Namespaces = nil }),
		"NodeGroups.Name":          group(func(g *cluster.NodeGroup) { g.Name = "other" }),
		"NodeGroups.InstanceTypes": group(func(g *cluster.NodeGroup) { g.InstanceTypes = []string{"m6i.large"} }),
		"NodeGroups.Capacity":      spot(func(g *cluster.NodeGroup) { g.Capacity = cluster.OnDemand }),
		"NodeGroups.Min":           group(func(g *cluster.NodeGroup) { g.Min = 1; g.Desired = 2 }),
		"NodeGroups.Max":           group(func(g *cluster.NodeGroup) { g.Max = 5 }),
		"NodeGroups.Desired":       group(func(g *cluster.NodeGroup) { g.Desired = 3 }),
		"NodeGroups.Autoscaled":    group(func(g *cluster.NodeGroup) { g.Autoscaled = true }),
		"NodeGroups.OS":            group(func(g *cluster.NodeGroup) { g.OS = cluster.Bottlerocket }),
		"NodeGroups.Disk":          group(func(g *cluster.NodeGroup) { g.Disk = 100 }),
		"NodeGroups.Labels":        group(func(g *cluster.NodeGroup) { g.Labels = tags() }),
		"NodeGroups.Zones":         group(func(g *cluster.NodeGroup) { g.Zones = []string{"b"} }),
		"NodeGroups.Version":       group(func(g *cluster.NodeGroup) { g.Version = "1.34" }),
		"NodeGroups.Taints.Key":    spot(func(g *cluster.NodeGroup) { g.Taints[0].Key = "cheap" }),
		"NodeGroups.Taints.Value":  spot(func(g *cluster.NodeGroup) { g.Taints[0].Value = "" }),
		"NodeGroups.Taints.Effect": spot(func(g *cluster.NodeGroup) { g.Taints[0].Effect = cluster.NoExecute }),
	})
}

type existingRow = row[cluster.ExistingArgs]

// An existing cluster reaches what is built on it: its value, and whatever
// uses that.
func TestEveryInputOfAnExistingClusterReachesWhatIsBuiltOnIt(t *testing.T) {
	to := func(change func(*cluster.ExistingArgs)) existingRow {
		return existingRow{to: func(a *cluster.ExistingArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(*fixture) cluster.ExistingArgs { return *joinedArgs("lab") },
		func(ctx *pulumi.Context, a *cluster.ExistingArgs, _ *fixture) (string, error) {
			x, err := cluster.NewExisting(ctx, "own", a)
			if err != nil {
				return "", err
			}
			c := x.Cluster()
			for _, method := range []cluster.Method{cluster.MethodPodIdentity, cluster.MethodOIDC} {
				role := workload(method, "own-"+string(method))
				if err := role(ctx, network.Placement{}, c); err != nil {
					return "", err
				}
			}
			if _, err := c.Attach(ctx, "own", pulumi.String("arn:tg"), 30080, pulumi.String("sg-lb")); err != nil {
				return "", err
			}
			_, err = skeleton.New(ctx, "own", &skeleton.Args{Cluster: c, Image: image})
			return fmt.Sprintln(c.Name, c.Version, c.Region, c.Identity.Partition, len(c.Identity.Webhook)), err
		}, map[string]existingRow{
			"Name":              to(func(a *cluster.ExistingArgs) { a.Name = "other" }),
			"Version":           to(func(a *cluster.ExistingArgs) { a.Version = "1.34" }),
			"Region":            to(func(a *cluster.ExistingArgs) { a.Region = "eu-west-1" }),
			"Kubeconfig":        to(func(a *cluster.ExistingArgs) { a.Kubeconfig = pulumi.String(kubernetes.Kubeconfig(server("twin"))) }),
			"Context":           to(func(a *cluster.ExistingArgs) { a.Context = "sim" }),
			"DeleteUnreachable": to(func(a *cluster.ExistingArgs) { a.DeleteUnreachable = true }),
			"NodeSecurityGroup": to(func(a *cluster.ExistingArgs) { a.NodeSecurityGroup = pulumi.String("sg-2") }),
			"NodeGroups.Name":   to(func(a *cluster.ExistingArgs) { a.NodeGroups[0].Name = "other" }),
			"NodeGroups.AutoScalingGroup": to(func(a *cluster.ExistingArgs) {
				a.NodeGroups[0].AutoScalingGroup = pulumi.String("asg-2").ToStringOutput()
			}),
			"Identity.ClusterName": to(func(a *cluster.ExistingArgs) { a.Identity.ClusterName = pulumi.String("other") }),
			"Identity.Agent":       {to: func(a *cluster.ExistingArgs, f *fixture) { a.Identity.Agent = []pulumi.Resource{f.done} }},
			"Identity.Webhook":     {to: func(a *cluster.ExistingArgs, f *fixture) { a.Identity.Webhook = []pulumi.Resource{f.done} }},
			"Identity.OIDC.ARN": to(func(a *cluster.ExistingArgs) {
				a.Identity.OIDC.ARN = pulumi.String("arn:aws:iam::111122223333:oidc-provider/x")
			}),
			"Identity.OIDC.Issuer": to(func(a *cluster.ExistingArgs) { a.Identity.OIDC.Issuer = pulumi.String("https://oidc.example.com/x") }),
			"Identity.Partition":   to(func(a *cluster.ExistingArgs) { a.Identity.Partition = identity.PartitionChina }),
			"Ready":                {to: func(a *cluster.ExistingArgs, f *fixture) { a.Ready = []pulumi.Resource{f.done} }},
		})
}

func TestEveryInputOfAnAttachmentChangesThePlan(t *testing.T) {
	type attachmentRow = row[cluster.AttachmentArgs]
	everyInput(t, func(f *fixture) cluster.AttachmentArgs {
		return cluster.AttachmentArgs{Cluster: f.lab, TargetGroup: pulumi.String("arn:tg"), Port: 30080, From: pulumi.String("sg-lb")}
	}, func(ctx *pulumi.Context, a *cluster.AttachmentArgs, _ *fixture) (string, error) {
		_, err := cluster.NewAttachment(ctx, "own", a)
		return "", err
	}, map[string]attachmentRow{
		"Cluster":     {to: func(a *cluster.AttachmentArgs, f *fixture) { a.Cluster = f.twin }},
		"TargetGroup": {to: func(a *cluster.AttachmentArgs, _ *fixture) { a.TargetGroup = pulumi.String("arn:other") }},
		"Port":        {to: func(a *cluster.AttachmentArgs, _ *fixture) { a.Port = 30081 }},
		"HealthPort":  {to: func(a *cluster.AttachmentArgs, _ *fixture) { a.HealthPort = 30082 }},
		"From":        {to: func(a *cluster.AttachmentArgs, _ *fixture) { a.From = pulumi.String("sg-other") }},
		"Tags":        {to: func(a *cluster.AttachmentArgs, _ *fixture) { a.Tags = tags() }},
	})
}

func TestEveryInputOfAWorkloadRoleChangesThePlan(t *testing.T) {
	type workloadRow = row[cluster.WorkloadRoleArgs]
	to := func(change func(*cluster.WorkloadRoleArgs)) workloadRow {
		return workloadRow{to: func(a *cluster.WorkloadRoleArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(f *fixture) cluster.WorkloadRoleArgs {
		return cluster.WorkloadRoleArgs{
			Cluster: f.lab, Namespace: "jobs", ServiceAccount: "backup",
			Policies: map[string]identity.Source{"read": mayRead("a")},
		}
	}, func(ctx *pulumi.Context, a *cluster.WorkloadRoleArgs, _ *fixture) (string, error) {
		_, err := cluster.NewWorkloadRole(ctx, "own", a)
		return "", err
	}, map[string]workloadRow{
		"Cluster":         {to: func(a *cluster.WorkloadRoleArgs, f *fixture) { a.Cluster = f.twin }},
		"Namespace":       to(func(a *cluster.WorkloadRoleArgs) { a.Namespace = "other" }),
		"ServiceAccount":  to(func(a *cluster.WorkloadRoleArgs) { a.ServiceAccount = "other" }),
		"Method":          to(func(a *cluster.WorkloadRoleArgs) { a.Method = cluster.MethodOIDC }),
		"ManagedPolicies": to(func(a *cluster.WorkloadRoleArgs) { a.ManagedPolicies = []string{"AmazonS3ReadOnlyAccess"} }),
		"Policies":        to(func(a *cluster.WorkloadRoleArgs) { a.Policies["read"] = mayRead("b") }),
		"Boundary":        to(func(a *cluster.WorkloadRoleArgs) { a.Boundary = pulumi.String("arn:aws:iam::111122223333:policy/b") }),
		"Tags":            to(func(a *cluster.WorkloadRoleArgs) { a.Tags = tags() }),
	})
}
