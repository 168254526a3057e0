// Package route53 simulates Amazon Route 53: hosted zones, record sets and
// health checks, and the question of how a name is answered.
//
// A public zone answers on the internet when its delegation leads there. Where
// the account has a zone for a parent domain, that zone must hold an NS record
// which names the child's servers. Where it has none, the delegation lies with
// a registrar outside the simulation and is taken as done.
package route53
