package kubernetes_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const service = "kubernetes:core/v1:Service"

// balanced is a service of type LoadBalancer with these annotations.
func balanced(annotations string) string {
	return "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: app, annotations: {" + annotations + "}}, " +
		"spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}"
}

const (
	asNetwork  = "service.beta.kubernetes.io/aws-load-balancer-type: nlb"
	asInternal = "service.beta.kubernetes.io/aws-load-balancer-internal: 'true'"
)

func TestAServiceGetsAClassicBalancerThatHoldsItsNetwork(t *testing.T) {
	a := newEstate(t)
	must(t, a.cluster, web())
	before := a.snapshot()
	id, out := must(t, a.cluster, balanced(""))
	assert.Regexp(t, `^a[0-9a-f]{31}-\d{9}\.eu-central-1\.elb\.amazonaws\.com$`, out.Map("status").Map("loadBalancer").Maps("ingress")[0].Str("hostname"))
	assert.Equal(t, map[string]int{kubernetes.KindClassicBalancer: 1, api.SecurityGroup: 1, api.IngressRule: 1, api.NetworkInterface: 2}, a.outside(before))

	lb, group := a.has(kubernetes.KindClassicBalancer, before)[0], a.has(api.SecurityGroup, before)[0]
	assert.Equal(t, map[string]any{"kubernetes.io/service-name": "app/web", "kubernetes.io/cluster/dev": "owned"}, lb.Props["tags"])
	assert.Equal(t, "k8s-elb-"+lb.ID, group.Props.Str("name"))
	assert.Equal(t, "Security group for Kubernetes ELB "+lb.ID+" (app/web)", group.Props.Str("description"))
	assert.Equal(t, map[string]any{"kubernetes.io/cluster/dev": "owned"}, group.Props["tags"])
	rule := a.has(api.IngressRule, before)[0]
	assert.Equal(t, a.group, rule.Props.Str("securityGroupId"))
	assert.Equal(t, group.ID, rule.Props.Str("referencedSecurityGroupId"))
	for _, eni := range a.has(api.NetworkInterface, before) {
		assert.Equal(t, "ELB "+lb.ID, eni.Props.Str("description"))
		assert.True(t, eni.Props.Bool("requesterManaged"))
		assert.Equal(t, []string{group.ID}, eni.Props.Strs("securityGroups"))
		assert.Equal(t, "DependencyViolation", a.refuses(api.Subnet, eni.Props.Str("subnetId")))
	}
	assert.Equal(t, "DependencyViolation", a.refuses(api.SecurityGroup, group.ID))
	assert.Equal(t, "DependencyViolation", a.refuses(api.VPC, a.vpc))

	a.deleteIn(service, id)
	assert.Empty(t, a.outside(before), "the finalizer takes it all away")
}

func TestABalancerLiesWhereTheTagsSay(t *testing.T) {
	role := func(name string) map[string]any { return map[string]any{"kubernetes.io/role/" + name: "1"} }
	for name, tt := range map[string]struct {
		annotations string
		tags        map[string]map[string]any
		// want are the zones' subnets, "spare" or "public" where the identifiers decide.
		want []string
	}{
		"the role decides between two of a zone": {"", map[string]map[string]any{"spare-a": role("elb"), "public-b": role("elb")}, []string{"public-b", "spare-a"}},
		"the cluster's tag decides next":         {"", map[string]map[string]any{"spare-a": {"kubernetes.io/cluster/dev": "shared"}, "spare-b": {"kubernetes.io/cluster/dev": "shared"}}, []string{"spare-a", "spare-b"}},
		"another cluster's subnets are not taken": {"", map[string]map[string]any{
			"spare-a": {"kubernetes.io/cluster/other": "shared"}, "spare-b": {"kubernetes.io/cluster/other": "shared"},
		}, []string{"public-a", "public-b"}},
		"an internal one": {asInternal, map[string]map[string]any{"private-a": role("internal-elb"), "private-b": role("internal-elb")}, []string{"private-a", "private-b"}},
		"a network one":   {asNetwork, map[string]map[string]any{"public-a": role("elb"), "spare-b": role("elb")}, []string{"public-a", "spare-b"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newEstate(t)
			must(t, a.cluster, web())
			for subnet, tags := range tt.tags {
				a.tag(subnet, tags)
			}
			before := a.snapshot()
			must(t, a.cluster, balanced(tt.annotations))
			var ids []string
			for _, eni := range a.has(api.NetworkInterface, before) {
				ids = append(ids, eni.Props.Str("subnetId"))
			}
			assert.Equal(t, tt.want, a.subnetsOf(ids))
		})
	}
}

func TestANetworkBalancerComesWithItsListenersAndGoesWithItsService(t *testing.T) {
	a := newEstate(t)
	must(t, a.cluster, web())
	before := a.snapshot()
	id, out := must(t, a.cluster, balanced(asNetwork))
	assert.Regexp(t, `^a[0-9a-f]{31}-[0-9a-f]{16}\.elb\.eu-central-1\.amazonaws\.com$`, out.Map("status").Map("loadBalancer").Maps("ingress")[0].Str("hostname"))
	assert.Equal(t, map[string]int{
		api.LoadBalancer: 1, api.Listener: 1, api.TargetGroup: 1, api.TargetAttachment: 2, api.NetworkInterface: 2, api.IngressRule: 1,
	}, a.outside(before))
	lb := a.has(api.LoadBalancer, before)[0]
	assert.Equal(t, "owned", lb.Props.Map("tags").Str("kubernetes.io/cluster/dev"))
	rule := a.has(api.IngressRule, before)[0]
	assert.Equal(t, "kubernetes.io/rule/nlb/client="+lb.Props.Str("name"), rule.Props.Str("description"))
	nodePort := out.Map("spec").Maps("ports")[0].Int("nodePort")
	assert.Equal(t, []int{nodePort, nodePort}, []int{rule.Props.Int("fromPort"), a.has(api.TargetGroup, before)[0].Props.Int("port")})

	_, err := change(t, a.cluster, id, "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: app}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}")
	require.NoError(t, err)
	assert.Empty(t, a.outside(before), "a service of another type needs none")
}

func TestWhatControllersMadeOutlivesTheCluster(t *testing.T) {
	a := newEstate(t)
	before := a.snapshot()
	must(t, a.cluster, web())
	must(t, a.cluster, balanced(""))
	a.loseCluster()
	assert.Equal(t, map[string]int{kubernetes.KindClassicBalancer: 1, api.SecurityGroup: 1, api.IngressRule: 1, api.NetworkInterface: 2}, a.outside(before))
	for _, o := range a.has(kubernetes.KindClassicBalancer, before) {
		assert.Empty(t, o.Owner)
	}
}

func TestAServiceWithoutABalancerSaysWhy(t *testing.T) {
	for name, tt := range map[string]struct {
		annotations string
		given       func(a *estate)
		why         []string
	}{
		"no public subnet": {"", func(a *estate) {
			for _, subnet := range []string{"public-a", "public-b", "spare-a", "spare-b"} {
				a.tag(subnet, map[string]any{"kubernetes.io/cluster/other": "owned"})
			}
		}, []string{"[SyncLoadBalancerFailed] Error syncing load balancer: failed to ensure load balancer: could not find any suitable subnets for creating the ELB"}},
		"too many balancers": {asNetwork, func(a *estate) { a.Set("quota:elasticloadbalancing/L-69A177A2", "0") }, []string{
			"[SyncLoadBalancerFailed] Error syncing load balancer: failed to ensure load balancer: error creating load balancer: " +
				"TooManyLoadBalancers: The maximum number of load balancers has been reached",
		}},
		"another controller's": {"service.beta.kubernetes.io/aws-load-balancer-type: external", nil, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newEstate(t)
			must(t, a.cluster, web())
			if tt.given != nil {
				tt.given(a)
			}
			before := a.snapshot()
			_, _, err := apply(t, a.cluster, balanced(tt.annotations))
			got := reasons(t, err)
			require.Equal(t, "Service was not allocated an IP address; does your cloud provider support this?", got[0])
			assert.Equal(t, tt.why, got[1:])
			assert.Empty(t, a.outside(before), "what was begun is taken back")
		})
	}
}

func TestTwoTaggedGroupsKeepABalancerFromItsNodes(t *testing.T) {
	a := newEstate(t)
	must(t, a.cluster, web())
	second := a.make(api.SecurityGroup, world.Props{"name": "more", "vpcId": a.vpc, "tags": map[string]any{"kubernetes.io/cluster/dev": "owned"}})
	a.change("a second group", func(c *world.Call) {
		c.Find(api.Instance, a.nodes[0]).Props["vpcSecurityGroupIds"] = []any{a.group, second}
	})
	_, _, err := apply(t, a.cluster, balanced(""))
	assert.Contains(t, reasons(t, err)[1], "Multiple tagged security groups found for instance "+a.nodes[0]+"; ensure only the k8s security group is tagged; the tagged groups were")
}
