// Package reach answers what is reachable in the simulated cloud: from a
// client, by a name, over its record, a load balancer, a listener and its
// certificate, a target group, each target, the node port, the Kubernetes
// service and the route behind it, to a pod that is ready.
//
// Each step is a hop of the report, open or closed; a closed one says which
// rule closes it. The answer is computed from what exists at the moment of the
// question: routes, network ACLs, security groups, states.
//
// Two things are left out on purpose. A load balancer without any healthy
// target sends to all of them all the same; the report does not count on that,
// for it hides a broken health check. And what listens on a machine that is no
// Kubernetes node is not known here, so such a target counts as answering.
package reach
