package cluster

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lambda"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/sweep"
	"github.com/drydock-iac/drydock/internal/versions"
)

// sweepMemory of the function, in MB. It has an SDK to load.
const sweepMemory = 256

// maxFunctionName is the longest name of a function:
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
const maxFunctionName = 64

// sweeping is a cluster as its sweep sees it.
type sweeping struct {
	ctx  *pulumi.Context
	name string
	// parent is the cluster's component.
	parent pulumi.Resource
	// kind of the cluster, "eks" or "rke": two of one name may be in a region.
	kind    string
	cluster string
	network network.Placement
	// groups are the ids of the program's own security groups, to which
	// controllers add rules that refer to theirs.
	groups []pulumi.StringInput
	// managed and keepVolumes are as in sweep.Input.
	managed, keepVolumes bool
	retention            int
	tags                 map[string]string
}

// make makes the function and its invocation, which does nothing until it is
// deleted; then it takes away what controllers of the cluster left in AWS.
//
// The order of a deletion is that of creation the other way round. What runs
// controllers must depend on the result, so that none of them lives when the
// function runs; and the result depends on what cannot go before the things
// that controllers made are gone: subnets with their routes, and the security
// groups. Public subnets count with their way out, for an internet gateway
// stays while a balancer has a public address behind it.
func (s sweeping) make() (pulumi.Resource, error) {
	role, err := identity.NewRole(s.ctx, s.child(), &identity.RoleArgs{
		Trust: identity.TrustService("lambda"), Partition: identity.PartitionOf(s.network.Region), Tags: s.tags,
		Policies: map[string]identity.Source{"sweep": s.maySweep(), "logs": s.mayLog()},
	}, s.own())
	if err != nil {
		return nil, err
	}
	name := s.child("logs")
	logs, err := cloudwatch.NewLogGroup(s.ctx, name, &cloudwatch.LogGroupArgs{
		Name: pulumi.String(s.logGroup()), RetentionInDays: pulumi.Int(s.retention), Tags: s.tagged(name),
	}, s.own())
	if err != nil {
		return nil, err
	}
	name = s.child("function")
	runtime := versions.PythonRuntime()
	function, err := lambda.NewFunction(s.ctx, name, &lambda.FunctionArgs{
		// Its name is given, so that a function that somebody deleted is made
		// again under the name that its invocation knows.
		Name:          pulumi.String(s.function()),
		Description:   pulumi.String("Takes away what controllers of the Kubernetes cluster " + s.cluster + " left, when it goes"),
		Role:          role.ARN,
		Runtime:       pulumi.String(runtime.Name),
		Handler:       pulumi.String(sweep.Handler),
		Timeout:       pulumi.Int(int(sweep.Timeout.Seconds())),
		MemorySize:    pulumi.Int(sweepMemory),
		Code:          sweepCode(),
		LoggingConfig: &lambda.FunctionLoggingConfigArgs{LogFormat: pulumi.String("Text"), LogGroup: logs.Name},
		Tags:          s.tagged(name),
	}, s.own())
	if err != nil {
		return nil, err
	}
	input := s.network.VPCID.ApplyT(func(vpc string) string {
		return sweep.Input{Cluster: s.cluster, VPC: vpc, Managed: s.managed, KeepVolumes: s.keepVolumes}.JSON()
	}).(pulumi.StringOutput)
	return lambda.NewInvocation(s.ctx, s.child("run"), &lambda.InvocationArgs{
		FunctionName: function.Name, Input: input,
		// Invoked on a deletion, too. Otherwise it would be made and forgotten.
		// The provider waits for the answer as long as the function runs, and a
		// failure of the function is one of the deletion: the state keeps the
		// invocation, and with it all that must outlive it.
		// https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/lambda/invocation.go
		// Its connection is silent meanwhile but for a keep-alive every 30 s. A
		// gateway or proxy on the way that breaks it makes the provider invoke
		// the function again, which does no harm: what one of two sweeps deleted
		// is gone for the other.
		// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
		LifecycleScope: pulumi.String("CRUD"),
	}, s.own(), pulumi.DependsOn(role.Policies()), s.outlivedBy())
}

func (s sweeping) child(parts ...string) string {
	return component.Name(s.name, append([]string{"sweep"}, parts...)...)
}

func (s sweeping) own() pulumi.ResourceOrInvokeOption { return pulumi.Parent(s.parent) }

func (s sweeping) tagged(name string) pulumi.StringMap {
	tags := pulumi.ToStringMap(s.tags)
	tags["Name"] = pulumi.String(name)
	return tags
}

// function is its name in AWS.
func (s sweeping) function() string {
	return component.Physical(maxFunctionName, s.kind, s.cluster, "sweep")
}

func (s sweeping) logGroup() string { return "/aws/lambda/" + s.function() }

// outlivedBy is the option that keeps the security groups and subnets until
// the sweep is through.
func (s sweeping) outlivedBy() pulumi.ResourceOption {
	var ids []any
	for _, group := range s.groups {
		ids = append(ids, group)
	}
	for _, subnet := range s.network.Subnets {
		if subnet.Kind == network.Public {
			ids = append(ids, subnet.Ready)
		} else {
			ids = append(ids, subnet.ID)
		}
	}
	none := pulumi.All(ids...).ApplyT(func([]any) []pulumi.Resource { return nil }).(pulumi.ResourceArrayOutput)
	return pulumi.DependsOnInputs(none)
}

// sweepCode is the function's archive.
func sweepCode() pulumi.Archive {
	files := map[string]any{}
	for name, text := range sweep.Files() {
		files[name] = pulumi.NewStringAsset(text)
	}
	return pulumi.NewAssetArchive(files)
}
