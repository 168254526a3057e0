// Package platform composes Drydock's components into the platform that every
// environment runs: a foundation, and on it an ingress that answers by HTTPS
// and the walking skeleton at https://app.<domain>.
//
// In AWS the foundation is a network, a DNS zone, a cluster with its nodes (of
// EKS, or of RKE2: [Settings].Cluster.Kind) and a load balancer. Elsewhere it
// is a cluster that exists, such as one of kind on a developer's machine, and
// nothing is made in AWS.
//
// [Settings].TLS says who vouches for the name: ACM at the load balancer, or
// Let's Encrypt, its test service, or an authority of the cluster's own. With
// those the load balancer passes connections on with the client's address (the
// PROXY protocol), and the ingress serves the certificate. That of Let's
// Encrypt proper is kept in an archive of the stack shared (package shared), so
// that no rebuild orders another.
//
// An environment is a Settings value in Go, beside its program (packages local,
// dev, staging and prod): what is decided with the code and reviewed with it.
// What differs from account to account is a Config, read from the stack's
// Pulumi configuration:
//
//	config:
//	  aws:region: eu-central-1
//	  drydock:platform:
//	    domain: dev.drydock.example
//	    admins: [arn:aws:iam::111122223333:role/platform-admin]
//	    apiAccess: [203.0.113.0/24]
//	    image: registry.example.com/skeleton@sha256:...
//
// and for a cluster that exists:
//
//	config:
//	  drydock:platform:
//	    context: kind-drydock
//	    domain: drydock.localhost
//	    image: registry.example.com/skeleton@sha256:...
//
// Both are checked whole before anything is registered; unknown keys and
// access keys in the configuration are refused.
package platform
