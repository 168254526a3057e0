package addons

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/versions"
)

// TypeLoadBalancerController is the type token of LoadBalancerController.
// Changing it needs an alias.
const TypeLoadBalancerController = "drydock:addons:LoadBalancerController"

// DefaultBalancerClass is the ingress class of the controller.
const DefaultBalancerClass = "alb"

// balancerAccount is the controller's service account.
const balancerAccount = "aws-load-balancer-controller"

// LoadBalancerControllerArgs are the settings of a LoadBalancerController.
type LoadBalancerControllerArgs struct {
	// Cluster to install into. Required.
	Cluster cluster.Cluster
	// VPCID is the VPC of the cluster. Required.
	VPCID pulumi.StringInput
	// Class of the ingresses that it serves. Empty means
	// DefaultBalancerClass.
	Class string
	// ServiceClass takes over every Service of the type LoadBalancer. Without
	// it the controller serves those that ask for it.
	ServiceClass bool
	// Replicas of the pod, at least 2. Zero means DefaultReplicas.
	Replicas int
	// Workload is how it gets its role.
	Workload Workload
}

// LoadBalancerController makes load balancers for ingresses and services. It
// is for those who want them made by the cluster: the library's own are made
// by the program, which knows what it made.
//
// What the controller made goes when its ingress or service does. So those
// must be deleted while it runs: give them DependsOn(Ready()). When the whole
// cluster goes, its sweep takes away what is left: see package cluster.
type LoadBalancerController struct {
	pulumi.ResourceState

	// Class of the ingresses that it serves.
	Class string `pulumi:"class"`
	// RoleARN is its role in AWS.
	RoleARN pulumi.StringOutput `pulumi:"roleArn"`
	// ChartVersion that is installed.
	ChartVersion string `pulumi:"chartVersion"`

	ready []pulumi.Resource
}

func (a LoadBalancerControllerArgs) withDefaults() LoadBalancerControllerArgs {
	if a.Class == "" {
		a.Class = DefaultBalancerClass
	}
	if a.Replicas == 0 {
		a.Replicas = DefaultReplicas
	}
	return a
}

// CheckLoadBalancerController returns what is wrong with the arguments,
// without installing anything.
func CheckLoadBalancerController(name string, args *LoadBalancerControllerArgs) error {
	_, err := planBalancers(name, args)
	return err
}

func planBalancers(name string, args *LoadBalancerControllerArgs) (LoadBalancerControllerArgs, error) {
	if args == nil {
		args = &LoadBalancerControllerArgs{}
	}
	a := args.withDefaults()
	p := component.NewProblems("load balancer controller", name)
	checkCluster(p, a.Cluster)
	if a.VPCID == nil {
		p.Add("VPCID", nil, "not given, and pods cannot ask the instance", "pass the id of the cluster's VPC")
	}
	if form := nameForm; !form.MatchString(a.Class) {
		p.Add("Class", a.Class, badName, "change it")
	}
	checkReplicas(p, a.Replicas)
	checkWorkload(p, name, a.Cluster, a.Workload)
	checkRegion(p, a.Cluster)
	return a, p.Err()
}

// NewLoadBalancerController installs the AWS Load Balancer Controller from
// its chart. The error, if the arguments are wrong, has one line for each
// problem, and nothing is registered.
func NewLoadBalancerController(
	ctx *pulumi.Context, name string, args *LoadBalancerControllerArgs, opts ...pulumi.ResourceOption,
) (*LoadBalancerController, error) {
	a, err := planBalancers(name, args)
	if err != nil {
		return nil, err
	}
	chart := versions.LoadBalancerController()
	l := &LoadBalancerController{Class: a.Class, ChartVersion: chart.Version}
	inputs := pulumi.Map{
		"cluster": pulumi.String(a.Cluster.Name), "class": pulumi.String(a.Class), "replicas": pulumi.Int(a.Replicas),
	}
	i, err := begin(ctx, TypeLoadBalancerController, name, a.Cluster, inputs, l, opts)
	if err != nil {
		return nil, err
	}
	role, err := i.role(a.Workload, systemNamespace, balancerAccount, permissions{policies: map[string]identity.Source{
		"balancers": mayBalance(partition(a.Cluster), a.Cluster.Region),
	}})
	if err != nil {
		return nil, err
	}
	values := a.Values()
	put(values, a.VPCID, "vpcId")
	put(values, clusterName(a.Cluster), "clusterName")
	annotate(values, role, "serviceAccount")
	release, err := i.release(chart, systemNamespace, values, role.Ready()...)
	if err != nil {
		return nil, err
	}
	l.RoleARN, l.ready = role.ARN, []pulumi.Resource{release}
	return l, component.Publish(ctx, l)
}

// Ready is what must be there before an ingress of the class, and what must
// stay until the last of them is gone.
func (l *LoadBalancerController) Ready() []pulumi.Resource { return slices.Clone(l.ready) }

// clusterName is the name under which controllers tag what they make: that in
// EKS, which may be known only later.
func clusterName(c cluster.Cluster) pulumi.StringInput {
	if c.Identity != nil && c.Identity.ClusterName != nil {
		return c.Identity.ClusterName
	}
	return pulumi.String(c.Name)
}

// Values are the chart's values for the settings, without the cluster's name,
// the VPC and the role.
func (a LoadBalancerControllerArgs) Values() map[string]any {
	a = a.withDefaults()
	return map[string]any{
		"region": a.Cluster.Region, "ingressClass": a.Class, "replicaCount": a.Replicas,
		"serviceAccount":              map[string]any{"name": balancerAccount},
		"enableServiceMutatorWebhook": a.ServiceClass,
		"enableShield":                false, "enableWaf": false, "enableWafv2": false,
		"podDisruptionBudget":       map[string]any{"maxUnavailable": 1},
		"topologySpreadConstraints": spreadOver(map[string]any{"app.kubernetes.io/name": "aws-load-balancer-controller"}),
		"podSecurityContext":        restrictedPod(), "securityContext": restrictedContainer(),
		"resources": small("192Mi"),
	}
}
