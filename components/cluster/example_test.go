package cluster_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
)

func ExampleCheckEKS() {
	err := cluster.CheckEKS("dev", &cluster.EKSArgs{
		Network: placement("a", "b"),
		Version: "1.36",
		// With this, a skipped version is found before anything starts.
		RunningVersion: "1.34",
		Admins:         map[string]pulumi.StringInput{"deployer": pulumi.String("arn:aws:iam::111122223333:role/deployer")},
		NodeGroups: []cluster.NodeGroup{
			{Name: "general", InstanceTypes: []string{"m7g.large"}, Min: 2, Max: 4},
			{Name: "burst", InstanceTypes: []string{"m7g.large", "m6g.large"}, Capacity: cluster.Spot, Max: 8},
		},
	})
	fmt.Println(err)
	// Output: cluster "dev": Version "1.36": skips from 1.34 over 1 minor version(s), and EKS upgrades one at a time: go to 1.35 first
}

func ExampleKubeconfig() {
	fmt.Println(cluster.Kubeconfig(cluster.KubeconfigArgs{
		Name: "dev", Endpoint: "https://dev.example.com", CertificateAuthority: "Q0E=", Token: "t",
	}))
	// Output: {"apiVersion":"v1","kind":"Config","clusters":[{"name":"dev","cluster":{"server":"https://dev.example.com","certificate-authority-data":"Q0E="}}],"contexts":[{"name":"dev","context":{"cluster":"dev","user":"dev"}}],"current-context":"dev","users":[{"name":"dev","user":{"token":"t"}}]}
}
