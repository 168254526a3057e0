// Package jwks writes the two documents by which others check the tokens of a
// cluster's service accounts: the set of public keys ([Set]) and the discovery
// document that leads to it ([Discovery]). Both are what the Kubernetes API
// server would serve itself, computed from the public half of its key, so that
// they can be published before the cluster is there.
//
// Sources: https://datatracker.ietf.org/doc/html/rfc7517 (JSON Web Key),
// https://datatracker.ietf.org/doc/html/rfc7518 (its algorithms) and
// https://openid.net/specs/openid-connect-discovery-1_0.html
package jwks
