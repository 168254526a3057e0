package addons

import (
	"net/mail"
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/internal/component"
)

// Defaults of CertManagerArgs.
const (
	DefaultCertNamespace = "cert-manager"
	certAccount          = "cert-manager"
)

// CertManagerArgs are the settings of a CertManager.
type CertManagerArgs struct {
	// Cluster to install into. Required.
	Cluster cluster.Cluster
	// Namespace, made by the component. Empty means DefaultCertNamespace.
	Namespace string
	// Replicas of each of its pods, at least 2. Zero means DefaultReplicas.
	Replicas int
	// ACME makes the issuers Staging and Production. Nil makes neither.
	ACME *ACME
	// PrivateCA makes the issuer PrivateCA, with a root of its own that lives
	// and dies with the cluster.
	PrivateCA bool
	// Workload is how it gets its role, which only ACME needs.
	Workload Workload
}

// ACME are the settings of the issuers of Let's Encrypt, which prove names by
// records in a zone of Route 53.
type ACME struct {
	// Email for letters about the account, such as "ops@example.com".
	// Required.
	Email string
	// Zone in which names are proven, and the only one that the role can
	// change, and there only TXT records. Required.
	Zone *dns.Zone
}

func (a CertManagerArgs) withDefaults() CertManagerArgs {
	if a.Namespace == "" {
		a.Namespace = DefaultCertNamespace
	}
	if a.Replicas == 0 {
		a.Replicas = DefaultReplicas
	}
	return a
}

// CheckCertManager returns what is wrong with the arguments, without
// installing anything.
func CheckCertManager(name string, args *CertManagerArgs) error {
	_, err := planCertManager(name, args)
	return err
}

// reserved are domains of documents, of which Let's Encrypt takes no address:
// https://www.rfc-editor.org/rfc/rfc2606#section-3
var reserved = regexp.MustCompile(`@example\.(com|net|org)$`)

func planCertManager(name string, args *CertManagerArgs) (CertManagerArgs, error) {
	if args == nil {
		args = &CertManagerArgs{}
	}
	a := args.withDefaults()
	p := component.NewProblems("cert-manager", name)
	checkCluster(p, a.Cluster)
	checkNamespace(p, a.Namespace)
	checkReplicas(p, a.Replicas)
	if a.ACME == nil {
		return a, p.Err()
	}
	address, err := mail.ParseAddress(a.ACME.Email)
	switch forbidden := reserved; {
	case err != nil || address.Address != a.ACME.Email:
		p.Add("ACME.Email", a.ACME.Email, "not an address", `write it as "ops@your-domain"`)
	case forbidden.MatchString(a.ACME.Email):
		p.Add("ACME.Email", a.ACME.Email, "in a domain that Let's Encrypt takes no address of", "give one that is read")
	}
	switch {
	case a.ACME.Zone == nil:
		p.Add("ACME.Zone", nil, "not given", "pass the zone in which names are proven")
	case a.ACME.Zone.Private:
		p.Add("ACME.Zone", a.ACME.Zone.Domain, "private, so that Let's Encrypt sees nothing in it", "pass the public zone")
	}
	checkWorkload(p, name, a.Cluster, a.Workload)
	checkRegion(p, a.Cluster)
	return a, p.Err()
}

func (a CertManagerArgs) inputs() pulumi.Map {
	in := pulumi.Map{
		"cluster": pulumi.String(a.Cluster.Name), "replicas": pulumi.Int(a.Replicas), "privateCA": pulumi.Bool(a.PrivateCA),
	}
	if a.ACME != nil {
		in["domain"] = pulumi.String(a.ACME.Zone.Domain)
	}
	return in
}

// Values are the chart's values for the settings, without the role.
func (a CertManagerArgs) Values() map[string]any {
	a = a.withDefaults()
	part := func(component, memory string) map[string]any {
		return map[string]any{
			"replicaCount":        a.Replicas,
			"podDisruptionBudget": map[string]any{"enabled": true, "minAvailable": 1},
			"resources":           small(memory),
			"topologySpreadConstraints": spreadOver(map[string]any{
				"app.kubernetes.io/instance": "cert-manager", "app.kubernetes.io/component": component,
			}),
		}
	}
	values := part("controller", "128Mi")
	values["webhook"] = part("webhook", "64Mi")
	values["cainjector"] = part("cainjector", "160Mi")
	values["crds"] = map[string]any{"enabled": true, "keep": true}
	values["serviceAccount"] = map[string]any{"name": certAccount}
	// Otherwise it would ask for rights in kube-system.
	values["global"] = map[string]any{"leaderElection": map[string]any{"namespace": a.Namespace}}
	return values
}
