package addons

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/internal/component"
)

// Defaults of TraefikArgs.
const (
	DefaultNamespace = "traefik"
	DefaultClass     = "traefik"
	DefaultNodePort  = 30080
	DefaultTLSPort   = 30443
	DefaultReplicas  = 2
)

// nameForm is of https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
var nameForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// TraefikArgs are the settings of Traefik.
type TraefikArgs struct {
	// Cluster to install into. Required.
	Cluster cluster.Cluster
	// Namespace, made by the component. Empty means DefaultNamespace.
	Namespace string
	// Class is the name of the IngressClass, and of the GatewayClass if there
	// is one. Empty means DefaultClass.
	Class string
	// DefaultClass makes it the class of ingresses that name none.
	DefaultClass bool
	// NodePort that every node takes requests on, 30000 to 32767. Zero means
	// DefaultNodePort.
	NodePort int
	// TLSPort is the node port on which Traefik ends TLS itself, 30000 to
	// 32767. Then it serves nothing but HealthPath on NodePort. Zero means
	// that TLS ends before it.
	TLSPort int
	// Certificate is the name of the secret in Namespace with the certificate
	// that is served whatever name is asked for. It may come later: until then
	// Traefik serves one that nobody signed. Required with TLSPort, and only
	// there.
	Certificate string
	// Replicas of the pod, at least 2. Zero means DefaultReplicas.
	Replicas int
	// GatewayAPI serves routes of the Gateway API, too, through a Gateway in
	// Namespace named GatewayName that takes routes from every namespace. The
	// definitions of the Gateway API must be in the cluster.
	GatewayAPI bool
	// Address is the name of the load balancer in front, which Traefik then
	// shows as the address of every Ingress. Nil shows none; an Ingress then
	// needs skeleton.Ingress without AwaitAddress.
	Address pulumi.StringInput
	// LocalTraffic has a node pass requests to its own pods only. Pods then
	// see where requests come from and there is one hop less; nodes without a
	// pod fail the load balancer's check and get none.
	LocalTraffic bool
	// TrustedProxies are the ranges that may send the proxy protocol's
	// header, needed if the load balancer does. Empty trusts nobody.
	TrustedProxies []string
	// AccessLog writes a line for each request.
	AccessLog bool
}

func (a TraefikArgs) withDefaults() TraefikArgs {
	if a.Namespace == "" {
		a.Namespace = DefaultNamespace
	}
	if a.Class == "" {
		a.Class = DefaultClass
	}
	if a.NodePort == 0 {
		a.NodePort = DefaultNodePort
	}
	if a.Replicas == 0 {
		a.Replicas = DefaultReplicas
	}
	a.TrustedProxies = slices.Clone(a.TrustedProxies)
	return a
}

// CheckTraefik returns what is wrong with the arguments of Traefik, without
// installing it.
func CheckTraefik(name string, args *TraefikArgs) error {
	_, err := planTraefik(name, args)
	return err
}

func planTraefik(name string, args *TraefikArgs) (TraefikArgs, error) {
	if args == nil {
		args = &TraefikArgs{}
	}
	a := args.withDefaults()
	p := component.NewProblems("traefik", name)
	if !a.Cluster.Valid() {
		p.Add("Cluster", nil, "not given", "pass the Cluster of an EKS or Existing")
	}
	form := nameForm
	if !form.MatchString(a.Namespace) {
		p.Add("Namespace", a.Namespace, "not a name of at most 63 lower-case letters, digits and hyphens", "change it")
	}
	if !form.MatchString(a.Class) {
		p.Add("Class", a.Class, "not a name of at most 63 lower-case letters, digits and hyphens", "change it")
	}
	cluster.CheckNodePort(p, "NodePort", a.NodePort)
	a.checkTLS(p)
	if a.Replicas < DefaultReplicas {
		p.Add("Replicas", a.Replicas, "too few to lose one", fmt.Sprintf("have at least %d", DefaultReplicas))
	}
	for _, r := range a.TrustedProxies {
		prefix, err := netip.ParsePrefix(r)
		switch {
		case err != nil:
			p.Add("TrustedProxies", r, "not an address range", `write it as "10.0.0.0/16"`)
		case prefix.Bits() == 0:
			p.Add("TrustedProxies", r, "trusts everybody to say where requests come from", "name the load balancer's subnets")
		}
	}
	return a, p.Err()
}

func (a TraefikArgs) checkTLS(p *component.Problems) {
	if a.TLSPort == 0 {
		if a.Certificate != "" {
			p.Add("Certificate", a.Certificate, "given without a TLSPort, so nobody would see it", "give both or none")
		}
		return
	}
	cluster.CheckNodePort(p, "TLSPort", a.TLSPort)
	if a.TLSPort == a.NodePort {
		p.Add("TLSPort", a.TLSPort, "the same as NodePort", "choose another")
	}
	form := objectNameForm
	switch {
	case a.Certificate == "":
		p.Add("Certificate", nil, "not given with TLSPort, so that no client would trust what is served", "name the secret with the certificate")
	case !form.MatchString(a.Certificate):
		p.Add("Certificate", a.Certificate, "not the name of an object", "use lower-case letters, digits, hyphens and dots")
	}
}
