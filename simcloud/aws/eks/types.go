package eks

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Documents that state the rules.
const (
	docCluster   = "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html"
	docVersions  = "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html"
	docNetwork   = "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"
	docEndpoint  = "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html"
	docSecrets   = "https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html"
	docUpdate    = "https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html"
	docSkew      = "https://kubernetes.io/releases/version-skew-policy/"
	docDelete    = "https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteCluster.html"
	docQuotas    = "https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html"
	docNodeGroup = "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html"
	docTemplate  = "https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html"
	docIssue     = "https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html"
	docJoin      = "https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html#worker-node-fail"
	docAddon     = "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html"
	docAddons    = "https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html"
	docAccess    = "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html"
	docPolicies  = "https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html"
	docIdentity  = "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html"
	docTrust     = "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html"
)

// Quotas by service and quota code. Source: docQuotas.
const (
	QuotaClusters   = "eks/L-1194D53C" // clusters, 100
	QuotaNodeGroups = "eks/L-6D54EA21" // managed node groups per cluster, 30
	QuotaNodes      = "eks/L-BD136A63" // nodes per managed node group, 450
)

// Types are the resource types of the service.
func Types() []*world.Type {
	return []*world.Type{clusterType(), nodeGroupType(), addonType(), accessEntryType(), accessPolicyType(), podIdentityType()}
}

func operation(doing, name string) api.Op { return api.Op{Doing: doing, Service: "EKS", Name: name} }

func stamp(c *world.Call) string { return c.Now().UTC().Format(time.RFC3339) }

// invalid is the refusal of a parameter.
func invalid(op api.Op, message, doc string) error {
	return op.Refuse("InvalidParameterException", message, doc)
}

func inUse(op api.Op, message, doc string) error {
	return op.RefuseStatus(409, "ResourceInUseException", message, doc)
}

// ofCluster is the reference of everything in a cluster to it. It does not
// hold: DeleteCluster has rules of its own.
func ofCluster(op func(c *world.Call) api.Op) world.Ref {
	return world.Ref{Path: "clusterName", Kind: api.Cluster, Missing: func(c *world.Call, name string) error {
		return op(c).RefuseStatus(404, "ResourceNotFoundException", fmt.Sprintf("No cluster found for name: %s.", name), docCluster)
	}}
}

// A waitError is the provider's report of a resource that the service took and
// that then failed; issue holds the service's own code.
type waitError struct {
	text  string
	issue *world.Error
}

func (e *waitError) Error() string { return e.text + " (" + e.issue.Doc + ")" }
func (e *waitError) Unwrap() error { return e.issue }

func strs(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
