package kubernetes_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// delegating is an estate in which the AWS Load Balancer Controller runs, with
// these values, as a role that may do everything that policy says.
func delegating(t *testing.T, values map[string]any, actions ...any) *estate {
	t.Helper()
	a := newEstate(t)
	a.Seed(&world.Object{Kind: api.Role, ID: "balancers", Props: world.Props{"arn": "arn:aws:iam::111122223333:role/balancers"}})
	a.Seed(&world.Object{Kind: api.RolePolicy, ID: "balancers:may", Props: world.Props{
		"role": "balancers", "policy": policyOf(t, actions),
	}})
	a.Seed(&world.Object{Kind: api.Addon, ID: "dev:eks-pod-identity-agent", Scope: region, Props: world.Props{"clusterName": "dev", "addonName": "eks-pod-identity-agent"}})
	a.Seed(&world.Object{Kind: api.PodIdentity, ID: "a-1", Scope: region, Props: world.Props{
		"clusterName": "dev", "namespace": "kube-system", "serviceAccount": "controller-aws-load-balancer-controller", "roleArn": "arn:aws:iam::111122223333:role/balancers",
	}})
	in := world.Props{
		"name": "controller", "chart": "aws-load-balancer-controller", "version": "3.5.0", "namespace": "kube-system",
		"repositoryOpts": map[string]any{"repo": "https://aws.github.io/eks-charts"}, "values": values,
	}
	const token = "kubernetes:helm.sh/v3:Release"
	checked, fails, err := a.cluster.Check(urnOf(token, in), token, nil, in)
	require.NoError(t, err)
	require.Empty(t, fails)
	_, _, err = a.cluster.Create(urnOf(token, in), token, checked, false)
	require.NoError(t, err)
	must(t, a.cluster, web())
	return a
}

func policyOf(t *testing.T, actions []any) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{"Effect": "Allow", "Action": actions, "Resource": "*"}}})
	require.NoError(t, err)
	return string(text)
}

// classed is a service of the controller's class.
func classed(annotations string) string {
	return "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: app, annotations: {" + annotations + "}}, " +
		"spec: {type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}"
}

var ofController = map[string]int{
	api.LoadBalancer: 1, api.Listener: 1, api.TargetGroup: 1, api.TargetAttachment: 2, api.NetworkInterface: 2, api.SecurityGroup: 2, api.IngressRule: 1,
}

func TestTheControllersBalancerIsInternalAndTaggedByItsWay(t *testing.T) {
	a := delegating(t, nil, "elasticloadbalancing:*", "ec2:*")
	before := a.snapshot()
	id, _ := must(t, a.cluster, classed(""))
	assert.Equal(t, ofController, a.outside(before))
	lb := a.has(api.LoadBalancer, before)[0]
	assert.True(t, lb.Props.Bool("internal"))
	assert.Regexp(t, `^k8s-app-web-[0-9a-f]{10}$`, lb.Props.Str("name"))
	assert.Equal(t, map[string]any{"elbv2.k8s.aws/cluster": "dev", "service.k8s.aws/stack": "app/web", "service.k8s.aws/resource": "LoadBalancer"}, lb.Props["tags"])
	assert.Equal(t, []string{"private-a", "private-b"}, a.subnetsOf(lb.Props.Strs("subnets")))
	rule := a.has(api.IngressRule, before)[0].Props
	var shared world.Object
	for _, o := range a.has(api.SecurityGroup, before) {
		if o.Props.Map("tags").Str("elbv2.k8s.aws/resource") == "backend-sg" {
			shared = o
		}
	}
	assert.Equal(t, []string{a.group, shared.ID}, []string{rule.Str("securityGroupId"), rule.Str("referencedSecurityGroupId")})
	a.deleteIn(service, id)
	assert.Empty(t, a.outside(before), "with its last balancer goes the group that they share")
}

func TestTheSharedGroupStaysForTheOtherBalancers(t *testing.T) {
	a := delegating(t, nil, "elasticloadbalancing:*", "ec2:*")
	a.tag("public-a", map[string]any{"kubernetes.io/role/elb": "1"})
	a.tag("public-b", map[string]any{"kubernetes.io/role/elb": "1"})
	before := a.snapshot()
	id, _ := must(t, a.cluster, classed("service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing"))
	assert.Equal(t, []string{"public-a", "public-b"}, a.subnetsOf(a.has(api.LoadBalancer, before)[0].Props.Strs("subnets")))
	must(t, a.cluster, "{apiVersion: v1, kind: Service, metadata: {name: again, namespace: app}, "+
		"spec: {type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}")
	a.deleteIn(service, id)
	assert.Equal(t, ofController, a.outside(before))
}

func TestTheControllersWebhookTakesServicesOverUnlessToldNot(t *testing.T) {
	for name, tt := range map[string]struct {
		values map[string]any
		want   string
	}{
		"by default": {nil, api.LoadBalancer},
		"told not":   {map[string]any{"enableServiceMutatorWebhook": false}, kubernetes.KindClassicBalancer},
	} {
		t.Run(name, func(t *testing.T) {
			a := delegating(t, tt.values, "elasticloadbalancing:*", "ec2:*")
			before := a.snapshot()
			must(t, a.cluster, balanced(""))
			assert.Len(t, a.has(tt.want, before), 1)
			assert.Equal(t, 1, a.outside(before)[api.LoadBalancer]+a.outside(before)[kubernetes.KindClassicBalancer])
		})
	}
}

func TestTheControllersBalancerOutlivesTheController(t *testing.T) {
	a := delegating(t, nil, "elasticloadbalancing:*", "ec2:*")
	before := a.snapshot()
	id, _ := must(t, a.cluster, classed(""))
	a.deleteIn("kubernetes:helm.sh/v3:Release", "kube-system/controller")
	a.deleteIn(service, id)
	assert.Equal(t, ofController, a.outside(before))
}

func TestAControllerWithoutPermissionMakesNothing(t *testing.T) {
	a := delegating(t, nil, "ec2:*")
	before := a.snapshot()
	_, _, err := apply(t, a.cluster, classed(""))
	assert.Contains(t, reasons(t, err)[1], "[FailedDeployModel] Failed deploy model due to AccessDeniedException: User: arn:aws:sts::")
	assert.Contains(t, reasons(t, err)[1], "is not authorized to perform: elasticloadbalancing:CreateLoadBalancer on resource: *")
	assert.Empty(t, a.outside(before))
}
