// Package timeline works out how long a deployment takes where every step runs
// as soon as what it waits for is done: the time that a run in the simulated
// cloud would take on AWS.
//
// It is pure arithmetic over two lists: the resources of the state, whose
// edges say what waited for what, and the operations with their durations.
// Steps have unlimited parallelism, as `pulumi up` has by default.
//
//   - A create or update waits for the resource's dependencies, for its
//     provider, for its parent (a child is registered only when the parent's
//     URN is known) and for its own deletion where that came first.
//   - What an up deletes, it deletes after everything else, what depends
//     before what is depended on.
//   - A component takes no time of its own. Its dependencies are in its
//     children's edges, because the SDK writes them there.
//
// Beside the schedule it finds the longest chain of references alone: edges
// between a resource and those that its inputs name, without which it could
// not have been made. No order of steps is faster than that chain, so
// schedule over chain says how much of the waiting the program added.
package timeline
