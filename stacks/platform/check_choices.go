package platform

import (
	"reflect"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/internal/component"
)

// checkChoices checks who makes the cluster and who vouches for its name, and
// fills in what is left out.
func (s Settings) checkChoices(p *component.Problems) Settings {
	switch s.Cluster.Kind {
	case "", EKS, RKE, Existing:
	default:
		p.Add("Cluster.Kind", string(s.Cluster.Kind), "not a kind of cluster",
			"use platform.EKS, platform.RKE or platform.Existing")
		s.Cluster.Kind, s.Cluster.Servers = EKS, cluster.Servers{}
	}
	switch s.TLS {
	case "", ACM, LetsEncryptStaging, LetsEncrypt, PrivateCA:
	default:
		p.Add("TLS", string(s.TLS), "not a choice of TLS",
			"use platform.ACM, platform.LetsEncryptStaging, platform.LetsEncrypt or platform.PrivateCA")
		s.TLS = ""
	}
	if s.inAWS() {
		return s.withDefaults()
	}
	const useOwn = "use platform.PrivateCA, or leave it out"
	switch {
	case s.TLS == ACM:
		p.Add("TLS", string(s.TLS), "certificates of ACM are for load balancers of AWS, and the cluster has none", useOwn)
		s.TLS = ""
	case s.TLS.acme():
		p.Add("TLS", string(s.TLS), "names are proven in a zone of Route 53, and the environment makes none", useOwn)
		s.TLS = ""
	}
	return s.withDefaults()
}

// checkKind refuses what the kind of cluster has no use for.
func (s Settings) checkKind(p *component.Problems) Settings {
	c := &s.Cluster
	if c.Kind == EKS && given(c.Servers) {
		p.Add("Cluster.Servers", nil, "EKS runs the control plane itself", "leave it out, or set Cluster.Kind to platform.RKE")
		c.Servers = cluster.Servers{}
	}
	if c.Kind == RKE && c.LogDays != 0 {
		p.Add("Cluster.LogDays", c.LogDays, "RKE writes its logs on its servers, not to CloudWatch", "leave it out")
		c.LogDays = 0
	}
	return s
}

// checkFewer refuses what an environment in an existing cluster cannot have.
func (s Settings) checkFewer(p *component.Problems) Settings {
	const leaveOut = "leave it out"
	none := Settings{}
	for _, part := range []struct {
		field string
		value any
		why   string
	}{
		{"Owner", s.Owner, "it is a tag of AWS, and nothing of the environment is there"},
		{"Network.CIDR", s.Network.CIDR, "an existing cluster has a network of its own"},
		{"Network.Zones", s.Network.Zones, "an existing cluster has a network of its own"},
		{"Network.NAT", s.Network.NAT, "an existing cluster has a network of its own"},
		{"Network.FlowLogDays", s.Network.FlowLogDays, "an existing cluster has a network of its own"},
		{"Network.ACLs", s.Network.ACLs, "an existing cluster has a network of its own"},
		{"Cluster.Groups", s.Cluster.Groups, "an existing cluster has its nodes"},
		{"Cluster.Servers", s.Cluster.Servers, "an existing cluster has its nodes"},
		{"Cluster.LogDays", s.Cluster.LogDays, "an existing cluster keeps its logs where it does"},
		{"Protect", s.Protect, "nothing that holds state is made in an existing cluster"},
	} {
		if given(part.value) {
			p.Add(part.field, nil, part.why, leaveOut)
		}
	}
	s.Owner, s.Network, s.Protect = none.Owner, none.Network, none.Protect
	s.Cluster.Groups, s.Cluster.Servers, s.Cluster.LogDays = nil, cluster.Servers{}, 0
	return s
}

// given reports whether a setting is anything but left out.
func given(value any) bool {
	v := reflect.ValueOf(value)
	return !v.IsZero() && (v.Kind() != reflect.Slice || v.Len() > 0)
}
