package platform_test

import (
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/stacks/local"
	"github.com/drydock-iac/drydock/stacks/platform"
)

// onMachine is a change to the environment local, which has a configuration of
// its own.
func onMachine(change func(*setup)) func(*setup) {
	return func(s *setup) {
		s.Settings, s.stack = local.Settings(), local.Name
		s.keys[platform.RegionKey] = ""
		s.config = map[string]any{"context": "kind-drydock", "domain": "drydock.localhost", "image": image}
		change(s)
	}
}

// badLocal are settings that have no meaning in a cluster that exists.
func badLocal() []bad {
	return []bad{
		{"an existing cluster has an owner", onMachine(func(s *setup) { s.Owner = "platform" }), []string{
			`environment "local": Owner: it is a tag of AWS, and nothing of the environment is there: leave it out`,
		}},
		{"an existing cluster has a range of addresses", onMachine(func(s *setup) { s.Network.CIDR = "10.10.0.0/16" }), []string{
			`environment "local": Network.CIDR: an existing cluster has a network of its own: leave it out`,
		}},
		{"an existing cluster has zones", onMachine(func(s *setup) { s.Network.Zones = []string{"a", "b"} }), []string{
			`environment "local": Network.Zones: an existing cluster has a network of its own: leave it out`,
		}},
		{"an existing cluster has a way of NAT", onMachine(func(s *setup) { s.Network.NAT = network.NATOne }), []string{
			`environment "local": Network.NAT: an existing cluster has a network of its own: leave it out`,
		}},
		{"an existing cluster has network ACLs", onMachine(func(s *setup) { s.Network.ACLs = true }), []string{
			`environment "local": Network.ACLs: an existing cluster has a network of its own: leave it out`,
		}},
		{"an existing cluster has flow logs", onMachine(func(s *setup) { s.Network.FlowLogDays = 7 }), []string{
			`environment "local": Network.FlowLogDays: an existing cluster has a network of its own: leave it out`,
		}},
		{"an existing cluster has groups of nodes", onMachine(func(s *setup) {
			s.Cluster.Groups = []cluster.NodeGroup{{Name: "base", InstanceTypes: []string{"m6i.large"}, Min: 2, Max: 3}}
		}), []string{
			`environment "local": Cluster.Groups: an existing cluster has its nodes: leave it out`,
		}},
		{"an existing cluster has servers", onMachine(func(s *setup) { s.Cluster.Servers.Count = 1 }), []string{
			`environment "local": Cluster.Servers: an existing cluster has its nodes: leave it out`,
		}},
		{"an existing cluster has logs in CloudWatch", onMachine(func(s *setup) { s.Cluster.LogDays = 7 }), []string{
			`environment "local": Cluster.LogDays: an existing cluster keeps its logs where it does: leave it out`,
		}},
		{"an existing cluster is protected", onMachine(func(s *setup) { s.Protect = true }), []string{
			`environment "local": Protect: nothing that holds state is made in an existing cluster: leave it out`,
		}},
		{"an existing cluster has a certificate of ACM", onMachine(func(s *setup) { s.TLS = platform.ACM }), []string{
			`environment "local": TLS "acm": certificates of ACM are for load balancers of AWS, and the cluster has none: use platform.PrivateCA, or leave it out`,
		}},
		{"an existing cluster has a certificate of Let's Encrypt", onMachine(func(s *setup) { s.TLS = platform.LetsEncrypt }), []string{
			`environment "local": TLS "letsencrypt-production": names are proven in a zone of Route 53, and the environment makes none: use platform.PrivateCA, or leave it out`,
		}},
		{"an existing cluster has a version that is none", onMachine(func(s *setup) { s.Cluster.Version = "v1.35" }), []string{
			`cluster "local": Version: "v1.35" is not a minor version of Kubernetes: write it as "1.35"`,
		}},
		{"the ingress of an existing cluster has one replica", onMachine(func(s *setup) { s.Ingress.Replicas = 1 }), []string{
			`traefik "local-ingress": Replicas 1: too few to lose one: have at least 2`,
		}},
		{"an environment of AWS becomes one of an existing cluster", onMachine(func(s *setup) {
			s.Owner, s.Protect = "platform", true
			s.Network = platform.Network{CIDR: "10.10.0.1/8", Zones: []string{"z"}, NAT: "many", FlowLogDays: 8}
			s.config = map[string]any{"domain": "dev.drydock.example", "admins": []string{"root"}, "apiAccess": []string{"office"}, "image": image}
		}), []string{
			`config "local": drydock:platform.admins: roles and users of AWS are known to EKS only: leave it out, and use the cluster's kubeconfig`,
			`config "local": drydock:platform.apiAccess: the cluster exists, and who reaches it is not decided here: leave it out`,
			`config "local": drydock:platform.context: not set, and whatever cluster is current would be changed: name the context of your kubeconfig, such as kind-drydock or k3d-drydock`,
			`environment "local": Owner: it is a tag of AWS, and nothing of the environment is there: leave it out`,
			`environment "local": Network.CIDR: an existing cluster has a network of its own: leave it out`,
			`environment "local": Network.Zones: an existing cluster has a network of its own: leave it out`,
			`environment "local": Network.NAT: an existing cluster has a network of its own: leave it out`,
			`environment "local": Network.FlowLogDays: an existing cluster has a network of its own: leave it out`,
			`environment "local": Protect: nothing that holds state is made in an existing cluster: leave it out`,
		}},
	}
}

// badLocalConfig are configurations that no machine can have.
func badLocalConfig() []bad {
	here := func(change func(*setup)) func(*setup) { return onMachine(change) }
	return []bad{
		{"no context is configured", here(unconfigured("context")), []string{
			`config "local": drydock:platform.context: not set, and whatever cluster is current would be changed: name the context of your kubeconfig, such as kind-drydock or k3d-drydock`,
		}},
		{"the context is two words", here(configured("context", "kind drydock")), []string{
			`config "local": drydock:platform.context "kind drydock": not the name of a context: write one that kubectl config get-contexts shows`,
		}},
		{"the context is a number", here(configured("context", 1)), []string{
			`config "local": drydock:platform.context 1: is a number: write a text`,
		}},
		{"no domain is configured for a machine", here(unconfigured("domain")), []string{
			`config "local": drydock:platform.domain: not set: set it to a name that leads to your machine, such as drydock.localhost`,
		}},
		{"the domain of a machine has an underscore", here(configured("domain", "my_machine.localhost")), []string{
			`skeleton "local-app": Host "app.my_machine.localhost": not a full DNS name in lower case: write it as "app.example.com"`,
		}},
		{"the domain of a machine leaves no room for the app's name", here(configured("domain", "a-very-long-name-of-a-machine-that-somebody-typed.example.localhost")), []string{
			`config "local": drydock:platform.domain "a-very-long-name-of-a-machine-that-somebody-typed.example.localhost": 67 characters long, and no certificate has room for "app." before it: use at most 60`,
		}},
		{"the port of a machine is none", here(configured("port", 70000)), []string{
			`config "local": drydock:platform.port 70000: not a port: write 1 to 65535, or leave it out for 443`,
		}},
		{"the port of a machine is negative", here(configured("port", -1)), []string{
			`config "local": drydock:platform.port -1: not a port: write 1 to 65535, or leave it out for 443`,
		}},
		{"the port of a machine is a text", here(configured("port", "https")), []string{
			`config "local": drydock:platform.port "https": is a text: write a number such as 8443`,
		}},
		{"whether the cluster measures its pods is a word", here(configured("ownMetrics", "k3s")), []string{
			`config "local": drydock:platform.ownMetrics "k3s": is a text: write true or false`,
		}},
		{"a region is configured for a machine", here(besides(platform.RegionKey, "eu-central-1")), []string{
			`config "local": aws:region: nothing of the environment is in AWS: leave it out`,
		}},
		{"admins are configured for a machine", here(configured("admins", []string{"arn:aws:iam::111122223333:role/drydock"})), []string{
			`config "local": drydock:platform.admins: roles and users of AWS are known to EKS only: leave it out, and use the cluster's kubeconfig`,
		}},
		{"ranges are configured for a machine", here(configured("apiAccess", []string{"203.0.113.0/24"})), []string{
			`config "local": drydock:platform.apiAccess: the cluster exists, and who reaches it is not decided here: leave it out`,
		}},
		{"a parent's zone is configured for a machine", here(configured("parentZone", "Z0123456789ABCDEFGHIJ")), []string{
			`config "local": drydock:platform.parentZone: the environment has no zone that could be delegated: leave it out`,
		}},
		{"an email is configured for a machine", here(configured("email", "ops@drydock.example")), []string{
			`config "local": drydock:platform.email: only Let's Encrypt writes letters, and it is not asked for the certificate: leave it out, or set TLS to platform.LetsEncrypt`,
		}},
		{"images are configured for a machine", here(configured("images", map[string]string{"arm64": "ami-0123456789abcdef0"})), []string{
			`config "local": drydock:platform.images: only RKE's machines are of an image that is named: leave it out`,
		}},
		{"a kubeconfig is configured in plain text", here(besides(platform.KubeconfigKey, "{}")), []string{
			`config "local": drydock:kubeconfig: in plain text, and whoever reads it may do everything in the cluster: set it with pulumi config set --secret drydock:kubeconfig`,
		}},
		{"nothing is configured for a machine", here(func(s *setup) { s.config = nil }), []string{
			`config "local": drydock:platform: not set: set it in the stack's file, with the keys context, domain, image, ownMetrics, port`,
		}},
		{"a key for a machine is misspelt", here(configured("contexts", "kind-drydock")), []string{
			`config "local": drydock:platform.contexts: no such setting: write "context"`,
		}},
		{"a kubeconfig is among the keys for a machine", here(configured("kubeconfig", "{}")), []string{
			`config "local": drydock:platform.kubeconfig: no such setting: use one of context, domain, image, ownMetrics, port`,
		}},
	}
}
