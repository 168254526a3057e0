package kubernetes_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	endpoint = "https://ABC.gr7.eu-central-1.eks.amazonaws.com"
	role     = "arn:aws:iam::111122223333:role/drydock"
)

// eks seeds a cluster with two instances; change alters its properties.
func eks(t *testing.T, change func(p world.Props)) *world.World {
	t.Helper()
	w := world.New("seed", kubernetes.Provider())
	w.SetPatience(time.Millisecond)
	p := world.Props{"name": "dev", "endpoint": endpoint, "vpcConfig": map[string]any{"subnetIds": []any{"subnet-1"}}, "accessConfig": map[string]any{}}
	if change != nil {
		change(p)
	}
	w.Seed(&world.Object{Kind: api.Cluster, ID: "dev", Scope: "eu-central-1", Props: p.Clone()})
	w.Seed(&world.Object{Kind: api.Subnet, ID: "subnet-1", Scope: "eu-central-1", Props: world.Props{"cidrBlock": "10.20.0.0/24"}})
	for i, state := range []string{"running", "running", "terminated"} {
		p := world.Props{
			"instanceType": "t3.medium", "state": state, "availabilityZone": "eu-central-1" + string(rune('a'+i)), "privateIp": "10.20.0.1" + itoa(i), "subnetId": "subnet-1",
			"kubernetes": map[string]any{"cluster": "dev", "nodegroup": "main", "labels": map[string]any{"pool": "main"}, "taints": []any{}, "capacityType": "SPOT"},
		}
		w.Seed(&world.Object{Kind: api.Instance, ID: "i-" + itoa(i), Scope: "eu-central-1", Props: p})
	}
	return w
}

// kubeconfig is one that runs a command for its token, in JSON, which is YAML.
func kubeconfig(server string, args ...string) world.Props {
	text := strings.Replace(kubernetes.Kubeconfig(server), `"token":"sim"`, `"exec":{"command":"aws","args":["eks","get-token"]}`, 1)
	if len(args) > 0 {
		list, _ := json.Marshal(args)
		text = strings.Replace(text, `["eks","get-token"]`, string(list), 1)
	}
	return world.Props{"kubeconfig": text}
}

const unreachable = "configured Kubernetes cluster is unreachable: unable to load schema information from the API server: "

func TestAnEndpointIsReachedOrNot(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(world.Props)
		config world.Props
		want   string
	}{
		"reached": {nil, kubeconfig(endpoint), ""},
		"gone":    {nil, kubeconfig("https://gone.example.com"), unreachable + `Get "https://gone.example.com/openapi/v2?timeout=32s": dial tcp: lookup gone.example.com: no such host`},
		"private": {func(p world.Props) { p["vpcConfig"] = map[string]any{"endpointPublicAccess": false} }, kubeconfig(endpoint), unreachable + `Get "` + endpoint + `/openapi/v2?timeout=32s": dial tcp: i/o timeout`},
		"no creator admin": {func(p world.Props) {
			p["accessConfig"] = map[string]any{"bootstrapClusterCreatorAdminPermissions": false}
		}, kubeconfig(endpoint), unreachable + "the server has asked for the client to provide credentials"},
		"another role":   {nil, kubeconfig(endpoint, "eks", "get-token", "--role-arn", "arn:aws:iam::111122223333:role/x"), unreachable + "the server has asked for the client to provide credentials"},
		"no credentials": {nil, world.Props{"kubeconfig": strings.Replace(kubernetes.Kubeconfig(endpoint), `{"token":"sim"}`, `{}`, 1)}, unreachable + "the server has asked for the client to provide credentials"},
		"no kubeconfig":  {nil, world.Props{}, unreachable + "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable"},
		"no context":     {nil, world.Props{"kubeconfig": "apiVersion: v1\ncurrent-context: other\n"}, unreachable + `invalid configuration: context "other" does not exist`},
	} {
		t.Run(name, func(t *testing.T) {
			w := eks(t, tt.change)
			_, _, err := apply(t, session(t, w, tt.config), namespace)
			if tt.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.EqualError(t, err, tt.want)
		})
	}
}

func TestAnAccessEntryNeedsAPolicy(t *testing.T) {
	w := eks(t, func(p world.Props) {
		p["accessConfig"] = map[string]any{"bootstrapClusterCreatorAdminPermissions": false}
	})
	s := session(t, w, kubeconfig(endpoint))
	w.Seed(&world.Object{Kind: api.AccessEntry, ID: "dev:" + role, Scope: "eu-central-1", Props: world.Props{"clusterName": "dev", "principalArn": role}})
	_, _, err := apply(t, s, namespace)
	assert.EqualError(t, err, `resource "urn:pulumi:dev::p::kubernetes:core/v1:Namespace::app" was not successfully created by the Kubernetes API server: `+
		`namespaces is forbidden: User "`+role+`" cannot create resource "namespaces" in API group "" at the cluster scope`)
	assert.Equal(t, "Forbidden", world.CodeOf(err))
	w.Seed(&world.Object{Kind: api.AccessPolicy, ID: "p", Scope: "eu-central-1", Props: world.Props{
		"clusterName": "dev", "principalArn": role, "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", "accessScope": map[string]any{"type": "cluster"},
	}})
	must(t, s, namespace)
}

func TestNodesAreTheClustersRunningInstances(t *testing.T) {
	w := eks(t, nil)
	w.View("", func(c *world.Call) {
		nodes := kubernetes.Nodes(c, "eks:eu-central-1/dev")
		require.Len(t, nodes, 2)
		n := nodes[0]
		assert.Equal(t, "ip-10-20-0-10.eu-central-1.compute.internal", n.Name)
		assert.Equal(t, "i-0", n.Instance)
		assert.Equal(t, 15, n.MaxPods, "17 by interfaces, less the network and proxy agents")
		assert.Equal(t, 1780, n.CPUMilli, "2000 less 70 for the kubelet and 150 for the agents")
		assert.Equal(t, 4096-255-11*17-100, n.MemoryMiB)
		assert.Equal(t, map[string]string{
			"pool": "main", "kubernetes.io/hostname": n.Name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
			"topology.kubernetes.io/zone": "eu-central-1a", "topology.kubernetes.io/region": "eu-central-1", "node.kubernetes.io/instance-type": "t3.medium",
			"eks.amazonaws.com/nodegroup": "main", "eks.amazonaws.com/capacityType": "SPOT",
		}, n.Labels)
	})
}

func TestEBSVolumesNeedTheirDriver(t *testing.T) {
	w := eks(t, nil)
	s := session(t, w, kubeconfig(endpoint))
	must(t, s, namespace)
	must(t, s, "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: app}, spec: {storageClassName: gp2, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}")
	text := web("replicas: 2", "replicas: 1", "      containers:", "      volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]\n      containers:")
	_, _, err := apply(t, s, text)
	assert.Contains(t, reasons(t, err)[2], "pod has unbound immediate PersistentVolumeClaims: Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com'")
	w.Seed(&world.Object{Kind: api.Addon, ID: "dev:aws-ebs-csi-driver", Scope: "eu-central-1", Props: world.Props{"clusterName": "dev", "addonName": "aws-ebs-csi-driver"}})
	_, _, err = apply(t, s, strings.Replace(text, "name: web, namespace", "name: refused, namespace", 1))
	assert.Contains(t, reasons(t, err)[2], "CreateVolume, api error UnauthorizedOperation: You are not authorized to perform this operation.")
	w.Seed(&world.Object{Kind: api.Role, ID: "node", Props: world.Props{
		"arn": "arn:aws:iam::111122223333:role/node", "managedPolicyArns": []any{"arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"},
	}})
	w.Seed(&world.Object{Kind: api.NodeGroup, ID: "dev:main", Scope: "eu-central-1", Props: world.Props{"clusterName": "dev", "nodeRoleArn": "arn:aws:iam::111122223333:role/node"}})
	must(t, s, strings.Replace(text, "name: web, namespace", "name: allowed, namespace", 1))
}

func TestAnotherClusterReplacesTheProviderAnotherTokenDoesNot(t *testing.T) {
	_, s := lab(t)
	old := world.Props{"kubeconfig": kubernetes.Kubeconfig(server)}
	assert.Empty(t, s.DiffConfig(old, world.Props{"kubeconfig": strings.Replace(kubernetes.Kubeconfig(server), `"token":"sim"`, `"token":"new"`, 1)}).Replace)
	assert.Equal(t, []string{"kubeconfig"}, s.DiffConfig(old, world.Props{"kubeconfig": kubernetes.Kubeconfig("https://other")}).Replace)
}
