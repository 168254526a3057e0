// Package reach answers what is reachable in the simulated cloud: from a
// client, by a name, over its record, a distribution of CloudFront, a load
// balancer, a listener with its certificate and its rules, a target group, each
// target, the node port, the Kubernetes service and the route behind it, to a
// pod that is ready. A client in a VPC has to get out of it first.
//
// Each step is a hop of the report, open or closed; a closed one says which
// rule closes it. The answer is computed from what exists at the moment of the
// question: routes, network ACLs, security groups, states. What is gone and has
// not been missed yet, a machine or a zone, still gets its share of requests;
// the hop says which go astray.
//
// Some things are left out on purpose. A load balancer without any healthy
// target sends to all of them all the same; the report does not count on that,
// for it hides a broken health check. What listens on a machine that is no
// Kubernetes node is not known here, so such a target counts as answering, and
// so does the protocol of a health check on a port that is open. The prefix
// lists of AWS are not known either; a rule that names one admits CloudFront.
// Between VPCs nothing is known of peering.
package reach
