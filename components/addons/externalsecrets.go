package addons

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/internal/versions"
)

// TypeExternalSecrets is the type token of ExternalSecrets. Changing it needs
// an alias.
const TypeExternalSecrets = "drydock:addons:ExternalSecrets"

// Defaults of ExternalSecretsArgs.
const (
	DefaultSecretsNamespace = "external-secrets"
	secretsAccount          = "external-secrets"
)

// SecretStore is the name of the ClusterSecretStore for AWS Secrets Manager.
const SecretStore = "aws-secrets-manager"

// prefixForm is what names of secrets can begin with:
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
var prefixForm = regexp.MustCompile(`^[0-9A-Za-z/_+=.@-]{3,500}$`)

// ExternalSecretsArgs are the settings of ExternalSecrets.
type ExternalSecretsArgs struct {
	// Cluster to install into. Required.
	Cluster cluster.Cluster
	// Prefixes of the names of the secrets that it may read, such as
	// "dev/app/". At least one, or an archive.
	Prefixes []string
	// Archives of certificates that it may read and write.
	Archives []*CertificateArchive
	// Namespaces whose objects may use the store. Required: whoever can make
	// an ExternalSecret in one of them can read all that the role can.
	Namespaces []string
	// Namespace that it runs in, made by the component. Empty means
	// DefaultSecretsNamespace.
	Namespace string
	// Replicas of each pod, at least 2. Zero means DefaultReplicas.
	Replicas int
	// Workload is how it gets its role.
	Workload Workload
}

// ExternalSecrets copies secrets between AWS Secrets Manager and the cluster.
type ExternalSecrets struct {
	pulumi.ResourceState

	// Namespace that it runs in.
	Namespace string `pulumi:"namespace"`
	// RoleARN is its role in AWS.
	RoleARN pulumi.StringOutput `pulumi:"roleArn"`
	// ChartVersion that is installed.
	ChartVersion string `pulumi:"chartVersion"`

	ready      []pulumi.Resource
	namespaces []string
	archives   []*CertificateArchive
}

func (a ExternalSecretsArgs) withDefaults() ExternalSecretsArgs {
	if a.Namespace == "" {
		a.Namespace = DefaultSecretsNamespace
	}
	if a.Replicas == 0 {
		a.Replicas = DefaultReplicas
	}
	a.Prefixes, a.Archives, a.Namespaces = slices.Clone(a.Prefixes), slices.Clone(a.Archives), slices.Clone(a.Namespaces)
	return a
}

// CheckExternalSecrets returns what is wrong with the arguments, without
// installing anything.
func CheckExternalSecrets(name string, args *ExternalSecretsArgs) error {
	_, err := planExternalSecrets(name, args)
	return err
}

func planExternalSecrets(name string, args *ExternalSecretsArgs) (ExternalSecretsArgs, error) {
	if args == nil {
		args = &ExternalSecretsArgs{}
	}
	a := args.withDefaults()
	p := component.NewProblems("external secrets", name)
	checkCluster(p, a.Cluster)
	if len(a.Prefixes)+len(a.Archives) == 0 {
		p.Add("Prefixes", nil, "none given, so it could read nothing", `name the beginning of the secrets' names, such as "dev/app/"`)
	}
	form := prefixForm
	for _, prefix := range a.Prefixes {
		if !form.MatchString(prefix) {
			p.Add("Prefixes", prefix, "not the beginning of names of at least 3 letters, digits and /_+=.@-", `write it as "dev/app/"`)
		}
	}
	for n, archive := range a.Archives {
		if archive == nil {
			p.Add(fmt.Sprintf("Archives[%d]", n), nil, "nil", "pass an archive or leave it out")
		}
	}
	if len(a.Namespaces) == 0 {
		p.Add("Namespaces", nil, "none given, so nobody could use the store", "name the namespaces that may")
	}
	checkNamed(p, "Namespaces", a.Namespaces)
	checkNamespace(p, a.Namespace)
	checkReplicas(p, a.Replicas)
	checkWorkload(p, name, a.Cluster, a.Workload)
	checkRegion(p, a.Cluster)
	return a, p.Err()
}

// NewExternalSecrets installs the External Secrets Operator from its chart,
// and a store for AWS Secrets Manager. The error, if the arguments are wrong,
// has one line for each problem, and nothing is registered.
func NewExternalSecrets(
	ctx *pulumi.Context, name string, args *ExternalSecretsArgs, opts ...pulumi.ResourceOption,
) (*ExternalSecrets, error) {
	a, err := planExternalSecrets(name, args)
	if err != nil {
		return nil, err
	}
	chart := versions.ExternalSecrets()
	e := &ExternalSecrets{Namespace: a.Namespace, ChartVersion: chart.Version, namespaces: a.Namespaces, archives: a.Archives}
	inputs := pulumi.Map{
		"cluster": pulumi.String(a.Cluster.Name), "prefixes": pulumi.ToStringArray(a.Prefixes),
		"namespaces": pulumi.ToStringArray(a.Namespaces), "replicas": pulumi.Int(a.Replicas),
	}
	i, err := begin(ctx, TypeExternalSecrets, name, a.Cluster, inputs, e, opts)
	if err != nil {
		return nil, err
	}
	role, release, err := i.operator(chart, a.Namespace, secretsAccount, a.Values(), a.Workload, permissions{policies: a.policies()})
	if err != nil {
		return nil, err
	}
	store, err := i.object("store", a.store(), release)
	if err != nil {
		return nil, err
	}
	e.RoleARN, e.ready = role.ARN, []pulumi.Resource{release, store}
	return e, component.Publish(ctx, e)
}

// Ready is what must be there before an ExternalSecret or a PushSecret is
// made: the definitions, the webhook and the store.
func (e *ExternalSecrets) Ready() []pulumi.Resource { return slices.Clone(e.ready) }

// store reads with the operator's own role, so it needs no credentials.
func (a ExternalSecretsArgs) store() kube.Manifest {
	return kube.Unstructured(map[string]any{
		"apiVersion": "external-secrets.io/v1", "kind": "ClusterSecretStore",
		"metadata": map[string]any{"name": SecretStore, "annotations": map[string]any{waitFor: untilReady}},
		"spec": map[string]any{
			"provider":   map[string]any{"aws": map[string]any{"service": "SecretsManager", "region": a.Cluster.Region}},
			"conditions": []any{map[string]any{"namespaces": a.Namespaces}},
		},
	})
}

// Values are the chart's values for the settings, without the role.
func (a ExternalSecretsArgs) Values() map[string]any {
	a = a.withDefaults()
	budget := func() map[string]any { return map[string]any{"enabled": true, "minAvailable": 1} }
	part := func(name string) map[string]any {
		return map[string]any{
			"replicaCount": a.Replicas, "podDisruptionBudget": budget(), "resources": small("96Mi"),
			"topologySpreadConstraints": spreadOver(map[string]any{"app.kubernetes.io/name": name}),
		}
	}
	values := part("external-secrets")
	values["resources"] = small("128Mi")
	// Only one of several replicas works at a time.
	values["leaderElect"] = true
	values["serviceAccount"] = map[string]any{"name": secretsAccount}
	values["webhook"] = part("external-secrets-webhook")
	values["certController"] = part("external-secrets-cert-controller")
	return values
}
