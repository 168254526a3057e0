package addons_test

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
)

func badCertificates() []bad {
	manager := func(name string, args *addons.CertManagerArgs, want ...string) bad {
		return bad{"cert-manager: " + name, func(ctx *pulumi.Context) error {
			_, err := addons.NewCertManager(ctx, "certs", args)
			return err
		}, `cert-manager "certs"`, want}
	}
	archive := func(name string, args *addons.CertificateArchiveArgs, want ...string) bad {
		return bad{"archive: " + name, func(ctx *pulumi.Context) error {
			_, err := addons.NewCertificateArchive(ctx, "app", args)
			return err
		}, `certificate archive "app"`, want}
	}
	issued := func(name string, args addons.IssuedCertificateArgs, want ...string) bad {
		return bad{"certificate: " + name, func(ctx *pulumi.Context) error {
			_, err := addons.NewIssuedCertificate(ctx, "app", &args)
			return err
		}, `issued certificate "app"`, want}
	}
	none := &addons.CertManager{}
	kept := &addons.CertificateArchive{SecretName: "dev/app/letsencrypt-production", Issuer: addons.Production}
	long := strings.Repeat("a", 60) + ".drydock.example"
	return []bad{
		manager("nothing given", nil, `Cluster: not given: pass the Cluster of an EKS or Existing`),
		manager("one replica in a bad place", &addons.CertManagerArgs{Cluster: bare(), Replicas: 1, Namespace: "Certs"},
			`Namespace "Certs": not a name of at most 63 lower-case letters, digits and hyphens: change it`,
			`Replicas 1: too few to lose one: have at least 2`),
		manager("an issuer of nothing", &addons.CertManagerArgs{Cluster: amazon(), ACME: &addons.ACME{}},
			`ACME.Email "": not an address: write it as "ops@your-domain"`,
			`ACME.Zone: not given: pass the zone in which names are proven`),
		manager("an address with a name", &addons.CertManagerArgs{Cluster: amazon(), ACME: &addons.ACME{Email: "Ops <ops@drydock.example>", Zone: publicZone()}},
			`ACME.Email "Ops <ops@drydock.example>": not an address: write it as "ops@your-domain"`),
		manager("an address that nobody reads", &addons.CertManagerArgs{Cluster: amazon(), ACME: &addons.ACME{Email: "ops@example.com", Zone: privateZone()}},
			`ACME.Email "ops@example.com": in a domain that Let's Encrypt takes no address of: give one that is read`,
			`ACME.Zone "internal": private, so that Let's Encrypt sees nothing in it: pass the public zone`),
		manager("a cluster whose pods have no roles", &addons.CertManagerArgs{Cluster: bare(), ACME: &addons.ACME{Email: "ops@drydock.example", Zone: publicZone()}},
			`Cluster "lab": has no workload identity, and the pods need a role in AWS: give the cluster an Identity`,
			`Cluster "lab": has no Region, and the pods call AWS: set ExistingArgs.Region`),
		manager("tokens that nobody trusts", &addons.CertManagerArgs{
			Cluster: amazon(), ACME: &addons.ACME{Email: "ops@drydock.example", Zone: publicZone()}, Workload: addons.Workload{Method: cluster.MethodOIDC},
		}, `Workload.Method "oidc": the cluster has no OpenID Connect provider: choose "pod-identity"`),

		archive("nothing given", nil, `Prefix "": not the beginning of a name of at least 3 letters, digits and /_+=.@-: write it as "dev/certificates/app"`),
		archive("a window too short", &addons.CertificateArchiveArgs{Prefix: "dev/app", Recovery: 3}, `Recovery 3: outside 7 to 30 days: choose one within`),
		archive("of an authority that dies", &addons.CertificateArchiveArgs{Prefix: "dev/app", Issuer: addons.PrivateCA},
			`Issuer "private-ca": not one whose certificates outlive a cluster: choose "letsencrypt-production" or "letsencrypt-staging"`),
		archive("another's mark", &addons.CertificateArchiveArgs{Prefix: "dev/app", Tags: map[string]string{"managed-by": "pulumi"}},
			`Tags[managed-by] "pulumi": the operator writes to no secret without its own mark: leave the tag out`),
		{"archive: adopted without an ARN", func(ctx *pulumi.Context) error {
			_, err := addons.AdoptCertificateArchive(ctx, "app", nil)
			return err
		}, `adopted certificate archive "app"`, []string{
			`Prefix "": not the beginning of a name of at least 3 letters, digits and /_+=.@-: write it as "dev/certificates/app"`,
			`ARN: not given: pass the ARN of the secret`,
		}},

		issued("an issuer that is not there", addons.IssuedCertificateArgs{CertManager: none, Namespace: "app", Names: []string{"app.drydock.example"}},
			`Issuer "letsencrypt-staging": not among the issuers [] of the cert-manager: give CertManagerArgs ACME or PrivateCA, or choose another`),
		issued("names", addons.IssuedCertificateArgs{Namespace: "app", SecretName: "TLS", Names: []string{long, "App.drydock.example", "a.*.example", "b.example", "b.example"}},
			`CertManager: not given: pass the one that issues it`,
			`SecretName "TLS": not the name of an object: use lower-case letters, digits, hyphens and dots`,
			`Names[0] "`+long+`": 76 characters, above the 64 of a common name: put a shorter name first`,
			`Names[1] "App.drydock.example": not a domain name in lower case: write it as "app.example.com" or "*.example.com"`,
			`Names[2] "a.*.example": not a domain name in lower case: write it as "app.example.com" or "*.example.com"`,
			`Names[4] "b.example": given twice: leave one out`),
		issued("an archive that nobody may open", addons.IssuedCertificateArgs{
			Namespace: "app", Names: []string{"app.drydock.example"}, Issuer: addons.Production, Archive: kept, Store: &addons.ExternalSecrets{},
		}, `CertManager: not given: pass the one that issues it`,
			`Archive "dev/app/letsencrypt-production": not among the Archives of the Store: add it there`,
			`Namespace "app": not among the Namespaces of the Store: add it there`),
		issued("an archive without a store", addons.IssuedCertificateArgs{Namespace: "app", Names: []string{"app.drydock.example"}, Issuer: addons.Production, Archive: kept},
			`CertManager: not given: pass the one that issues it`, `Store: not given with Archive: pass the ExternalSecrets that may read and write it`),
		issued("a store without an archive", addons.IssuedCertificateArgs{Namespace: "app", Names: []string{"app.drydock.example"}, Store: &addons.ExternalSecrets{}},
			`CertManager: not given: pass the one that issues it`, `Store: given without an Archive: give both or none`),
		issued("another issuer's archive", addons.IssuedCertificateArgs{Namespace: "app", Names: []string{"app.drydock.example"}, Archive: kept},
			`CertManager: not given: pass the one that issues it`,
			`Archive "dev/app/letsencrypt-production": holds certificates of "letsencrypt-production", not of "letsencrypt-staging": have an archive for each issuer`),
		issued("an archive of a private authority", addons.IssuedCertificateArgs{Namespace: "app", Names: []string{"app.drydock.example"}, Issuer: addons.PrivateCA, Archive: kept},
			`CertManager: not given: pass the one that issues it`,
			`Archive "dev/app/letsencrypt-production": of a certificate whose authority goes with the cluster: leave it out`),
	}
}
