package kubernetes

import (
	"encoding/pem"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// certManager is its controller's pod, or nil.
func certManager(c *world.Call) *world.Object {
	return running(c, map[string]string{"app.kubernetes.io/name": "cert-manager", "app.kubernetes.io/component": "controller"})
}

// issuerVerdict is what becomes of an Issuer or ClusterIssuer
// (https://cert-manager.io/docs/configuration/).
func issuerVerdict(c *world.Call, o custom) verdict {
	pod := certManager(c)
	if pod == nil {
		return notReady("Pending", "cert-manager has no ready pod")
	}
	// Secrets of a ClusterIssuer are in cert-manager's own namespace.
	home := o.namespace
	if o.kind == "ClusterIssuer" {
		home = pod.Props.Map("metadata").Str("namespace")
	}
	switch {
	case o.spec.Has("selfSigned"):
		return ready("IsReady", "")
	case o.spec.Has("ca"):
		name := o.spec.Map("ca").Str("secretName")
		secret := c.Find(tokenSecret, home+"/"+name)
		if secret == nil {
			return notReady("ErrGetKeyPair", "Error getting keypair for CA issuer: secrets %q not found", name)
		}
		if found := decodeCertificate(content(secret)["tls.crt"]); found == nil || found["CA"] != "true" {
			return notReady("ErrInvalidKeyPair", "Error getting keypair for CA issuer: certificate is not a CA")
		}
		return ready("KeyPairVerified", "Signing CA verified")
	case o.spec.Has("acme"):
		if why := refusedContact(o.spec.Map("acme").Str("email")); why != "" {
			return notReady("ErrRegisterACMEAccount", "Failed to register ACME account: 400 urn:ietf:params:acme:error:invalidContact: %s", why)
		}
		key := o.spec.Map("acme").Map("privateKeySecretRef").Str("name")
		if c.Find(tokenSecret, home+"/"+key) == nil {
			write(c, home, key, "Opaque", nil, map[string]string{"tls.key": "account key"})
		}
		v := ready("ACMEAccountRegistered", "The ACME account was registered with the ACME server")
		v.took = 5 * time.Second
		return v
	}
	return ready("IsReady", "")
}

// certify does what the certificates controller does: it is content with a
// secret that holds what the certificate asks for, and otherwise has one
// issued (https://cert-manager.io/docs/usage/certificate/). Renewal is not
// simulated.
func certify(c *world.Call, o custom) verdict {
	pod := certManager(c)
	if pod == nil {
		return notReady("Pending", "cert-manager has no ready pod")
	}
	a := asked(o)
	if secret := c.Find(tokenSecret, o.namespace+"/"+a.secret); secret != nil && a.satisfied(secret) {
		return ready("Ready", "Certificate is up to date and has not expired")
	}
	issuer, why := a.issuer(c)
	if why != "" {
		return notReady("DoesNotExist", "%s", why)
	}
	var took time.Duration
	var serial string
	if acme := issuer.Props.Map("spec").Map("acme"); len(acme) > 0 {
		if why := provable(c, pod, acme, a.names); why != "" {
			return notReady("Failed", "The certificate request has failed to complete and will be retried: %s", why)
		}
		if serial, why = order(c, acme.Str("server"), a.names); why != "" {
			return notReady("Failed", "The certificate request has failed to complete and will be retried: %s", why)
		}
		took = 90 * time.Second
	} else {
		took = 2 * time.Second
	}
	write(c, o.namespace, a.secret, "kubernetes.io/tls", map[string]any{
		"cert-manager.io/issuer-name": a.ref.Str("name"), "cert-manager.io/issuer-kind": a.ref.StrOr("kind", "Issuer"),
		"cert-manager.io/issuer-group": a.ref.StrOr("group", "cert-manager.io"), "cert-manager.io/certificate-name": o.name,
		"cert-manager.io/common-name": o.spec.Str("commonName"), "cert-manager.io/alt-names": strings.Join(o.spec.Strs("dnsNames"), ","),
	}, map[string]string{"tls.crt": a.encode(serial), "tls.key": "key of " + o.namespace + "/" + o.name, "ca.crt": ""})
	return verdict{ready: true, reason: "Ready", message: "Certificate is up to date and has not expired", took: took}
}

// wish is what a Certificate asks for.
type wish struct {
	name, namespace, secret, algorithm string
	ca                                 bool
	names                              []string
	ref                                world.Props
}

func asked(o custom) wish {
	names := slices.Clone(o.spec.Strs("dnsNames"))
	if cn := o.spec.Str("commonName"); cn != "" && !o.spec.Bool("isCA") && !slices.Contains(names, cn) {
		names = append(names, cn)
	}
	slices.Sort(names)
	return wish{
		name: o.name, namespace: o.namespace, secret: o.spec.Str("secretName"), names: slices.Compact(names), ca: o.spec.Bool("isCA"),
		algorithm: o.spec.Map("privateKey").StrOr("algorithm", "RSA"), ref: o.spec.Map("issuerRef"),
	}
}

// satisfied reports whether nothing need be issued: the secret has a key and
// a certificate for these names and this kind of key, and what annotations it
// has name this issuer and this certificate.
func (a wish) satisfied(secret *world.Object) bool {
	data := content(secret)
	found := decodeCertificate(data["tls.crt"])
	if found == nil || data["tls.key"] == "" {
		return false
	}
	notes := secret.Props.Map("metadata").Map("annotations")
	group, kind, name := notes.Str("cert-manager.io/issuer-group"), notes.Str("cert-manager.io/issuer-kind"), notes.Str("cert-manager.io/issuer-name")
	if group+kind+name != "" && (name != a.ref.Str("name") || kind != a.ref.StrOr("kind", "Issuer") || group != a.ref.StrOr("group", "cert-manager.io")) {
		return false
	}
	if of := notes.Str("cert-manager.io/certificate-name"); of != "" && of != a.name {
		return false
	}
	return found["Names"] == strings.Join(a.names, " ") && found["Key"] == a.algorithm && found["CA"] == fmt.Sprint(a.ca)
}

// issuer finds the issuer, which must be ready.
func (a wish) issuer(c *world.Call) (*world.Object, string) {
	kind, name := a.ref.StrOr("kind", "Issuer"), a.ref.Str("name")
	id := name
	if kind == "Issuer" {
		id = a.namespace + "/" + name
	}
	o := c.Find("kubernetes:cert-manager.io/v1:"+kind, id)
	switch {
	case o == nil:
		return nil, fmt.Sprintf("Referenced %q not found: %s.cert-manager.io %q not found", kind, strings.ToLower(kind), name)
	case !conditionReady(o.Props):
		return nil, fmt.Sprintf("Referenced issuer does not have a Ready status condition: %s", name)
	}
	return o, ""
}

// simulatedPEM marks a certificate of the simulation: who it is for stands in
// its headers, and nobody has signed it.
const simulatedPEM = "SIMULATED CERTIFICATE"

func (a wish) encode(serial string) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: simulatedPEM, Headers: map[string]string{
		"Names": strings.Join(a.names, " "), "Issuer": a.ref.Str("name"), "Key": a.algorithm, "CA": fmt.Sprint(a.ca), "Serial": serial,
	}}))
}

func decodeCertificate(text string) map[string]string {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != simulatedPEM {
		return nil
	}
	return block.Headers
}

// provable says why the names cannot be proven, "" if they can: a solver for
// them must name a public zone in Route 53 that the controller may change
// (https://cert-manager.io/docs/configuration/acme/dns01/route53/).
func provable(c *world.Call, pod *world.Object, acme world.Props, names []string) string {
	for _, name := range names {
		domain := strings.TrimPrefix(name, "*.")
		solver := solverOf(acme, domain)
		if solver == nil {
			return fmt.Sprintf("no configured challenge solvers can be used for this challenge: %s", domain)
		}
		route53 := solver.Map("dns01").Map("route53")
		if len(route53) == 0 {
			continue // another way, of which nothing is known here
		}
		id := route53.Str("hostedZoneID")
		zone := zoneFor(c, id, domain)
		if zone == nil {
			return fmt.Sprintf("failed to determine Route 53 hosted zone ID: zone  not found in Route 53 for domain _acme-challenge.%s.", domain)
		}
		for action, resource := range map[string]string{
			"route53:ChangeResourceRecordSets": "arn:aws:route53:::hostedzone/" + zone.ID, "route53:GetChange": "arn:aws:route53:::change/C0",
		} {
			if why := may(c, pod, action, resource); why != "" {
				return "failed to change Route 53 record set: " + why
			}
		}
	}
	return ""
}

func solverOf(acme world.Props, domain string) world.Props {
	for _, s := range acme.Maps("solvers") {
		zones := s.Map("selector").Strs("dnsZones")
		if len(zones) == 0 || slices.ContainsFunc(zones, func(z string) bool { return within(domain, z) }) {
			return s
		}
	}
	return nil
}

func within(domain, zone string) bool {
	zone = strings.TrimSuffix(zone, ".")
	return domain == zone || strings.HasSuffix(domain, "."+zone)
}

func zoneFor(c *world.Call, id, domain string) *world.Object {
	for _, z := range c.Everywhere(api.Zone) {
		if (id == "" || z.ID == id) && len(z.Props.List("vpcs")) == 0 && within(domain, z.Props.Str("name")) {
			return z
		}
	}
	return nil
}
