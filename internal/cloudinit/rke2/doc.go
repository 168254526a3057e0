// Package rke2 says what a machine of an RKE2 cluster does when it starts:
// the facts that it is told ([Machine]), the decision whether it begins a
// cluster, joins one or restores one ([Decide]), and the scripts that carry it
// out.
//
// # The decision
//
// One table, [Rules], is all there is: [Decide] reads it in Go, and the
// script's function of the same name is made of it. What goes into it is seen
// by the machine itself, not written into its user data, for a server that
// replaces the first one has the same user data and must not begin a second
// cluster:
//
//   - whether the registration balancer answers;
//   - whether this is the first server, the only one that may begin;
//   - the record, a parameter of Systems Manager that the first server writes:
//     new, "begun INSTANCE", "done" or "restored SNAPSHOT";
//   - whether the program wishes a restore that the record does not show;
//   - whether this machine's disk has data already, as after a restart.
//
// # Two at once
//
// Only the first server begins or restores, and its auto scaling group has at
// most one machine until the record says that the cluster is there; when the
// group is replaced later, both machines find a cluster that answers, or a
// record that forbids a second beginning. All others wait for the balancer.
//
// # Waiting
//
// Every wait has an end, after which the script says what it waited for and
// fails; systemd tries the whole again [Attempts] times and then leaves the
// unit failed, for people to see.
//
// The files of RKE2 are those of https://docs.rke2.io/install/configuration,
// https://docs.rke2.io/security/certificates and
// https://docs.rke2.io/datastore/backup_restore
package rke2
