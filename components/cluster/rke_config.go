package cluster

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
	"github.com/drydock-iac/drydock/internal/versions"
)

// facts are what user data need of other resources.
func (b *rkeBuilder) facts(secret heldSecret) pulumi.StringMap {
	f := pulumi.StringMap{
		"registration": b.registration.DNSName, "authority": b.r.CertificateAuthority, "secret": secret.secret.Arn,
		"record": b.state.Name, "restore": b.restore.Name, "bucket": b.plan.Snapshots.Bucket.Name,
	}
	if b.public != nil {
		f["public"] = b.public.DNSName
	}
	if !b.plan.DisableIdentity {
		f["issuer"] = b.trusted.url
	}
	return f
}

// machine is what all machines are told alike.
func (pl *rkePlan) machine(arch string, facts map[string]string) rke2.Machine {
	return rke2.Machine{
		Cluster: pl.Name, Registration: facts["registration"], Authority: facts["authority"],
		Region: pl.Network.Region, Secret: facts["secret"],
		Version: pl.release.Version, Arch: goArch(arch), Checksum: pl.Checksums[arch],
		CIS: !pl.DisableCIS, Cloud: !pl.DisableCloudController,
	}
}

func userData(m rke2.Machine) (string, error) {
	doc, err := m.Document()
	if err != nil {
		return "", err
	}
	return doc.UserData()
}

// serverData is the user data of a server.
func (pl *rkePlan) serverData(ordinal int, facts map[string]string) (string, error) {
	m := pl.machine(Architecture(pl.Servers.Type), facts)
	m.Server, m.Ordinal, m.State, m.Restore = true, ordinal, facts["record"], facts["restore"]
	m.Config = pl.serverConfig(ordinal, facts)
	if !pl.DisableCloudController {
		m.Manifests = map[string]string{"drydock-cloud-controller.yaml": pl.cloudController()}
	}
	return userData(m)
}

// serverConfig is what RKE2 is told on a server:
// https://docs.rke2.io/reference/server_config
func (pl *rkePlan) serverConfig(ordinal int, facts map[string]string) map[string]any {
	names := []string{facts["registration"]}
	if public := facts["public"]; public != "" {
		names = append(names, public)
	}
	c := map[string]any{
		"tls-san":      names,
		"cni":          "canal",
		"cluster-cidr": pl.PodCIDR, "service-cidr": pl.ServiceCIDR,
		"node-label":         []string{fmt.Sprintf("%s=%d", rke2.NodeLabel, ordinal)},
		"ingress-controller": "none",
		// RKE2 encrypts Secrets in etcd by itself, with AES-CBC unless told
		// otherwise. Secretbox is the one that Kubernetes calls strong among
		// those with a local key:
		// https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/#providers
		"secrets-encryption-provider": "secretbox",
		"write-kubeconfig-mode":       "0600",
		"etcd-snapshot-schedule-cron": pl.Snapshots.Schedule,
		"etcd-snapshot-retention":     min(pl.Snapshots.Keep, localSnapshots),
		"etcd-s3":                     true,
		"etcd-s3-bucket":              facts["bucket"], "etcd-s3-folder": pl.Snapshots.Folder, "etcd-s3-region": pl.Network.Region,
		"etcd-s3-endpoint":  fmt.Sprintf("s3.%s.%s", pl.Network.Region, dnsSuffix(pl.Network.Region)),
		"etcd-s3-retention": pl.Snapshots.Keep,
	}
	if issuer := facts["issuer"]; issuer != "" {
		c["kube-apiserver-arg"] = apiServerArgs(issuer)
	}
	if pl.BundledTraefik {
		c["ingress-controller"] = "traefik"
	}
	if !pl.DisableCIS {
		c["profile"] = "cis"
	}
	if !pl.DisableCloudController {
		c["disable-cloud-controller"] = true
	}
	if len(pl.Agents) > 0 {
		c["node-taint"] = []string{"CriticalAddonsOnly=true:NoExecute"}
	}
	return c
}

// localSnapshots is how many snapshots stay on a server's disk besides.
const localSnapshots = 5

// dnsSuffix of a region's services:
// https://docs.aws.amazon.com/general/latest/gr/rande.html
func dnsSuffix(region string) string {
	if len(region) > 3 && region[:3] == "cn-" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

// agentData is the user data of an agent:
// https://docs.rke2.io/reference/linux_agent_config
func (pl *rkePlan) agentData(g NodeGroup, facts map[string]string) (string, error) {
	m := pl.machine(g.architecture(), facts)
	m.Config = map[string]any{}
	if !pl.DisableCIS {
		m.Config["profile"] = "cis"
	}
	var labels, taints []string
	for _, k := range slices.Sorted(maps.Keys(g.Labels)) {
		labels = append(labels, k+"="+g.Labels[k])
	}
	effects := map[TaintEffect]string{NoSchedule: "NoSchedule", PreferNoSchedule: "PreferNoSchedule", NoExecute: "NoExecute"}
	for _, t := range g.Taints {
		taints = append(taints, t.Key+"="+t.Value+":"+effects[t.Effect])
	}
	m.Config["node-label"] = append(labels, "drydock.dev/group="+g.Name)
	if len(taints) > 0 {
		m.Config["node-taint"] = taints
	}
	return userData(m)
}

// cloudController is the manifest of the controller that tells nodes their
// zone and takes those out whose machines are gone. It makes no balancers:
// the program does. RKE2 installs it itself, before there is a ready node:
// https://docs.rke2.io/add-ons/helm
func (pl *rkePlan) cloudController() string {
	chart := versions.CloudController()
	values, err := json.Marshal(map[string]any{
		"args": []string{
			"--v=2", "--cloud-provider=aws", "--cluster-name=" + pl.Name, "--configure-cloud-routes=false",
			"--controllers=cloud-node-controller,cloud-node-lifecycle-controller",
		},
		"hostNetworking": true,
		// The label's value that RKE2 gives its servers.
		"nodeSelector": map[string]string{"node-role.kubernetes.io/control-plane": "true"},
		"tolerations":  []map[string]string{{"operator": "Exists"}},
	})
	if err != nil {
		panic(err) // maps of strings cannot fail to encode
	}
	text, err := json.Marshal(map[string]any{
		"apiVersion": "helm.cattle.io/v1", "kind": "HelmChart",
		"metadata": map[string]string{"name": chart.Name, "namespace": "kube-system"},
		"spec": map[string]any{
			"chart": chart.Name, "repo": chart.Repository, "version": chart.Version, "targetNamespace": "kube-system",
			"bootstrap": true, "valuesContent": string(values),
		},
	})
	if err != nil {
		panic(err) // as above
	}
	return string(text) + "\n"
}
