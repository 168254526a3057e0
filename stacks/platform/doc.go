// Package platform composes Drydock's components into the platform that every
// environment runs: a network, a DNS zone with a certificate, an EKS cluster
// with its nodes and add-ons, an ingress behind a load balancer, and the
// walking skeleton answering at https://app.<domain>.
//
// An environment is a Settings value in Go, beside its program (packages dev,
// staging and prod): what is decided with the code and reviewed with it. What
// differs from account to account is a Config, read from the stack's Pulumi
// configuration:
//
//	config:
//	  aws:region: eu-central-1
//	  drydock:platform:
//	    domain: dev.drydock.example
//	    admins: [arn:aws:iam::111122223333:role/platform-admin]
//	    apiAccess: [203.0.113.0/24]
//	    image: registry.example.com/skeleton@sha256:...
//
// Both are checked whole before anything is registered; unknown keys and
// access keys in the configuration are refused.
package platform
