// Package sweep takes away what the controllers of a Kubernetes cluster made
// in AWS and what outlives the cluster: Karpenter's machines, load balancers,
// volumes and their snapshots, network interfaces, security groups.
//
// A program cannot do that: it does not know what they made, and when a
// cluster is destroyed, or is gone or unreachable already, nobody is left to
// ask. So a function in the account does it, when no controller lives any
// more and before the network goes. It acts on what is tagged as the
// cluster's own and on nothing else, and on nothing at all while the cluster
// lives.
//
// What it looks for, by which tags, and in which order is one table
// ([Kinds]). Three things come from it: what the function does (sweep.py reads
// the table from the file beside it: [Files]), what the function's role may do
// ([Kind.Looks], [Kind.Deletes]) and what the simulated cloud does when it
// invokes the function ([Run]). A test runs the Python and the Go over the
// same accounts.
//
// It works in rounds: look for everything, delete what can be deleted, wait,
// look again. It is done when a round finds nothing. So the order in which
// things let go of each other needs no bookkeeping, what vanishes late (the
// interfaces of a deleted balancer) is waited for, and it may be run again
// at any time.
//
// The package is pure: it imports nothing of Pulumi or of a cloud.
package sweep
