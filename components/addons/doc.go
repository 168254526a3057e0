// Package addons holds what a cluster needs before services can use it.
//
// Each add-on is a component with its chart pinned in internal/versions, a
// role in AWS that can do no more than it needs (by EKS Pod Identity, or by
// tokens: [Workload]), and Ready, which later resources wait for:
//
//   - [NewTraefik] takes requests for ingresses and routes;
//   - [NewCertManager] issues certificates: Let's Encrypt's staging and
//     production services, or an authority of the cluster's own;
//     [NewIssuedCertificate] asks for one, [NewCertificateArchive] keeps it;
//   - [NewExternalDNS] writes names of ingresses into one zone;
//   - [NewExternalSecrets] copies secrets from AWS Secrets Manager, and back;
//   - [NewVolumes] makes encrypted gp3 the cluster's class of volumes;
//   - [NewMetricsServer] measures pods, where no add-on of EKS does;
//   - [NewKarpenter] makes nodes for pods that find no room;
//   - [NewLoadBalancerController] makes balancers for those who want the
//     cluster to make them.
//
// # Ingress
//
// Traefik makes no load balancer: it listens on one fixed port of every node,
// and a load balancer that the program owns sends its traffic there. So
// nothing in the cloud is made behind the program's back, and nothing is left
// when the cluster goes.
//
//	traefik, err := addons.NewTraefik(ctx, "ingress", &addons.TraefikArgs{
//		Cluster: eks.Cluster(), NodePort: 30080,
//	})
//
// A load balancer checks the port that it sends traffic to, unless told
// otherwise. Traefik answers [HealthPath] there: the check goes the same way
// as a request, through the node port to a pod. While a pod shuts down it
// answers 503 and goes on serving for a while, so that whoever checks it
// turns away first. The path is the same for the outside, where it says OK
// and nothing else.
//
// TLS ends at the load balancer; Traefik gets plain HTTP.
//
// # Certificates that outlive clusters
//
// Let's Encrypt issues five certificates for the same names in a week, which
// an environment that is destroyed and made anew every day would use up. An
// archive in Secrets Manager gives the certificate back to the next cluster.
// It belongs to the program that owns the zone, which outlives environments,
// too:
//
//	archive, err := addons.NewCertificateArchive(ctx, "app", &addons.CertificateArchiveArgs{
//		Prefix: "dev/certificates/app",
//	})
//
// # What is made in AWS from within
//
// The pools of Karpenter and the ingresses of the load balancer controller
// make things in the account. Their objects and controllers are therefore
// deleted one by one even when the whole cluster goes, the objects first, for
// nobody else knows what they made. All other objects go with their cluster.
package addons
