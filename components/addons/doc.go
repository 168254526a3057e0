// Package addons holds what a cluster needs before services can use it.
//
// [NewTraefik] installs the ingress controller. It makes no load balancer:
// Traefik listens on one fixed port of every node, and a load balancer that
// the program owns sends its traffic there. So nothing in the cloud is made
// behind the program's back, and nothing is left when the cluster goes.
//
//	traefik, err := addons.NewTraefik(ctx, "ingress", &addons.TraefikArgs{
//		Cluster: eks.Cluster(), NodePort: 30080,
//	})
//
// # Health
//
// A load balancer checks the port that it sends traffic to, unless told
// otherwise. Traefik answers [HealthPath] there: the check goes the same way
// as a request, through the node port to a pod. While a pod shuts down it
// answers 503 and goes on serving for a while, so that whoever checks it
// turns away first. The path is the same for the outside, where it says OK
// and nothing else.
//
// TLS ends at the load balancer; Traefik gets plain HTTP.
package addons
