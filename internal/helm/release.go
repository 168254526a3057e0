package helm

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/internal/versions"
)

// Token is the type token of a release.
const Token = "kubernetes:helm.sh/v3:Release"

// Release is an installed chart.
type Release struct {
	pulumi.CustomResourceState

	// Name of the release.
	Name pulumi.StringOutput `pulumi:"name"`
	// Namespace that the release is in.
	Namespace pulumi.StringOutput `pulumi:"namespace"`
	// Version of the chart.
	Version pulumi.StringOutput `pulumi:"version"`
	// Status of the release: appVersion, chart, name, namespace, revision,
	// status and version.
	Status pulumi.MapOutput `pulumi:"status"`
	// ResourceNames are the names of the objects in the release, by kind and
	// version ("Deployment.apps/apps/v1").
	ResourceNames pulumi.StringArrayMapOutput `pulumi:"resourceNames"`
}

// NewRelease installs a chart. The error, if the arguments are wrong, has one
// line for each problem, and nothing is registered.
func NewRelease(
	ctx *pulumi.Context, name string, args *ReleaseArgs, opts ...pulumi.ResourceOption,
) (*Release, error) {
	a, err := plan(name, args)
	if err != nil {
		return nil, err
	}
	inputs, err := a.inputs()
	if err != nil {
		return nil, err
	}
	release := &Release{}
	all := append([]pulumi.ResourceOption{pulumi.Version(versions.PulumiKubernetes)}, opts...)
	if err := ctx.RegisterResource(Token, name, inputs, release, all...); err != nil {
		return nil, err
	}
	return release, nil
}

func (a ReleaseArgs) inputs() (pulumi.Map, error) {
	values, err := kube.Input(a.Values)
	if err != nil {
		return nil, err
	}
	in := pulumi.Map{
		"chart":     pulumi.String(a.Chart),
		"version":   pulumi.String(a.Version),
		"name":      pulumi.String(a.Name),
		"namespace": pulumi.String(a.Namespace),
		"values":    values,
		"timeout":   pulumi.Int(a.Timeout),
		// The SDK's own resource sends this, too: it tells the provider that
		// the caller takes the inputs back unchanged.
		"compat":     pulumi.String("true"),
		"maxHistory": pulumi.Int(a.MaxHistory),
	}
	for key, on := range map[string]bool{
		"atomic":           a.Atomic,
		"cleanupOnFail":    a.CleanupOnFail,
		"createNamespace":  a.CreateNamespace,
		"dependencyUpdate": a.DependencyUpdate,
		"skipAwait":        a.SkipAwait,
		"skipCrds":         a.SkipCRDs,
		"waitForJobs":      a.WaitForJobs,
	} {
		if on {
			in[key] = pulumi.Bool(true)
		}
	}
	if a.Description != "" {
		in["description"] = pulumi.String(a.Description)
	}
	if repository := a.repository(); repository != nil {
		in["repositoryOpts"] = repository
	}
	return in, nil
}

// repository is where the chart is found, nil for one in a registry, whose
// name says it all.
func (a ReleaseArgs) repository() pulumi.Map {
	if a.Repository == "" {
		return nil
	}
	opts := pulumi.Map{"repo": pulumi.String(a.Repository)}
	if a.Username != nil {
		opts["username"] = a.Username
	}
	if a.Password != nil {
		opts["password"] = pulumi.ToSecret(a.Password)
	}
	return opts
}
