package cluster

import "encoding/json"

// KubeconfigArgs are what the kubeconfig of an EKS cluster is made of.
type KubeconfigArgs struct {
	// Name and Region of the cluster.
	Name, Region string
	// Endpoint is the URL of the API server.
	Endpoint string
	// CertificateAuthority is the certificate of its authority, PEM in
	// base64, as EKS gives it.
	CertificateAuthority string
	// Token to present. Empty runs "aws eks get-token" instead.
	Token string
}

// Kubeconfig returns the configuration as JSON, which every Kubernetes client
// reads as it does YAML. Equal arguments give equal text. The format is of
// https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
func Kubeconfig(args KubeconfigArgs) string {
	user := kubeUser{Token: args.Token}
	if args.Token == "" {
		user.Exec = &kubeExec{
			APIVersion: "client.authentication.k8s.io/v1beta1",
			Command:    "aws",
			Args: []string{
				"--region", args.Region, "eks", "get-token", "--cluster-name", args.Name, "--output", "json",
			},
			InteractiveMode: "Never",
		}
	}
	text, err := json.Marshal(kubeconfig{
		APIVersion:     "v1",
		Kind:           "Config",
		CurrentContext: args.Name,
		Clusters: []namedCluster{{
			Name:    args.Name,
			Cluster: kubeCluster{Server: args.Endpoint, CertificateAuthority: args.CertificateAuthority},
		}},
		Contexts: []namedContext{{Name: args.Name, Context: kubeContext{Cluster: args.Name, User: args.Name}}},
		Users:    []namedUser{{Name: args.Name, User: user}},
	})
	if err != nil {
		// Structs of strings cannot fail to encode.
		panic(err)
	}
	return string(text)
}

type kubeconfig struct {
	APIVersion     string         `json:"apiVersion"`
	Kind           string         `json:"kind"`
	Clusters       []namedCluster `json:"clusters"`
	Contexts       []namedContext `json:"contexts"`
	CurrentContext string         `json:"current-context"`
	Users          []namedUser    `json:"users"`
}

type namedCluster struct {
	Name    string      `json:"name"`
	Cluster kubeCluster `json:"cluster"`
}

type kubeCluster struct {
	Server               string `json:"server"`
	CertificateAuthority string `json:"certificate-authority-data"`
}

type namedContext struct {
	Name    string      `json:"name"`
	Context kubeContext `json:"context"`
}

type kubeContext struct {
	Cluster string `json:"cluster"`
	User    string `json:"user"`
}

type namedUser struct {
	Name string   `json:"name"`
	User kubeUser `json:"user"`
}

type kubeUser struct {
	Exec  *kubeExec `json:"exec,omitempty"`
	Token string    `json:"token,omitempty"`
}

type kubeExec struct {
	APIVersion      string   `json:"apiVersion"`
	Command         string   `json:"command"`
	Args            []string `json:"args"`
	InteractiveMode string   `json:"interactiveMode"`
}
