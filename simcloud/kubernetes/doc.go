// Package kubernetes is the simulated `kubernetes` Pulumi provider: the API
// servers of the simulated cloud's clusters, with their schedulers, controllers
// and admission, as far as a deployment meets them.
//
//	w := world.New("seed", kubernetes.Provider())
//	w.Seed(kubernetes.NewCluster("lab", "https://lab.example.com", kubernetes.Node{Name: "n1", Zone: "a", CPUMilli: 2000, MemoryMiB: 4096}))
//	s, err := w.Session("kubernetes")
//	s.Configure(world.Props{"kubeconfig": kubernetes.Kubeconfig("https://lab.example.com")})
//
// What it does:
//   - finds the cluster by the server address of the kubeconfig: an EKS cluster
//     of the account or one made with NewCluster;
//   - decodes every object strictly into the real Go type of k8s.io/api, and
//     validates it in the API server's own words;
//   - keeps what the API server keeps apart: namespaces must exist, names are
//     taken once, node ports too, a custom resource needs its definition;
//   - schedules pods on the cluster's nodes and waits for readiness as the
//     Pulumi provider does: what never becomes ready is an error after ten
//     minutes of virtual time, with the reason;
//   - keeps what is there without being ready, as the provider does: the next
//     update goes on with it;
//   - is asked in a preview, by a dry run, what it would make of each object, and
//     refuses there what the provider's dry run would be refused;
//   - knows for a list of Helm charts what a release of them brings along;
//   - acts as cert-manager and External Secrets do, as far as to say whether a
//     certificate is ordered or found, with Let's Encrypt's limits, and
//     whether a secret may be read or written by the role of the pod that does;
//   - gives pods their credentials, by Pod Identity or by a token that a webhook
//     puts into them and AWS takes, and asks their role for all that controllers
//     do in the account;
//   - brings the pods of a lost machine to where the controllers have brought
//     them by then: off the endpoints, gone, made again elsewhere (Settle);
//   - makes in the account what the cluster's controllers make there, with the
//     tags that they set: load balancers for services (of the cloud controller
//     of EKS, of the AWS Load Balancer Controller), EBS volumes for claims,
//     interfaces of the network plugin that outlive their node (Strand); it
//     goes as the controllers would take it away, and outlives the cluster;
//   - refuses what a cluster out of reach makes the provider refuse, or drops
//     it from the state where the provider is told to;
//   - answers what is reachable: NodePort, Ingress (by the routes of the Gateway
//     API, too), Nodes.
//
// What it does not do: run containers (a scheduled pod whose references exist
// is ready), scale beyond what an autoscaler's bounds demand, evict pods from
// machines that run, or check RBAC beyond EKS access entries. Where the real
// behaviour is not known it says nothing.
//
// An object's name that the program leaves out is made up when the object is
// created, so that a preview does not show it yet.
package kubernetes
