package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
)

// workloadRows are the rows of an add-on's Workload.
func workloadRows[A any](rows map[string]row[A], of func(*A) *addons.Workload) map[string]row[A] {
	for name, change := range map[string]func(*addons.Workload){
		"Workload.Method":   func(w *addons.Workload) { w.Method = cluster.MethodOIDC },
		"Workload.Boundary": func(w *addons.Workload) { w.Boundary = pulumi.String("arn:aws:iam::111122223333:policy/bound") },
		"Workload.Tags":     func(w *addons.Workload) { w.Tags = tags() },
	} {
		rows[name] = row[A]{to: func(a *A, _ *fixture) { change(of(a)) }}
	}
	return rows
}

func TestEveryInputOfCertManagerChangesThePlan(t *testing.T) {
	type certRow = row[addons.CertManagerArgs]
	to := func(change func(*addons.CertManagerArgs)) certRow {
		return certRow{to: func(a *addons.CertManagerArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(f *fixture) addons.CertManagerArgs {
		return addons.CertManagerArgs{Cluster: f.lab, ACME: &addons.ACME{Email: "ops@" + domain, Zone: f.zone}}
	}, func(ctx *pulumi.Context, a *addons.CertManagerArgs, _ *fixture) (string, error) {
		_, err := addons.NewCertManager(ctx, "own", a)
		return "", err
	}, workloadRows(map[string]certRow{
		"Cluster":    {to: func(a *addons.CertManagerArgs, f *fixture) { a.Cluster = f.twin }},
		"Namespace":  to(func(a *addons.CertManagerArgs) { a.Namespace = "certs" }),
		"Replicas":   to(func(a *addons.CertManagerArgs) { a.Replicas = 3 }),
		"ACME.Email": to(func(a *addons.CertManagerArgs) { a.ACME = &addons.ACME{Email: "team@" + domain, Zone: a.ACME.Zone} }),
		"ACME.Zone": {to: func(a *addons.CertManagerArgs, f *fixture) {
			a.ACME = &addons.ACME{Email: a.ACME.Email, Zone: f.other}
		}},
		"PrivateCA": to(func(a *addons.CertManagerArgs) { a.PrivateCA = true }),
	}, func(a *addons.CertManagerArgs) *addons.Workload { return &a.Workload }))
}

func TestEveryInputOfExternalDNSChangesThePlan(t *testing.T) {
	type dnsRow = row[addons.ExternalDNSArgs]
	to := func(change func(*addons.ExternalDNSArgs)) dnsRow {
		return dnsRow{to: func(a *addons.ExternalDNSArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(f *fixture) addons.ExternalDNSArgs { return addons.ExternalDNSArgs{Cluster: f.lab, Zone: f.zone} },
		func(ctx *pulumi.Context, a *addons.ExternalDNSArgs, _ *fixture) (string, error) {
			_, err := addons.NewExternalDNS(ctx, "own", a)
			return "", err
		}, workloadRows(map[string]dnsRow{
			"Cluster":   {to: func(a *addons.ExternalDNSArgs, f *fixture) { a.Cluster = f.twin }},
			"Zone":      {to: func(a *addons.ExternalDNSArgs, f *fixture) { a.Zone = f.other }},
			"Namespace": to(func(a *addons.ExternalDNSArgs) { a.Namespace = "names" }),
			"Owner":     to(func(a *addons.ExternalDNSArgs) { a.Owner = "other" }),
			"Policy":    to(func(a *addons.ExternalDNSArgs) { a.Policy = addons.CreateOnly }),
			"Sources":   to(func(a *addons.ExternalDNSArgs) { a.Sources = []string{"service"} }),
		}, func(a *addons.ExternalDNSArgs) *addons.Workload { return &a.Workload }))
}

func TestEveryInputOfVolumesChangesThePlan(t *testing.T) {
	type volumeRow = row[addons.VolumesArgs]
	to := func(change func(*addons.VolumesArgs)) volumeRow {
		return volumeRow{to: func(a *addons.VolumesArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(f *fixture) addons.VolumesArgs { return addons.VolumesArgs{Cluster: f.lab, InstallDriver: true} },
		func(ctx *pulumi.Context, a *addons.VolumesArgs, _ *fixture) (string, error) {
			_, err := addons.NewVolumes(ctx, "own", a)
			return "", err
		}, workloadRows(map[string]volumeRow{
			"Cluster":       {to: func(a *addons.VolumesArgs, f *fixture) { a.Cluster = f.twin }},
			"InstallDriver": to(func(a *addons.VolumesArgs) { a.InstallDriver = false }),
			"Class":         to(func(a *addons.VolumesArgs) { a.Class = "fast" }),
			"NotDefault":    to(func(a *addons.VolumesArgs) { a.NotDefault = true }),
			"Reclaim":       to(func(a *addons.VolumesArgs) { a.Reclaim = addons.ReclaimRetain }),
			"Key":           to(func(a *addons.VolumesArgs) { a.Key = pulumi.String("arn:aws:kms:eu-central-1:111122223333:key/1") }),
			"Snapshots":     to(func(a *addons.VolumesArgs) { a.Snapshots = addons.SnapshotsPresent }),
		}, func(a *addons.VolumesArgs) *addons.Workload { return &a.Workload }))
}

func TestEveryInputOfTheBalancerControllerChangesThePlan(t *testing.T) {
	type balancerRow = row[addons.LoadBalancerControllerArgs]
	to := func(change func(*addons.LoadBalancerControllerArgs)) balancerRow {
		return balancerRow{to: func(a *addons.LoadBalancerControllerArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(f *fixture) addons.LoadBalancerControllerArgs {
		return addons.LoadBalancerControllerArgs{Cluster: f.lab, VPCID: pulumi.String("vpc-1")}
	}, func(ctx *pulumi.Context, a *addons.LoadBalancerControllerArgs, _ *fixture) (string, error) {
		_, err := addons.NewLoadBalancerController(ctx, "own", a)
		return "", err
	}, workloadRows(map[string]balancerRow{
		"Cluster":      {to: func(a *addons.LoadBalancerControllerArgs, f *fixture) { a.Cluster = f.twin }},
		"VPCID":        to(func(a *addons.LoadBalancerControllerArgs) { a.VPCID = pulumi.String("vpc-2") }),
		"Class":        to(func(a *addons.LoadBalancerControllerArgs) { a.Class = "outer" }),
		"ServiceClass": to(func(a *addons.LoadBalancerControllerArgs) { a.ServiceClass = true }),
		"Replicas":     to(func(a *addons.LoadBalancerControllerArgs) { a.Replicas = 3 }),
	}, func(a *addons.LoadBalancerControllerArgs) *addons.Workload { return &a.Workload }))
}

func TestEveryInputOfTheMetricsServerChangesThePlan(t *testing.T) {
	type metricsRow = row[addons.MetricsServerArgs]
	everyInput(t, func(f *fixture) addons.MetricsServerArgs { return addons.MetricsServerArgs{Cluster: f.lab} },
		func(ctx *pulumi.Context, a *addons.MetricsServerArgs, _ *fixture) (string, error) {
			_, err := addons.NewMetricsServer(ctx, "own", a)
			return "", err
		}, map[string]metricsRow{
			"Cluster":          {to: func(a *addons.MetricsServerArgs, f *fixture) { a.Cluster = f.twin }},
			"Replicas":         {to: func(a *addons.MetricsServerArgs, _ *fixture) { a.Replicas = 3 }},
			"InsecureKubelets": {to: func(a *addons.MetricsServerArgs, _ *fixture) { a.InsecureKubelets = true }},
		})
}

func TestEveryInputOfKarpenterChangesThePlan(t *testing.T) {
	type karpenterRow = row[addons.KarpenterArgs]
	one := func(change func(*addons.NodePool)) karpenterRow {
		return karpenterRow{to: func(a *addons.KarpenterArgs, _ *fixture) { change(&a.Pools[0]) }}
	}
	everyInput(t, func(f *fixture) addons.KarpenterArgs {
		return addons.KarpenterArgs{
			Cluster: f.lab, Network: f.here, NodeRoleARN: pulumi.String("arn:aws:iam::111122223333:role/node"),
			Pools: []addons.NodePool{nodePool("a")},
		}
	}, func(ctx *pulumi.Context, a *addons.KarpenterArgs, _ *fixture) (string, error) {
		_, err := addons.NewKarpenter(ctx, "own", a)
		return "", err
	}, workloadRows(map[string]karpenterRow{
		"Cluster": {to: func(a *addons.KarpenterArgs, f *fixture) { a.Cluster = f.twin }},
		"Network": {to: func(a *addons.KarpenterArgs, f *fixture) { a.Network = f.there }},
		"NodeRoleARN": {to: func(a *addons.KarpenterArgs, _ *fixture) {
			a.NodeRoleARN = pulumi.String("arn:aws:iam::111122223333:role/other")
		}},
		"DisableNotices":     {to: func(a *addons.KarpenterArgs, _ *fixture) { a.DisableNotices = true }},
		"Tags":               {to: func(a *addons.KarpenterArgs, _ *fixture) { a.Tags = tags() }},
		"Pools.Name":         one(func(p *addons.NodePool) { p.Name = "b" }),
		"Pools.Image":        one(func(p *addons.NodePool) { p.Image = "bottlerocket@v1.50.0" }),
		"Pools.Families":     one(func(p *addons.NodePool) { p.Families = []string{"c7g"} }),
		"Pools.ARM64":        one(func(p *addons.NodePool) { p.ARM64, p.Families = false, []string{"m7i"} }),
		"Pools.Spot":         one(func(p *addons.NodePool) { p.Spot = true }),
		"Pools.MaxCPU":       one(func(p *addons.NodePool) { p.MaxCPU = 8 }),
		"Pools.MaxMemoryGiB": one(func(p *addons.NodePool) { p.MaxMemoryGiB = 8 }),
		"Pools.Disk":         one(func(p *addons.NodePool) { p.Disk = 100 }),
		"Pools.Expiry":       one(func(p *addons.NodePool) { p.Expiry = "48h" }),
		"Pools.Labels":       one(func(p *addons.NodePool) { p.Labels = map[string]string{"dock.example.com/kind": "x"} }),
		"Pools.Taints.Key": one(func(p *addons.NodePool) {
			p.Taints = []cluster.Taint{{Key: "other", Value: "x", Effect: cluster.NoSchedule}}
		}),
		"Pools.Taints.Value": one(func(p *addons.NodePool) {
			p.Taints = []cluster.Taint{{Key: "x", Value: "other", Effect: cluster.NoSchedule}}
		}),
		"Pools.Taints.Effect": one(func(p *addons.NodePool) {
			p.Taints = []cluster.Taint{{Key: "x", Value: "x", Effect: cluster.NoExecute}}
		}),
	}, func(a *addons.KarpenterArgs) *addons.Workload { return &a.Workload }))
}
