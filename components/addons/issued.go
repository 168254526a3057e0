package addons

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/kube"
)

// TypeIssuedCertificate is the type token of IssuedCertificate. Changing it
// needs an alias.
const TypeIssuedCertificate = "drydock:addons:IssuedCertificate"

// maxCommonName is the longest name that fits the field which old clients
// read: https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1
const maxCommonName = 64

// dnsNameForm is a domain name of at least two labels, the first of which may
// be a wildcard: https://www.rfc-editor.org/rfc/rfc6125#section-6.4.3
var dnsNameForm = regexp.MustCompile(`^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

// IssuedCertificateArgs are the settings of an IssuedCertificate.
type IssuedCertificateArgs struct {
	// CertManager that issues it. Required.
	CertManager *CertManager
	// Issuer is Staging when empty. It must be one that CertManager has.
	Issuer Issuer
	// Namespace of the certificate and its secret. Required. It must exist:
	// After says what makes it.
	Namespace string
	// SecretName of the secret with the certificate and its key. Empty means
	// the component's name.
	SecretName string
	// Names that it covers, such as "app.example.com" or "*.example.com"; the
	// first is its common name. At least one.
	Names []string
	// Archive keeps it outside the cluster and brings it back. Nil means that
	// a cluster made anew asks for another, which Production allows five
	// times a week.
	Archive *CertificateArchive
	// Store is what reads and writes the archive. Required with Archive, and
	// Archive must be among its Archives and Namespace among its Namespaces.
	Store *ExternalSecrets
	// After is what must be there before, such as the namespace.
	After []pulumi.Resource
}

// IssuedCertificate is a certificate that cert-manager keeps in a secret.
//
// With an Archive the order of things is this. First the archive's content is
// put into the secret, once: a certificate with its key, or nothing yet. Then
// the certificate is asked for; cert-manager finds it in the secret and is
// content, or finds none and orders one. Then the secret is copied to the
// archive, and again every hour, so that a renewal gets there, too. Nothing of
// it passes through the program, its state or its plan.
type IssuedCertificate struct {
	pulumi.ResourceState

	// SecretName of the secret.
	SecretName string `pulumi:"secretName"`
	// Namespace of the secret.
	Namespace string `pulumi:"namespace"`
	// Issuer of the certificate.
	Issuer string `pulumi:"issuer"`

	ready []pulumi.Resource
}

func (a IssuedCertificateArgs) withDefaults(name string) IssuedCertificateArgs {
	if a.Issuer == "" {
		a.Issuer = Staging
	}
	if a.SecretName == "" {
		a.SecretName = name
	}
	a.Names, a.After = slices.Clone(a.Names), slices.Clone(a.After)
	return a
}

// CheckIssuedCertificate returns what is wrong with the arguments, without
// ordering anything.
func CheckIssuedCertificate(name string, args *IssuedCertificateArgs) error {
	_, err := planIssued(name, args)
	return err
}

func planIssued(name string, args *IssuedCertificateArgs) (IssuedCertificateArgs, error) {
	if args == nil {
		args = &IssuedCertificateArgs{}
	}
	a := args.withDefaults(name)
	p := component.NewProblems("issued certificate", name)
	switch {
	case a.CertManager == nil:
		p.Add("CertManager", nil, "not given", "pass the one that issues it")
	case !slices.Contains(a.CertManager.Issuers(), a.Issuer):
		p.Add("Issuer", a.Issuer, fmt.Sprintf("not among the issuers %q of the cert-manager", a.CertManager.Issuers()),
			"give CertManagerArgs ACME or PrivateCA, or choose another")
	}
	checkNamespace(p, a.Namespace)
	if form := objectNameForm; !form.MatchString(a.SecretName) {
		p.Add("SecretName", a.SecretName, "not the name of an object", "use lower-case letters, digits, hyphens and dots")
	}
	a.checkNames(p)
	a.checkArchive(p)
	return a, p.Err()
}

func (a IssuedCertificateArgs) checkNames(p *component.Problems) {
	if len(a.Names) == 0 {
		p.Add("Names", nil, "none given", "name at least one domain")
		return
	}
	if len(a.Names[0]) > maxCommonName {
		p.Add("Names[0]", a.Names[0], fmt.Sprintf("%d characters, above the %d of a common name", len(a.Names[0]), maxCommonName),
			"put a shorter name first")
	}
	seen := map[string]bool{}
	for n, name := range a.Names {
		field := fmt.Sprintf("Names[%d]", n)
		switch domain, form := a.proves(), dnsNameForm; {
		case seen[name]:
			p.Add(field, name, "given twice", "leave one out")
		case !form.MatchString(name):
			p.Add(field, name, "not a domain name in lower case", `write it as "app.example.com" or "*.example.com"`)
		case domain != "" && name != domain && !strings.HasSuffix(name, "."+domain):
			p.Add(field, name, fmt.Sprintf("outside the zone %s, where it could not be proven", domain), "name one within")
		}
		seen[name] = true
	}
}

// proves is the domain that the names must lie in, empty for any.
func (a IssuedCertificateArgs) proves() string {
	if a.CertManager == nil || a.Issuer == PrivateCA {
		return ""
	}
	return a.CertManager.domain
}

func (a IssuedCertificateArgs) checkArchive(p *component.Problems) {
	switch {
	case a.Archive == nil && a.Store != nil:
		p.Add("Store", nil, "given without an Archive", "give both or none")
	case a.Archive == nil:
	case a.Issuer == PrivateCA:
		p.Add("Archive", a.Archive.SecretName, "of a certificate whose authority goes with the cluster", "leave it out")
	case a.Issuer != a.Archive.Issuer:
		p.Add("Archive", a.Archive.SecretName, fmt.Sprintf("holds certificates of %q, not of %q", a.Archive.Issuer, a.Issuer),
			"have an archive for each issuer")
	case a.Store == nil:
		p.Add("Store", nil, "not given with Archive", "pass the ExternalSecrets that may read and write it")
	default:
		if !slices.Contains(a.Store.archives, a.Archive) {
			p.Add("Archive", a.Archive.SecretName, "not among the Archives of the Store", "add it there")
		}
		if !slices.Contains(a.Store.namespaces, a.Namespace) {
			p.Add("Namespace", a.Namespace, "not among the Namespaces of the Store", "add it there")
		}
	}
}

// NewIssuedCertificate asks for a certificate and waits until it is there.
// The error, if the arguments are wrong, has one line for each problem, and
// nothing is registered.
func NewIssuedCertificate(
	ctx *pulumi.Context, name string, args *IssuedCertificateArgs, opts ...pulumi.ResourceOption,
) (*IssuedCertificate, error) {
	a, err := planIssued(name, args)
	if err != nil {
		return nil, err
	}
	c := &IssuedCertificate{SecretName: a.SecretName, Namespace: a.Namespace, Issuer: string(a.Issuer)}
	inputs := pulumi.Map{
		"issuer": pulumi.String(string(a.Issuer)), "names": pulumi.ToStringArray(a.Names),
		"archived": pulumi.Bool(a.Archive != nil),
	}
	if err := component.Register(ctx, TypeIssuedCertificate, name, inputs, c, opts...); err != nil {
		return nil, err
	}
	i := installer{ctx: ctx, name: name, cluster: a.CertManager.cluster, parent: c}
	after := append(a.CertManager.Ready(), a.After...)
	if a.Archive != nil {
		after = append(append(after, a.Store.Ready()...), a.Archive.ready...)
		restored, err := i.object("restored", a.restore(name), after...)
		if err != nil {
			return nil, err
		}
		after = append(after, restored)
	}
	certificate, err := i.object("certificate", a.certificate(name), after...)
	if err != nil {
		return nil, err
	}
	c.ready = []pulumi.Resource{certificate}
	if a.Archive != nil {
		kept, err := i.object("kept", a.keep(name), certificate)
		if err != nil {
			return nil, err
		}
		c.ready = append(c.ready, kept)
	}
	return c, component.Publish(ctx, c)
}

// Ready is what must be there before the secret is used.
func (c *IssuedCertificate) Ready() []pulumi.Resource { return slices.Clone(c.ready) }

func (a IssuedCertificateArgs) metadata(name string) map[string]any {
	return map[string]any{"name": name, "namespace": a.Namespace, "annotations": map[string]any{waitFor: untilReady}}
}

func (a IssuedCertificateArgs) certificate(name string) kube.Manifest {
	return kube.Unstructured(map[string]any{
		"apiVersion": certAPI, "kind": "Certificate", "metadata": a.metadata(name),
		"spec": map[string]any{
			"secretName": a.SecretName, "commonName": a.Names[0], "dnsNames": a.Names,
			// What is restored must be what is asked for, so nothing is left
			// to a default that another version may change.
			"privateKey": map[string]any{"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
			"issuerRef":  map[string]any{"name": string(a.Issuer), "kind": "ClusterIssuer", "group": "cert-manager.io"},
		},
	})
}
