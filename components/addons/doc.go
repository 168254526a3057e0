// Package addons holds what a cluster needs before services can use it.
//
// Each add-on is a component with its chart pinned in internal/versions, a
// role in AWS that can do no more than it needs (by EKS Pod Identity, or by
// tokens, as on RKE2: [Workload]), and Ready, which later resources wait for:
//
//   - [NewTraefik] takes requests for ingresses and routes;
//   - [NewCertManager] issues certificates: Let's Encrypt's staging and
//     production services, or an authority of the cluster's own;
//     [NewIssuedCertificate] asks for one, [NewCertificateArchive] keeps it;
//   - [NewExternalDNS] writes names of ingresses into one zone;
//   - [NewExternalSecrets] copies secrets from AWS Secrets Manager, and back;
//   - [NewVolumes] makes encrypted gp3 the cluster's class of volumes, with a
//     class of snapshots and, where the cluster brings none, the driver;
//   - [NewMetricsServer] measures pods, where neither an add-on of EKS does nor
//     RKE2, which brings one along;
//   - [NewKarpenter] makes nodes for pods that find no room, and moves pods from
//     machines that AWS says it takes away;
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
// TLS ends at the load balancer, and Traefik gets plain HTTP; or, with a
// TLSPort, the balancer passes TLS on and Traefik serves the certificate of a
// secret, such as that of an [IssuedCertificate].
//
// # Certificates that outlive clusters
//
// Let's Encrypt issues five certificates for the same names in a week, which
// an environment that is destroyed and made anew every day would use up. An
// archive in Secrets Manager gives the certificate back to the next cluster.
// It belongs to a program that outlives environments, of which stacks/shared is
// an example:
//
//	archive, err := addons.NewCertificateArchive(ctx, "app", &addons.CertificateArchiveArgs{
//		Prefix: "dev/certificates/app",
//	})
//
// # Snapshots and restoring
//
// With Snapshots set, [NewVolumes] makes a class of snapshots, too. A
// VolumeSnapshot of that class copies the disk of a claim; a new claim that
// names it gets a disk with what the copy holds, encrypted as the first was,
// in whatever zone its pod runs:
//
//	apiVersion: snapshot.storage.k8s.io/v1
//	kind: VolumeSnapshot
//	metadata: {name: before-upgrade, namespace: app}
//	spec: {volumeSnapshotClassName: gp3, source: {persistentVolumeClaimName: data}}
//	---
//	apiVersion: v1
//	kind: PersistentVolumeClaim
//	metadata: {name: restored, namespace: app}
//	spec:
//	  storageClassName: gp3
//	  accessModes: [ReadWriteOnce]
//	  resources: {requests: {storage: 8Gi}}
//	  dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: before-upgrade}
//
// The new claim is in the namespace of the snapshot and asks for at least as
// much as the first one had; otherwise it stays pending, and so does its pod.
//
// # What is made in AWS from within
//
// The pools of Karpenter, the ingresses of the load balancer controller and
// claims of volumes make things in the account. They go with the object that
// asked for them. When the whole cluster goes, no object is deleted one by
// one, whether the cluster answers or not; the sweep of the cluster then takes
// away what they made: see package cluster.
package addons
