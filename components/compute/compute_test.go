package compute_test

import (
	"encoding/base64"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/compute"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// full is a group with every setting.
func full(n network.Placement) *compute.GroupArgs {
	return &compute.GroupArgs{
		Network: n, Min: 1, Max: 4, MaxLifetimeDays: 30, Tags: map[string]string{"owner": "me"},
		Machine: compute.Machine{
			Type: "m7g.large", Containers: true, RootGiB: 40, Hops: 2, RootKey: pulumi.String("arn:key"), KeyName: pulumi.String("rescue"),
			Ingress: []network.Rule{{Port: 8080, CIDR: "10.20.0.0/16"}}, SecurityGroups: []pulumi.StringInput{pulumi.String("sg-1")},
			Boot: compute.CloudInit{Facts: map[string]pulumi.StringInput{"BUCKET": pulumi.String("b")}},
		},
		Spot:         &compute.Spot{Types: []string{"m6g.large", "c7g.xlarge"}, OnDemandBase: 1},
		Health:       compute.Health{Check: compute.HealthELB},
		TargetGroups: map[string]pulumi.StringInput{"web": pulumi.String("arn:tg")},
		Schedules:    map[string]compute.Schedule{"night": {Cron: "0 20 * * *", TimeZone: "Europe/Berlin", Max: compute.Size(1)}},
		Tracking:     map[string]compute.Tracking{"cpu": {Target: 60}},
	}
}

func TestAGroupIsWired(t *testing.T) {
	r := run(t, func(ctx *pulumi.Context) error {
		_, err := compute.NewGroup(ctx, "workers", full(existing(t)))
		return err
	})
	lt := r.Get(t, "LaunchTemplate", "workers-template").Inputs
	assert.Equal(t, "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64", lt["imageId"])
	assert.Equal(t, map[string]any{"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 2.0}, lt["metadataOptions"])
	assert.Equal(t, []any{map[string]any{"deviceName": "/dev/xvda", "ebs": map[string]any{
		"volumeType": "gp3", "volumeSize": 40.0, "encrypted": "true", "deleteOnTermination": "true", "kmsKeyId": "arn:key",
	}}}, lt["blockDeviceMappings"])
	assert.Equal(t, []any{map[string]any{
		"deviceIndex": 0.0, "securityGroups": []any{"workers-machine-group-id", "sg-1"}, "deleteOnTermination": "true", "associatePublicIpAddress": "false",
	}}, lt["networkInterfaces"])
	assert.Equal(t, []any{"rescue", map[string]any{"enabled": true}, true, map[string]any{"arn": "arn:aws:x:::workers-profile"}},
		[]any{lt["keyName"], lt["monitoring"], lt["updateDefaultVersion"], lt["iamInstanceProfile"]})
	raw, err := base64.StdEncoding.DecodeString(lt["userData"].(string))
	require.NoError(t, err)
	assert.Contains(t, string(raw), "BUCKET='b'")
	assert.Contains(t, string(raw), `"containerd.service"`)

	group := r.Get(t, "Group", "workers-group")
	in := group.Inputs
	assert.Equal(t, []any{"subnet-private-a", "subnet-private-b"}, in["vpcZoneIdentifiers"])
	assert.Equal(t, []any{1.0, 4.0, nil, "ELB", 300.0, 2592000.0, true}, []any{in["minSize"], in["maxSize"], in["desiredCapacity"], in["healthCheckType"],
		in["healthCheckGracePeriod"], in["maxInstanceLifetime"], in["capacityRebalance"]})
	assert.Equal(t, map[string]any{
		"instancesDistribution": map[string]any{"onDemandBaseCapacity": 1.0, "onDemandPercentageAboveBaseCapacity": 0.0,
			"onDemandAllocationStrategy": "prioritized", "spotAllocationStrategy": "price-capacity-optimized"},
		"launchTemplate": map[string]any{
			"launchTemplateSpecification": map[string]any{"launchTemplateId": "workers-template-id", "version": "7"},
			"overrides":                   []any{map[string]any{"instanceType": "m7g.large"}, map[string]any{"instanceType": "m6g.large"}, map[string]any{"instanceType": "c7g.xlarge"}},
		},
	}, in["mixedInstancesPolicy"])
	assert.Equal(t, map[string]any{"strategy": "Rolling", "triggers": []any{"tag"}, "preferences": map[string]any{
		"minHealthyPercentage": 100.0, "maxHealthyPercentage": 110.0, "instanceWarmup": "120",
	}}, in["instanceRefresh"])
	assert.Contains(t, group.After(), "workers-machine-attach-AmazonSSMManagedInstanceCore")
	assert.Equal(t, "arn:tg", r.Get(t, "Attachment", "workers-target-web").Inputs["lbTargetGroupArn"])
	assert.Equal(t, map[string]any{"autoscalingGroupName": "workers-group", "scheduledActionName": "night", "recurrence": "0 20 * * *", "timeZone": "Europe/Berlin", "minSize": -1.0, "maxSize": 1.0, "desiredCapacity": -1.0},
		r.Get(t, "Schedule", "workers-schedule-night").Inputs)
	assert.Equal(t, map[string]any{"targetValue": 60.0, "disableScaleIn": false, "predefinedMetricSpecification": map[string]any{"predefinedMetricType": "ASGAverageCPUUtilization"}},
		r.Get(t, "Policy", "workers-tracking-cpu").Inputs["targetTrackingConfiguration"])
	assert.Equal(t, []string{"workers-machine-group-in-tcp-8080-10.20.0.0-16"}, r.Names("SecurityGroupIngressRule"))
	for _, m := range r.All() {
		assert.NotEmpty(t, m.Parent, m.Name)
	}
}

func TestARefreshThatReplacesFirstNeverHasOneMore(t *testing.T) {
	r := run(t, func(ctx *pulumi.Context) error {
		args := &compute.GroupArgs{Network: existing(t), Zones: []string{"b"}, Min: 1, Refresh: compute.Refresh{ReplaceFirst: true}}
		if _, err := compute.NewGroup(ctx, "server", args); err != nil {
			return err
		}
		_, err := compute.NewGroup(ctx, "still", &compute.GroupArgs{Network: existing(t), Max: 1, Refresh: compute.Refresh{Disabled: true}})
		return err
	})
	in := r.Get(t, "Group", "server-group").Inputs
	assert.Equal(t, []any{"subnet-private-b"}, in["vpcZoneIdentifiers"])
	assert.Equal(t, map[string]any{"minHealthyPercentage": 0.0, "maxHealthyPercentage": 100.0, "instanceWarmup": "120"}, in["instanceRefresh"].(map[string]any)["preferences"])
	assert.Nil(t, r.Get(t, "Group", "still-group").Inputs["instanceRefresh"])
}

func TestAnInstanceIsWired(t *testing.T) {
	r := run(t, func(ctx *pulumi.Context) error {
		if _, err := compute.NewInstance(ctx, "jump", &compute.InstanceArgs{Network: existing(t), Zone: "b", Protected: true}); err != nil {
			return err
		}
		_, err := compute.NewInstance(ctx, "front", &compute.InstanceArgs{Network: existing(t), Public: true})
		return err
	})
	jump := r.Get(t, "Instance", "jump-instance")
	assert.Equal(t, map[string]any{
		"launchTemplate": map[string]any{"id": "jump-template-id", "version": "7"}, "subnetId": "subnet-private-b", "disableApiTermination": true,
		"associatePublicIpAddress": false, "vpcSecurityGroupIds": []any{"jump-machine-group-id"}, "tags": map[string]any{"Name": "jump"},
	}, jump.Inputs)
	assert.Contains(t, jump.After(), "jump-machine-attach-AmazonSSMManagedInstanceCore")
	front := r.Get(t, "Instance", "front-instance").Inputs
	assert.Equal(t, []any{"subnet-public-a", true}, []any{front["subnetId"], front["associatePublicIpAddress"]})
	assert.Nil(t, r.Get(t, "LaunchTemplate", "front-template").Inputs["networkInterfaces"])
	assert.Nil(t, r.Get(t, "LaunchTemplate", "front-template").Inputs["keyName"])
}

func TestTheArgumentsStayTheCallers(t *testing.T) {
	args := full(existing(t))
	require.NoError(t, compute.CheckGroup("workers", args))
	assert.Empty(t, args.Machine.Boot.Packages)
	assert.Empty(t, args.Machine.ManagedPolicies)
	assert.Empty(t, args.Tracking["cpu"].Metric)
	assert.Zero(t, args.Refresh.Warmup)
}

func TestThePrivateHalfOfAKeyPairIsASecret(t *testing.T) {
	var secret bool
	r := run(t, func(ctx *pulumi.Context) error {
		k, err := compute.NewKeyPair(ctx, "rescue", &compute.KeyPairArgs{})
		if err == nil {
			secret = pulumi.IsSecret(k.PrivateKey)
		}
		return err
	})
	assert.True(t, secret)
	assert.Equal(t, map[string]any{"publicKey": "ssh-ed25519 AAAA", "tags": map[string]any{"Name": "rescue"}}, r.Get(t, "KeyPair", "rescue-pair").Inputs)
	assert.Equal(t, map[string]any{"algorithm": "ED25519"}, r.Get(t, "PrivateKey", "rescue-key").Inputs)
}

func TestTheSimulatedCloudRunsThem(t *testing.T) {
	cloud, err := simcloud.New(simcloud.Quota("ec2/L-1216C47A", 64), simcloud.Quota("ec2/L-34B43A08", 64))
	require.NoError(t, err)
	require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
		vpc, err := network.NewVPC(ctx, "core", &network.VPCArgs{Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}, NAT: network.NATOne})
		if err != nil {
			return err
		}
		key, err := compute.NewKeyPair(ctx, "rescue", &compute.KeyPairArgs{})
		if err != nil {
			return err
		}
		if _, err = compute.NewInstance(ctx, "jump", &compute.InstanceArgs{Network: vpc.Placement(), Machine: compute.Machine{KeyName: key.Name}}); err != nil {
			return err
		}
		_, err = compute.NewGroup(ctx, "workers", &compute.GroupArgs{
			Network: vpc.Placement(), Min: 2, Max: 4, Machine: compute.Machine{Type: "t4g.small", Containers: true}, Spot: &compute.Spot{Types: []string{"m7g.medium"}, OnDemandBase: 1},
			Tracking: map[string]compute.Tracking{"cpu": {Target: 60}}, Schedules: map[string]compute.Schedule{"night": {Cron: "0 20 * * *", Max: compute.Size(2)}},
		})
		return err
	}, pulumi.WithMocks("project", "stack", cloud.Mocks(simcloud.Config{"aws:region": "eu-central-1"}))))
	var machines []world.Object
	for _, o := range cloud.World().Objects() {
		if o.Kind == api.Instance {
			machines = append(machines, o)
		}
	}
	require.Len(t, machines, 3)
	spot := 0
	for _, m := range machines {
		assert.Regexp(t, `^ami-0[0-9a-f]{16}$`, m.Props["ami"])
		assert.Equal(t, []any{"required", "", true}, []any{m.Props.Map("metadataOptions")["httpTokens"], m.Props["publicIp"], m.Props.Map("rootBlockDevice")["encrypted"]})
		if m.Props.Str("instanceLifecycle") == "spot" {
			spot++
		}
	}
	assert.Equal(t, 1, spot)
}
