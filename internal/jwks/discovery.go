package jwks

import "encoding/json"

// The keys under which the documents are published, below the issuer's URL.
const (
	// DiscoveryKey is fixed by the specification of discovery, section 4.
	DiscoveryKey = ".well-known/openid-configuration"
	// SetKey is where Discovery says that the set is.
	SetKey = "keys.json"
)

// Discovery returns the discovery document of an issuer, as JSON: all that the
// specification requires (section 3). The endpoint for authorization is a
// name, not a place: nobody signs in, tokens come from the cluster.
func Discovery(issuer, algorithm string) (string, error) {
	text, err := json.Marshal(struct {
		Issuer        string   `json:"issuer"`
		Set           string   `json:"jwks_uri"`
		Authorization string   `json:"authorization_endpoint"`
		Responses     []string `json:"response_types_supported"`
		Subjects      []string `json:"subject_types_supported"`
		Algorithms    []string `json:"id_token_signing_alg_values_supported"`
		Claims        []string `json:"claims_supported"`
	}{
		issuer, issuer + "/" + SetKey, "urn:kubernetes:programmatic_authorization",
		[]string{"id_token"}, []string{"public"}, []string{algorithm}, []string{"sub", "iss"},
	})
	return string(text), err
}
