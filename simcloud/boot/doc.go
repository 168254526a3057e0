// Package boot models what RKE2 machines do when they start, as far as the
// decision whether they begin a cluster, join it or restore it.
//
// A machine is one of RKE2 if its launch template's user data says so (the
// file [rke2.FactsPath]). [Reconcile] lets all such machines come to rest: it
// decides with the very table that the machines' script is made of, keeps who
// is a member of etcd, and tells instances that became nodes so. A cluster is
// an object of [Kind], owned by the record of the cluster, a parameter of
// Systems Manager; it has no other state.
//
// What holds: n members need n/2+1 of them running; without that nothing
// joins and the API does not answer. A server that joins takes its
// predecessors' membership. Registration needs a healthy target behind the
// balancer, along open security groups. A certificate is accepted if the
// cluster's authority signed it and it has not ended.
//
// [Issuer] is whom the tokens of the pods name, as the servers are told, with
// the key that checks them.
//
// A server whose group ends it, and waits for it, leaves etcd first; one that
// is lost does not.
//
// What is left out: how long a machine takes, what a machine's role lets it
// read, and what a snapshot holds. After a restore the objects are those that
// were there last.
package boot
