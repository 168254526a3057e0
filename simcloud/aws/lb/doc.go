// Package lb simulates Elastic Load Balancing version 2: application and
// network load balancers, their listeners and rules, target groups and the
// targets registered with them.
//
// A load balancer has a network interface in each of its subnets, with a
// public address if it faces the internet, and it cannot be made where the
// service could not make it: without an internet gateway, without eight free
// addresses, in fewer zones than its type needs. Which targets are healthy
// depends on more than this service, see package reach. Access logs are turned on
// only for a bucket whose policy lets the service deliver them.
package lb
