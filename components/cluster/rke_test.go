package cluster_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/internal/cloudinit"
	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
)

func TestServersAreGroupsOfOneInTheirZonesOneAfterTheOther(t *testing.T) {
	m := rke(t, func(*cluster.RKEArgs) {})
	for i, zone := range []string{"a", "b", "c"} {
		name := fmt.Sprintf("dev-server-%d", i)
		in := m.inputs(name)
		assert.Equal(t, []any{"subnet-private-" + zone}, in["vpcZoneIdentifiers"])
		assert.Equal(t, []any{1.0, 1.0, 1.0}, []any{in["minSize"], in["maxSize"], in["desiredCapacity"]})
		assert.Equal(t, []any{map[string]any{
			"name": "leave", "lifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING", "heartbeatTimeout": 300.0, "defaultResult": "CONTINUE",
		}}, in["initialLifecycleHooks"], "a server leaves before it ends")
		assert.Equal(t, "EC2", in["healthCheckType"], "a balancer without quorum must not end servers")
		assert.EqualValues(t, 1, in["waitForElbCapacity"])
		assert.Equal(t, []any{"arn:aws:x:::dev-api-api", "arn:aws:x:::dev-api-join"}, in["targetGroupArns"])
		assert.Equal(t, []string{"launchTemplate"}, m.Named(name).Args.RegisterRPC.GetReplaceOnChanges())
		for before := range i {
			assert.Contains(t, m.after(name), fmt.Sprintf("dev-server-%d", before))
		}
		for _, needed := range []string{"dev-secret-value-servers", "dev-restore", "dev-server-policy-secret", "dev-api-join"} {
			assert.Contains(t, m.after(name), needed)
		}
	}
	assert.Contains(t, m.after("dev-agent-general"), "dev-server-2", "no agent is newer than a server")
	assert.Contains(t, m.after("dev-provider"), "dev-server-0")
}

func TestUserDataHoldNoSecretAndFit(t *testing.T) {
	m := rke(t, func(a *cluster.RKEArgs) {
		a.Agents = append(a.Agents, cluster.NodeGroup{Name: "burst", InstanceTypes: []string{"c7i.large", "c6i.large"}, Capacity: cluster.Spot, Max: 2})
	})
	templates := m.named("aws:ec2/launchTemplate:LaunchTemplate")
	assert.Len(t, templates, 5)
	for _, name := range templates {
		data := m.inputs(name)["userData"].(string)
		raw, err := base64.StdEncoding.DecodeString(data)
		require.NoError(t, err)
		assert.LessOrEqual(t, len(raw), cloudinit.MaxBytes, name)
		text, err := m.document(t, name).Text()
		require.NoError(t, err)
		assert.NotContains(t, text, "sentinel", name)
		assert.NotContains(t, text, "PRIVATE KEY", name)
		assert.Empty(t, cloudinit.SecretIn(text), name)
	}
	arch := func(template string) string {
		facts, ok := rke2.Told(m.document(t, template))
		require.True(t, ok)
		return facts.Arch
	}
	assert.Equal(t, "arm64", arch("dev-template-server-0"))
	assert.Equal(t, "amd64", arch("dev-template-agent-burst"))
	assert.Equal(t, "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64", m.inputs("dev-template-agent-burst")["imageId"])
}

func TestServersAreToldWhatTheyAre(t *testing.T) {
	m := rke(t, func(a *cluster.RKEArgs) {
		a.Endpoint = cluster.Endpoint{Public: true, PublicCIDRs: []string{"203.0.113.0/24"}}
		a.Checksums = map[string]string{"arm64": strings.Repeat("ab", 32)}
	})
	d := m.document(t, "dev-template-server-1")
	facts, ok := rke2.Told(d)
	require.True(t, ok)
	assert.Equal(t, rke2.Machine{
		Cluster: "dev", Server: true, Ordinal: 1, Registration: "dev-api-lb.elb.example",
		Authority: "certificate dev-server-ca\n", Region: "eu-central-1", Secret: "arn:aws:x:::dev-secret-servers",
		State: "/drydock/rke/dev/record", Restore: "/drydock/rke/dev/restore",
		Version: "v1.35.6+rke2r1", Arch: "arm64", Checksum: strings.Repeat("ab", 32), CIS: true, Cloud: true,
	}, facts)
	assert.Equal(t, map[string]any{
		"tls-san": []any{"dev-api-lb.elb.example", "dev-public-lb.elb.example"}, "cni": "canal",
		"cluster-cidr": "10.42.0.0/16", "service-cidr": "10.43.0.0/16", "node-label": []any{"drydock.dev/server=1"},
		"node-taint": []any{"CriticalAddonsOnly=true:NoExecute"}, "ingress-controller": "none", "profile": "cis",
		"secrets-encryption-provider": "secretbox", "write-kubeconfig-mode": "0600", "disable-cloud-controller": true,
		"etcd-snapshot-schedule-cron": "0 */6 * * *", "etcd-snapshot-retention": 5, "etcd-s3": true, "etcd-s3-bucket": "snapshots",
		"etcd-s3-folder": "dev", "etcd-s3-region": "eu-central-1", "etcd-s3-endpoint": "s3.eu-central-1.amazonaws.com", "etcd-s3-retention": 28,
		"kube-apiserver-arg": []any{
			"service-account-issuer=" + issuer, "service-account-issuer=https://kubernetes.default.svc.cluster.local",
			"service-account-jwks-uri=" + issuer + "/keys.json",
		},
	}, settings(t, d))
	manifest, ok := d.File("/var/lib/rancher/rke2/server/manifests/drydock-cloud-controller.yaml")
	require.True(t, ok)
	var chart map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(manifest), &chart))
	assert.Equal(t, "0.0.10", chart["spec"].(map[string]any)["version"])

	bare := rke(t, func(a *cluster.RKEArgs) {
		a.Agents, a.DisableCIS, a.DisableCloudController, a.BundledTraefik = nil, true, true, true
	})
	d = bare.document(t, "dev-template-server-0")
	got := settings(t, d)
	assert.NotContains(t, got, "profile")
	assert.NotContains(t, got, "node-taint", "servers run everything")
	assert.NotContains(t, got, "disable-cloud-controller")
	assert.Equal(t, "traefik", got["ingress-controller"])
	_, ok = d.File("/var/lib/rancher/rke2/server/manifests/drydock-cloud-controller.yaml")
	assert.False(t, ok)
	assert.Empty(t, bare.Named("dev-secret-agents"))
	assert.Empty(t, bare.Named("dev-agent-role"))
}

func TestAgentsAreMadeAsDescribed(t *testing.T) {
	m := rke(t, func(a *cluster.RKEArgs) {
		a.Agents = append(a.Agents, cluster.NodeGroup{
			Name: "burst", InstanceTypes: []string{"m7i.large", "m6i.large"}, Capacity: cluster.Spot, Max: 6, Autoscaled: true, Zones: []string{"b"},
			Labels: map[string]string{"pool": "burst"}, Taints: []cluster.Taint{{Key: "spot", Value: "yes", Effect: cluster.NoSchedule}},
		})
	})
	assert.Equal(t, map[string]any{
		"profile": "cis", "node-label": []any{"pool=burst", "drydock.dev/group=burst"}, "node-taint": []any{"spot=yes:NoSchedule"},
	}, settings(t, m.document(t, "dev-template-agent-burst")))
	burst := m.inputs("dev-agent-burst")
	assert.Equal(t, []any{"subnet-private-b"}, burst["vpcZoneIdentifiers"])
	assert.Equal(t, map[string]any{
		"launchTemplate": map[string]any{
			"launchTemplateSpecification": map[string]any{"launchTemplateId": "dev-template-agent-burst-id", "version": "1"},
			"overrides":                   []any{map[string]any{"instanceType": "m7i.large"}, map[string]any{"instanceType": "m6i.large"}},
		},
		"instancesDistribution": map[string]any{
			"onDemandBaseCapacity": 0.0, "onDemandPercentageAboveBaseCapacity": 0.0, "spotAllocationStrategy": "price-capacity-optimized",
		},
	}, burst["mixedInstancesPolicy"])
	assert.Equal(t, []string{"desiredCapacity"}, m.Named("dev-agent-burst").Args.RegisterRPC.GetIgnoreChanges())
	general := m.inputs("dev-agent-general")
	assert.Equal(t, map[string]any{"id": "dev-template-agent-general-id", "version": "1"}, general["launchTemplate"])
	assert.Equal(t, map[string]any{"strategy": "Rolling", "preferences": map[string]any{
		"minHealthyPercentage": 100.0, "maxHealthyPercentage": 110.0, "instanceWarmup": "300",
	}}, general["instanceRefresh"])
	assert.Contains(t, general["tags"], map[string]any{"key": "kubernetes.io/cluster/dev", "value": "owned", "propagateAtLaunch": true})
}

func TestMachinesOfRKEAreLockedDown(t *testing.T) {
	m := rke(t, func(*cluster.RKEArgs) {})
	for _, name := range m.named("aws:ec2/launchTemplate:LaunchTemplate") {
		in := m.inputs(name)
		assert.Equal(t, map[string]any{"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1.0}, in["metadataOptions"], name)
		assert.Equal(t, []any{map[string]any{"deviceName": "/dev/xvda", "ebs": map[string]any{
			"volumeType": "gp3", "volumeSize": 50.0, "encrypted": "true", "deleteOnTermination": "true",
		}}}, in["blockDeviceMappings"], name)
		assert.NotContains(t, in, "keyName", name)
	}
	assert.Equal(t, []any{"dev-nodes-group-id", "dev-servers-group-id", "dev-attach-id"}, m.inputs("dev-template-server-0")["vpcSecurityGroupIds"])
	assert.Equal(t, []any{"dev-nodes-group-id", "dev-attach-id"}, m.inputs("dev-template-agent-general")["vpcSecurityGroupIds"])
}

func TestPortsAreOpenToThoseThatNeedThem(t *testing.T) {
	m := rke(t, func(a *cluster.RKEArgs) {
		a.Endpoint = cluster.Endpoint{Public: true, PublicCIDRs: []string{"203.0.113.0/24"}}
	})
	var open []string
	for _, name := range m.named("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") {
		in := m.inputs(name)
		from := fmt.Sprint(in["referencedSecurityGroupId"])
		if cidr, ok := in["cidrIpv4"]; ok {
			from = fmt.Sprint(cidr)
		}
		open = append(open, fmt.Sprintf("%v %v-%v on %v from %v", in["ipProtocol"], in["fromPort"], in["toPort"], in["securityGroupId"], from))
	}
	slices.Sort(open)
	assert.Equal(t, []string{
		"tcp 10250-10250 on dev-nodes-group-id from dev-nodes-group-id",
		"tcp 2379-2381 on dev-servers-group-id from dev-servers-group-id",
		"tcp 6443-6443 on dev-api-group-id from 10.20.0.0/16",
		"tcp 6443-6443 on dev-public-group-id from 203.0.113.0/24",
		"tcp 6443-6443 on dev-servers-group-id from dev-api-group-id",
		"tcp 6443-6443 on dev-servers-group-id from dev-nodes-group-id",
		"tcp 6443-6443 on dev-servers-group-id from dev-public-group-id",
		"tcp 9099-9099 on dev-nodes-group-id from dev-nodes-group-id",
		"tcp 9345-9345 on dev-api-group-id from 10.20.0.0/16",
		"tcp 9345-9345 on dev-servers-group-id from dev-api-group-id",
		"tcp 9345-9345 on dev-servers-group-id from dev-nodes-group-id",
		"udp 8472-8472 on dev-nodes-group-id from dev-nodes-group-id",
	}, open)
	assert.Equal(t, true, m.inputs("dev-api-lb")["internal"])
	assert.Equal(t, false, m.inputs("dev-public-lb")["internal"])
	health := m.Get(t, "TargetGroup", "dev-api-join").Inputs["healthCheck"].(map[string]any)
	assert.Equal(t, []any{"HTTPS", "/ping", "200"}, []any{health["protocol"], health["path"], health["matcher"]})
}

func TestMachinesMayDoWhatTheyNeedAndNoMore(t *testing.T) {
	m := rke(t, func(*cluster.RKEArgs) {})
	may := map[string]map[string][]any{}
	for _, name := range m.named("aws:iam/rolePolicy:RolePolicy") {
		if strings.HasPrefix(name, "dev-sweep-") {
			continue // no machine's
		}
		var doc struct {
			Statement []struct{ Action, Resource any }
		}
		require.NoError(t, json.Unmarshal([]byte(m.inputs(name)["policy"].(string)), &doc))
		may[name] = map[string][]any{}
		for _, s := range doc.Statement {
			for _, action := range s.Action.([]any) {
				may[name][action.(string)] = s.Resource.([]any)
			}
		}
	}
	state, restore := "arn:aws:x:::dev-record", "arn:aws:x:::dev-restore"
	assert.Equal(t, map[string]map[string][]any{
		"dev-agent-policy-secret": {"secretsmanager:GetSecretValue": {"arn:aws:x:::dev-secret-agents"}, "kms:Decrypt": {"arn:aws:x:::dev-key"}},
		"dev-server-policy-secret": {
			"secretsmanager:GetSecretValue": {"arn:aws:x:::dev-secret-servers"}, "kms:Decrypt": {"arn:aws:x:::dev-key"},
		},
		"dev-server-policy-record": {"ssm:GetParameter": {state, restore}, "ssm:PutParameter": {state}},
		"dev-server-policy-snapshots": {
			"s3:DeleteObject": {"arn:aws:s3:::snapshots/dev/*"}, "s3:GetObject": {"arn:aws:s3:::snapshots/dev/*"}, "s3:PutObject": {"arn:aws:s3:::snapshots/dev/*"},
			"s3:GetBucketLocation": {"arn:aws:s3:::snapshots"}, "s3:ListBucket": {"arn:aws:s3:::snapshots"},
			"kms:Decrypt": {"arn:aws:kms:eu-central-1:111122223333:key/k"}, "kms:GenerateDataKey": {"arn:aws:kms:eu-central-1:111122223333:key/k"},
		},
		"dev-server-policy-leave": {
			"autoscaling:CompleteLifecycleAction":      {"arn:aws:autoscaling:eu-central-1:*:autoScalingGroup:*:autoScalingGroupName/dev-server-?-*"},
			"autoscaling:DescribeAutoScalingInstances": {"*"},
		},
		"dev-server-policy-cloud": {
			"ec2:DescribeAvailabilityZones": {"*"}, "ec2:DescribeInstanceTopology": {"*"}, "ec2:DescribeInstances": {"*"}, "ec2:DescribeRegions": {"*"},
		},
	}, may)
}

func TestSecretsAreHeldAndMarked(t *testing.T) {
	m := rke(t, func(*cluster.RKEArgs) {})
	servers := m.Named("dev-secret-value-servers").Args.Inputs["secretString"]
	require.True(t, servers.IsSecret())
	var held map[string]string
	require.NoError(t, json.Unmarshal([]byte(servers.SecretValue().Element.StringValue()), &held))
	assert.Equal(t, []string{
		"agent-token", "client-ca.crt", "client-ca.key", "etcd/peer-ca.crt", "etcd/peer-ca.key", "etcd/server-ca.crt", "etcd/server-ca.key", "join-token",
		"request-header-ca.crt", "request-header-ca.key", "server-ca.crt", "server-ca.key", "service.key", "token",
	}, slices.Sorted(maps.Keys(held)))
	assert.Equal(t, rke2.JoinToken("certificate dev-server-ca\n", "server", "sentinel-dev-token"), held["join-token"])
	agents := m.Named("dev-secret-value-agents").Args.Inputs["secretString"]
	require.True(t, agents.IsSecret())
	assert.NotContains(t, agents.SecretValue().Element.StringValue(), "sentinel-dev-token", "agents may join as agents only")
	config := m.Named("dev-provider").Args.Inputs["kubeconfig"]
	require.True(t, config.IsSecret())
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	assert.JSONEq(t, fmt.Sprintf(`{"apiVersion":"v1","kind":"Config","current-context":"dev",
		"clusters":[{"name":"dev","cluster":{"server":"https://dev-api-lb.elb.example:6443","certificate-authority-data":%q}}],
		"contexts":[{"name":"dev","context":{"cluster":"dev","user":"dev"}}],
		"users":[{"name":"dev","user":{"client-certificate-data":%q,"client-key-data":%q}}]}`,
		encode("certificate dev-server-ca\n"), encode("certificate dev-admin\n"), encode("-----BEGIN EC PRIVATE KEY-----\nsentinel-dev-admin-key\n")),
		config.SecretValue().Element.StringValue())
	admin := m.inputs("dev-admin")
	assert.Equal(t, []any{720.0, 240.0}, []any{admin["validityPeriodHours"], admin["earlyRenewalHours"]})
	assert.Equal(t, map[string]any{"commonName": "drydock-admin", "organization": "system:masters"}, m.inputs("dev-admin-request")["subject"])
}

func TestTheRecordStaysAndTheWishFollowsTheProgram(t *testing.T) {
	m := rke(t, func(a *cluster.RKEArgs) { a.Snapshots.RestoreFrom, a.Protect = "snap-1", true })
	assert.Equal(t, "new", m.inputs("dev-record")["insecureValue"])
	assert.Equal(t, []string{"insecureValue"}, m.Named("dev-record").Args.RegisterRPC.GetIgnoreChanges())
	assert.Equal(t, "snap-1", m.inputs("dev-restore")["insecureValue"])
	assert.Equal(t, "none", rke(t, func(*cluster.RKEArgs) {}).inputs("dev-restore")["insecureValue"])
	for _, name := range []string{"dev-record", "dev-key", "dev-token", "dev-server-ca", "dev-server-ca-key", "dev-service-key"} {
		assert.True(t, m.Named(name).Args.RegisterRPC.GetProtect(), name)
	}
}
