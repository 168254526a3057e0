package platform_test

import (
	"fmt"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/stacks/dev"
	"github.com/drydock-iac/drydock/stacks/platform"
)

// machineImages are those that RKE's machines need in dev.
func machineImages() map[string]string {
	return map[string]string{"arm64": "ami-0123456789abcdef0", "x86_64": "ami-0123456789abcdef1"}
}

// rke is a change to dev on RKE.
func rke(change func(*setup)) func(*setup) {
	return func(s *setup) {
		s.Settings = asRKE(dev.Settings(), cluster.Servers{Count: 1})
		delete(s.config, "admins")
		s.config["images"] = machineImages()
		change(s)
	}
}

func badRKE() []bad {
	images := func(change func(map[string]string)) func(*setup) {
		return rke(func(s *setup) { change(s.config["images"].(map[string]string)) })
	}
	const arm64 = `: not set, and machines would be of whatever image is new when they start: write the id that aws ssm get-parameter --name /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64 shows`
	return []bad{
		{"the kind of cluster is another cloud's", func(s *setup) { s.Cluster.Kind = "gke" }, []string{
			`environment "dev": Cluster.Kind "gke": not a kind of cluster: use platform.EKS, platform.RKE or platform.Existing`,
		}},
		{"EKS has servers", func(s *setup) { s.Cluster.Servers.Count = 3 }, []string{
			`environment "dev": Cluster.Servers: EKS runs the control plane itself: leave it out, or set Cluster.Kind to platform.RKE`,
		}},
		{"images are configured for EKS", configured("images", machineImages()), []string{
			`config "dev": drydock:platform.images: only RKE's machines are of an image that is named: leave it out`,
		}},
		{"EKS is to be restored from a snapshot", configured("restoreFrom", "etcd-snapshot-1"), []string{
			`config "dev": drydock:platform.restoreFrom: only RKE keeps snapshots of etcd: leave it out`,
		}},
		{"RKE is to be restored from a snapshot in a folder", rke(configured("restoreFrom", "dev/etcd-snapshot-1")), []string{
			`cluster "dev": Snapshots.RestoreFrom "dev/etcd-snapshot-1": not the name of a snapshot: name it without its folder`,
		}},
		{"RKE is to be restored from a number", rke(configured("restoreFrom", 7)), []string{
			`config "dev": drydock:platform.restoreFrom 7: is a number: write a text`,
		}},
		{"RKE has logs in CloudWatch", rke(func(s *setup) { s.Cluster.LogDays = 7 }), []string{
			`environment "dev": Cluster.LogDays 7: RKE writes its logs on its servers, not to CloudWatch: leave it out`,
		}},
		{"RKE has two servers", rke(func(s *setup) { s.Cluster.Servers.Count = 2 }), []string{
			`cluster "dev": Servers.Count 2: not 1, 3 or 5: an even number loses quorum no later than one less: choose one of them`,
		}},
		{"RKE has three servers in two zones", rke(func(s *setup) { s.Cluster.Servers.Count = 3 }), []string{
			`cluster "dev": Servers.Count 3: servers in 2 zone(s), of which one holds as many as quorum can spare or more: give the tier a third zone, or state ShareZones`,
		}},
		{"RKE has servers in a zone that is not there", rke(func(s *setup) { s.Cluster.Servers.Zones = []string{"c"} }), []string{
			`cluster "dev": Servers.Zones[0] "c": not a zone of the tier: choose among ["a" "b"]`,
		}},
		{"agents of RKE have an operating system", rke(func(s *setup) { s.Cluster.Groups[0].OS = cluster.Bottlerocket }), []string{
			`cluster "dev": Agents[base].OS "bottlerocket": not an operating system that RKE2 is installed on here: leave it out, or give an image in Images`,
		}},
		{"RKE has administrators of AWS", rke(configured("admins", []string{"arn:aws:iam::111122223333:role/drydock"})), []string{
			`config "dev": drydock:platform.admins: roles and users of AWS are known to EKS only: leave it out, and use the cluster's kubeconfig`,
		}},
		{"nothing may reach the API of RKE", rke(unconfigured("apiAccess")), []string{
			`config "dev": drydock:platform.apiAccess: the deployment could not reach the cluster's API: name the address ranges you deploy from`,
		}},
		{"no images are configured for RKE", rke(unconfigured("images")), []string{
			`config "dev": drydock:platform.images.arm64` + arm64,
			`config "dev": drydock:platform.images.x86_64: not set, and machines would be of whatever image is new when they start: write the id that aws ssm get-parameter --name /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64 shows`,
		}},
		{"the servers of RKE have no image", images(func(m map[string]string) { delete(m, "arm64") }), []string{
			`config "dev": drydock:platform.images.arm64` + arm64,
		}},
		{"an image of RKE floats", images(func(m map[string]string) { m["arm64"] = "latest" }), []string{
			`config "dev": drydock:platform.images.arm64 "latest": not the id of an image: write it as ami-0123456789abcdef0`,
		}},
		{"an image of RKE is for no architecture", images(func(m map[string]string) { m["riscv"] = m["arm64"] }), []string{
			`config "dev": drydock:platform.images.riscv: not an architecture: write "arm64" or "x86_64"`,
		}},
		{"an image of RKE is for machines that are not there", rke(func(s *setup) {
			s.Cluster.Servers.Type = "m6i.large"
		}), []string{
			`config "dev": drydock:platform.images.arm64 "ami-0123456789abcdef0": no machine has that architecture: leave it out`,
		}},
		{"the images of RKE are a list", rke(configured("images", []string{"ami-0123456789abcdef0"})), []string{
			`config "dev": drydock:platform.images ["ami-0123456789abcdef0"]: is a list: write arm64 and x86_64 below it, each with the id of an image`,
		}},
	}
}

// tls is a change to dev with another choice of TLS.
func tls(choice platform.TLS, change func(*setup)) func(*setup) {
	return func(s *setup) {
		s.TLS = choice
		s.config["email"] = "ops@drydock.example"
		change(s)
	}
}

func badTLS() []bad {
	return []bad{
		{"nobody known vouches for the name", func(s *setup) { s.TLS = "self-signed" }, []string{
			`environment "dev": TLS "self-signed": not a choice of TLS: use platform.ACM, platform.LetsEncryptStaging, platform.LetsEncrypt or platform.PrivateCA`,
		}},
		{"Let's Encrypt has nobody to write to", tls(platform.LetsEncryptStaging, unconfigured("email")), []string{
			`config "dev": drydock:platform.email: not set: set it to an address that is read, for Let's Encrypt to write to`,
		}},
		{"Let's Encrypt is given what is no address", tls(platform.LetsEncryptStaging, configured("email", "ops")), []string{
			`cert-manager "dev-certificates": ACME.Email "ops": not an address: write it as "ops@your-domain"`,
		}},
		{"Let's Encrypt is given an address of a document", tls(platform.LetsEncryptStaging, configured("email", "ops@example.com")), []string{
			`cert-manager "dev-certificates": ACME.Email "ops@example.com": in a domain that Let's Encrypt takes no address of: give one that is read`,
		}},
		{"an email is configured and nobody writes", configured("email", "ops@drydock.example"), []string{
			`config "dev": drydock:platform.email: only Let's Encrypt writes letters, and it is not asked for the certificate: leave it out, or set TLS to platform.LetsEncrypt`,
		}},
		{"a domain that no certificate has room for", tls(platform.LetsEncryptStaging, configured("domain", "a-very-long-name-of-an-environment-that-somebody-typed.drydock.example")), []string{
			`config "dev": drydock:platform.domain "a-very-long-name-of-an-environment-that-somebody-typed.drydock.example": 70 characters long, and no certificate has room for "app." before it: use at most 60`,
		}},
		{"a context is configured for AWS", configured("context", "kind-drydock"), []string{
			`config "dev": drydock:platform.context: the environment makes its cluster itself: leave it out`,
		}},
		{"a port is configured for AWS", configured("port", 8443), []string{
			`config "dev": drydock:platform.port: the load balancer answers on 443: leave it out`,
		}},
		{"metrics of its own are configured for AWS", configured("ownMetrics", true), []string{
			`config "dev": drydock:platform.ownMetrics: the environment makes its cluster itself, with a metrics server: leave it out`,
		}},
		{"a kubeconfig is configured for AWS", besides(platform.KubeconfigKey, "{}"), []string{
			`config "dev": drydock:kubeconfig: in plain text, and whoever reads it may do everything in the cluster: set it with pulumi config set --secret drydock:kubeconfig`,
			`config "dev": drydock:kubeconfig: the environment makes its cluster itself: leave it out`,
		}},
	}
}

func badArchives() []bad {
	const arn = "arn:aws:secretsmanager:%s:111122223333:secret:%s-AbCdEf"
	mine := fmt.Sprintf(arn, "eu-central-1", "dev/certificates/edge/letsencrypt-production")
	kept := func(archive string) func(*setup) { return tls(platform.LetsEncrypt, configured("archive", archive)) }
	return []bad{
		{"a certificate of Let's Encrypt is kept nowhere", tls(platform.LetsEncrypt, func(*setup) {}), []string{
			`config "dev": drydock:platform.archive: not set, and a certificate that is kept nowhere is ordered anew by every cluster: run up of the stack "shared" and write its output devArchive here`,
		}},
		{"a certificate is kept in a bucket", kept("arn:aws:s3:::certificates"), []string{
			`config "dev": drydock:platform.archive "arn:aws:s3:::certificates": not the ARN of a secret: copy the output devArchive of the stack "shared"`,
		}},
		{"a certificate is kept in a secret without its last letters", kept(mine[:len(mine)-7]), []string{
			`config "dev": drydock:platform.archive "arn:aws:secretsmanager:eu-central-1:111122223333:secret:dev/certificates/edge/letsencrypt-production": not the ARN of a secret: copy the output devArchive of the stack "shared"`,
		}},
		{"a certificate is kept in another region", kept(fmt.Sprintf(arn, "eu-west-1", "dev/certificates/edge/letsencrypt-production")), []string{
			`config "dev": drydock:platform.archive "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/certificates/edge/letsencrypt-production-AbCdEf": in eu-west-1, and the environment is in eu-central-1: run up of the stack "shared" in the region of the environment`,
		}},
		{"a certificate is kept for another environment", kept(fmt.Sprintf(arn, "eu-central-1", "prod/certificates/edge/letsencrypt-production")), []string{
			`config "dev": drydock:platform.archive "arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/certificates/edge/letsencrypt-production-AbCdEf": the secret is called "prod/certificates/edge/letsencrypt-production", not "dev/certificates/edge/letsencrypt-production": copy the output devArchive of the stack "shared"`,
		}},
		{"a certificate of the test service is kept", tls(platform.LetsEncryptStaging, configured("archive", mine)), []string{
			`config "dev": drydock:platform.archive: only certificates of Let's Encrypt proper are kept: leave it out, or set TLS to platform.LetsEncrypt`,
		}},
		{"a certificate of ACM is kept", configured("archive", mine), []string{
			`config "dev": drydock:platform.archive: only certificates of Let's Encrypt proper are kept: leave it out, or set TLS to platform.LetsEncrypt`,
		}},
	}
}
