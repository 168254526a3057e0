// Package ec2 is the simulated EC2 and VPC service: networks, addresses,
// gateways, routes, endpoints, security groups, interfaces, machines, volumes
// and launch templates, with the rules, limits and refusals that the service
// documents.
//
// Other simulated services use its helpers to put their network interfaces
// and machines into subnets (MakeInterface, MakeInstance) and to ask what a
// subnet can reach (RouteFor, HasEgress). All of them look at the world's
// objects only and keep no state of their own.
package ec2
