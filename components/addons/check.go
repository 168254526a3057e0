package addons

import (
	"cmp"
	"fmt"
	"regexp"
	"time"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/component"
)

const badName = "not a name of at most 63 lower-case letters, digits and hyphens"

// objectNameForm is of https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
var objectNameForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`)

func checkCluster(p *component.Problems, c cluster.Cluster) {
	if !c.Valid() {
		p.Add("Cluster", nil, "not given", "pass the Cluster of an EKS or Existing")
	}
}

func checkNamespace(p *component.Problems, namespace string) {
	form := nameForm
	if !form.MatchString(namespace) {
		p.Add("Namespace", namespace, badName, "change it")
	}
}

func checkReplicas(p *component.Problems, n int) {
	if n < DefaultReplicas {
		p.Add("Replicas", n, "too few to lose one", fmt.Sprintf("have at least %d", DefaultReplicas))
	}
}

// checkWorkload says whether the pods of an add-on can have a role. A cluster
// that is only planned may get an identity yet.
func checkWorkload(p *component.Problems, name string, c cluster.Cluster, w Workload) {
	switch w.Method {
	case "", cluster.MethodPodIdentity, cluster.MethodOIDC:
	default:
		p.Add("Workload.Method", w.Method, "not a method",
			fmt.Sprintf("choose %q or %q", cluster.MethodPodIdentity, cluster.MethodOIDC))
	}
	// What the role's own name takes on top of the add-on's.
	if most := identity.MaxLogicalName - len("-aws-pods"); len(name) > most {
		p.Add("name", nil, fmt.Sprintf("%d characters, above %d, which leave room for the name of the role", len(name), most), "shorten it")
	}
	if !c.Valid() || c.Live() != nil {
		return
	}
	id, method := c.Identity, cmp.Or(w.Method, c.Identity.Method())
	switch {
	case id == nil:
		p.Add("Cluster", c.Name, "has no workload identity, and the pods need a role in AWS", "give the cluster an Identity")
	case method == cluster.MethodOIDC && (id.OIDC.ARN == nil || id.OIDC.Issuer == nil):
		p.Add("Workload.Method", w.Method, "the cluster has no OpenID Connect provider",
			fmt.Sprintf("choose %q", cluster.MethodPodIdentity))
	case method != cluster.MethodOIDC && id.ClusterName == nil:
		p.Add("Workload.Method", method, "the cluster is not one of EKS", fmt.Sprintf("choose %q", cluster.MethodOIDC))
	}
}

// checkRegion demands the region of the cluster, which controllers that call
// AWS must be told.
func checkRegion(p *component.Problems, c cluster.Cluster) {
	if c.Valid() && c.Live() == nil && c.Region == "" {
		p.Add("Cluster", c.Name, "has no Region, and the pods call AWS", "set ExistingArgs.Region")
	}
}

// checkDuration takes what Go's own notation and Kubernetes' agree on.
func checkDuration(p *component.Problems, field, value string, least time.Duration) {
	d, err := time.ParseDuration(value)
	switch {
	case err != nil:
		p.Add(field, value, "not a duration", `write it as "720h"`)
	case d < least:
		p.Add(field, value, fmt.Sprintf("below %s", least), "make it longer")
	}
}

// checkNamed demands distinct legal names.
func checkNamed(p *component.Problems, field string, names []string) {
	form := nameForm
	seen := map[string]bool{}
	for _, n := range names {
		switch {
		case !form.MatchString(n):
			p.Add(field, n, badName, "change it")
		case seen[n]:
			p.Add(field, n, "given twice", "leave one out")
		}
		seen[n] = true
	}
}
