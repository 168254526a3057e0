// Package eks is the simulated Elastic Kubernetes Service: clusters, managed
// node groups, add-ons, access entries with their policies, and Pod Identity
// associations.
//
// It refuses what the service refuses, and it lets a node group or an add-on
// fail where the real one would fail after minutes of waiting: nodes that
// cannot reach the cluster, lack a policy or have no network plugin, add-ons
// whose replicas find no node. A creation that fails leaves nothing behind,
// whereas the real service leaves a node group in state CREATE_FAILED, which
// the next update replaces: the outcome of a repair and a second update is the
// same.
//
// The simulated Kubernetes API asks it who may enter (CanAdmin), on which
// machines pods can run (Nodes) and which add-ons work (AddonActive).
package eks
