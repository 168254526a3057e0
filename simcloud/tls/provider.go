package tls

import (
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Version is the version of the SDK that the provider speaks.
const Version = "5.2.0"

// The resource types.
const (
	PrivateKey        = "tls:index/privateKey:PrivateKey"
	SelfSignedCert    = "tls:index/selfSignedCert:SelfSignedCert"
	CertRequest       = "tls:index/certRequest:CertRequest"
	LocallySignedCert = "tls:index/locallySignedCert:LocallySignedCert"
)

// Provider returns the provider for a world.
func Provider() *world.Provider {
	p := &world.Provider{Name: "tls", Version: Version, Types: map[string]*world.Type{}}
	for _, t := range Types() {
		p.Types[t.Token] = t
	}
	return p
}

// Types returns the resource types.
func Types() []*world.Type {
	types := []*world.Type{privateKeyType(), selfSignedType(), requestType(), locallySignedType()}
	for _, t := range types {
		t.Global = true
		for name := range t.Schema.Inputs {
			if name != "earlyRenewalHours" { // the one input that the provider updates in place
				t.Replace = append(t.Replace, name)
			}
		}
	}
	return types
}

// schema builds a type's schema from its inputs ("algorithm:string!" with !
// for required, strings:array of strings) and its further outputs.
func schema(inputs, outputs, secret string) *world.Schema {
	return &world.Schema{Inputs: properties(inputs), Outputs: properties(inputs + " " + outputs), Secret: strings.Fields(secret)}
}

func properties(text string) map[string]*world.Property {
	out := map[string]*world.Property{}
	for field := range strings.FieldsSeq(text) {
		name, kind, _ := strings.Cut(field, ":")
		p := &world.Property{}
		p.Kind, p.Required = strings.CutSuffix(kind, "!")
		switch p.Kind {
		case "array":
			p.Element = &world.Property{Kind: "string"}
		case "subject":
			p.Kind, p.Fields = "object", properties("commonName:string country:string locality:string organization:string "+
				"organizationalUnit:string postalCode:string province:string serialNumber:string streetAddresses:array")
		}
		out[name] = p
	}
	return out
}
