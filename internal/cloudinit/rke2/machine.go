package rke2

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/drydock-iac/drydock/internal/cloudinit"
)

// Paths on the machine.
const (
	// FactsPath holds the facts as shell assignments. Its presence marks a
	// document as one of RKE2.
	FactsPath = "/etc/drydock/rke2.env"
	// ConfigPath is what RKE2 is told and everyone may know.
	ConfigPath = "/etc/rancher/rke2/config.yaml.d/10-drydock.yaml"
	// AuthorityPath is the certificate of the authority that signs what servers
	// show behind the registration balancer, to whoever joins:
	// https://github.com/k3s-io/k3s/blob/master/pkg/cluster/https.go
	AuthorityPath = "/etc/drydock/server-ca.crt"
	// kubeletPath is what the kubelet is told. RKE2 copies it into the folder
	// of its kubelet's configuration, where it adds to RKE2's own:
	// https://github.com/k3s-io/k3s/blob/master/pkg/daemons/agent/agent.go
	kubeletPath = "/etc/drydock/kubelet.yaml"
	// scriptFolder holds the scripts.
	scriptFolder = "/usr/local/lib/drydock"
	// manifests is where RKE2 takes what it deploys from:
	// https://docs.rke2.io/advanced#auto-deploying-manifests
	manifests = "/var/lib/rancher/rke2/server/manifests"
)

// LeaveHook is the name of the lifecycle hook by which a group waits for its
// server to leave the cluster.
const LeaveHook = "leave"

// LeavePath is the script by which a server leaves. Its presence says that it
// does.
const LeavePath = scriptFolder + "/leave.sh"

// NodeLabel is the label of a server's node that says which one it is.
const NodeLabel = "drydock.dev/server"

// Bounds of what a machine waits for, in seconds, and of how often it tries.
const (
	// WaitSeconds is how long a machine waits for its decision.
	WaitSeconds = 1800
	// PatienceSeconds is how long a server listens to a silent balancer before it
	// believes that a machine which began the cluster never finished.
	PatienceSeconds = 300
	// PollSeconds is the pause between two looks.
	PollSeconds = 10
	// Tries is how often a call of AWS or a download is tried.
	Tries = 10
	// StartSeconds is how long RKE2 may take to start.
	StartSeconds = 900
	// RestoreSeconds is how long a snapshot may take to be restored.
	RestoreSeconds = 1800
	// ShutdownSeconds is how long a machine that goes gives its pods to end,
	// and CriticalSeconds the last part of it, which belongs to the pods that
	// the node itself needs. EC2 ends a machine that takes longer than a few
	// minutes, and a spot machine after two.
	ShutdownSeconds = 120
	CriticalSeconds = 30
	// DrainSeconds is how long a server that leaves waits for its pods to go,
	// LeaveSeconds how long until it is no member of etcd, and HookSeconds how
	// long its group waits for all of that before it ends the machine anyway.
	DrainSeconds = 60
	LeaveSeconds = 60
	HookSeconds  = 300
	// Attempts is how often systemd runs the script, a minute apart.
	Attempts = 10
)

//go:embed scripts/lib.sh
var library string

//go:embed scripts/boot-server.sh
var bootServer string

//go:embed scripts/leave.sh
var leaveServer string

//go:embed scripts/boot-agent.sh
var bootAgent string

// Machine is what a machine is told.
type Machine struct {
	// Cluster is the cluster's name.
	Cluster string
	// Server reports whether it is a server; else it is an agent.
	Server bool
	// Ordinal is which server it is; 0 is the first one.
	Ordinal int
	// Registration is the host name of the registration balancer.
	Registration string
	// Authority is the certificate, in PEM, of the authority that signs the
	// servers' certificates. It is no secret.
	Authority string
	// Region of AWS.
	Region string
	// Secret is the ARN of the secret that the machine fetches.
	Secret string
	// State and Restore are the names of the parameters that hold the record
	// and the wish to restore. For servers only.
	State, Restore string
	// Version of RKE2, "v1.35.6+rke2r1".
	Version string
	// Arch is "amd64" or "arm64".
	Arch string
	// Checksum is the SHA-256 of the release's tarball. Empty trusts the
	// checksums that the release states.
	Checksum string
	// CIS prepares the machine for the CIS profile.
	CIS bool
	// Cloud leaves the kubelet's cloud duties to an external controller.
	Cloud bool
	// Config is what RKE2 is told and everyone may know, by option.
	Config map[string]any
	// Manifests are what servers deploy, by file name.
	Manifests map[string]string
}

// facts are the assignments of the shell.
func (m Machine) facts() map[string]string {
	role := "agent"
	if m.Server {
		role = "server"
	}
	f := map[string]string{
		"CLUSTER": m.Cluster, "ROLE": role, "REGISTRATION": m.Registration, "AUTHORITY": AuthorityPath, "REGION": m.Region, "SECRET": m.Secret,
		"RKE2_VERSION": m.Version, "ARCH": m.Arch, "CHECKSUM": m.Checksum, "CIS": yesNo(m.CIS), "CLOUD": yesNo(m.Cloud),
		"WAIT": strconv.Itoa(WaitSeconds), "POLL": strconv.Itoa(PollSeconds), "TRIES": strconv.Itoa(Tries), "START_WAIT": strconv.Itoa(StartSeconds),
	}
	if m.Server {
		maps.Copy(f, map[string]string{
			"ORDINAL": strconv.Itoa(m.Ordinal), "FIRST": yesNo(m.Ordinal == 0), "STATE_PARAMETER": m.State, "RESTORE_PARAMETER": m.Restore,
			"PATIENCE": strconv.Itoa(PatienceSeconds), "RESTORE_WAIT": strconv.Itoa(RestoreSeconds), "NODE_LABEL": NodeLabel,
			"DRAIN_WAIT": strconv.Itoa(DrainSeconds), "LEAVE_WAIT": strconv.Itoa(LeaveSeconds), "LEAVE_HOOK": LeaveHook,
		})
	}
	return f
}

// Document is what the machine does when it first starts.
func (m Machine) Document() (cloudinit.Document, error) {
	facts := m.facts()
	var env strings.Builder
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		if strings.ContainsAny(facts[name], "'\n\r\x00") {
			return cloudinit.Document{}, fmt.Errorf("user data: fact %s: has a quote or a line break: a fact is one line of text", name)
		}
		fmt.Fprintf(&env, "%s='%s'\n", name, facts[name])
	}
	config, err := yaml.Marshal(m.Config)
	if err != nil {
		return cloudinit.Document{}, fmt.Errorf("user data: %w", err)
	}
	script := "boot-agent.sh"
	if m.Server {
		script = "boot-server.sh"
	}
	d := cloudinit.Document{
		// What the scripts use beyond the image: Amazon Linux 2023 has curl,
		// tar and the aws command.
		Packages: []string{"iptables-nft", "jq"},
		Files: []cloudinit.File{
			{Path: FactsPath, Mode: "0644", Content: env.String()},
			{Path: ConfigPath, Mode: "0600", Content: string(config)},
			{Path: kubeletPath, Mode: "0600", Content: kubelet()},
			{Path: AuthorityPath, Mode: "0644", Content: m.Authority},
			{Path: scriptFolder + "/lib.sh", Mode: "0644", Content: library},
		},
		Commands: [][]string{{"systemctl", "daemon-reload"}, {"systemctl", "enable", "--now", "--no-block", "drydock-boot.service"}},
	}
	if m.Server {
		d.Files = append(d.Files,
			cloudinit.File{Path: scriptFolder + "/decide.sh", Mode: "0644", Content: "# shellcheck shell=bash disable=SC2034\n" + decideScript()},
			cloudinit.File{Path: scriptFolder + "/" + script, Mode: "0755", Content: bootServer},
			cloudinit.File{Path: LeavePath, Mode: "0755", Content: leaveServer},
			cloudinit.File{Path: "/etc/systemd/system/drydock-leave.service", Mode: "0644", Content: leaveUnit},
			cloudinit.File{Path: "/etc/systemd/system/drydock-leave.timer", Mode: "0644", Content: leaveTimer})
		d.Commands = append(d.Commands, []string{"systemctl", "enable", "--now", "drydock-leave.timer"})
		for _, name := range slices.Sorted(maps.Keys(m.Manifests)) {
			d.Files = append(d.Files, cloudinit.File{Path: manifests + "/" + name, Mode: "0600", Content: m.Manifests[name]})
		}
	} else {
		d.Files = append(d.Files, cloudinit.File{Path: scriptFolder + "/" + script, Mode: "0755", Content: bootAgent})
	}
	d.Files = append(d.Files, cloudinit.File{Path: "/etc/systemd/system/drydock-boot.service", Mode: "0644", Content: unit(script)})
	return d, nil
}

// kubelet is the configuration by which pods end in good order when the machine
// is shut down, as it is when its group replaces it or needs it no longer: the
// node takes no more pods, each pod gets its signal and its grace period within
// the bounds, and the pods of the node itself end last. It asks no budget and
// moves nothing beforehand; controllers make the pods anew elsewhere.
// https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#graceful-node-shutdown
func kubelet() string {
	return fmt.Sprintf(`apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
shutdownGracePeriod: %ds
shutdownGracePeriodCriticalPods: %ds
`, ShutdownSeconds, CriticalSeconds)
}

// leaveUnit and leaveTimer look every few seconds whether the group is about
// to end the machine, which the metadata service says:
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/retrieving-target-lifecycle-state-through-imds.html
const leaveUnit = `[Unit]
Description=Leave of a server whose machine is about to end

[Service]
Type=oneshot
ExecStart=` + LeavePath + `
TimeoutStartSec=240
`

const leaveTimer = `[Unit]
Description=Watch for the end of the machine

[Timer]
OnBootSec=60
OnUnitInactiveSec=15
AccuracySec=1

[Install]
WantedBy=timers.target
`

// unit runs a script at every start of the machine, until it worked.
func unit(script string) string {
	return fmt.Sprintf(`[Unit]
Description=Start of RKE2
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=1d
StartLimitBurst=%d

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=%s/%s
Restart=on-failure
RestartSec=60

[Install]
WantedBy=multi-user.target
`, Attempts, scriptFolder, script)
}

// Told reads back what a machine was told, false for a document that is not
// one of RKE2. Config and Manifests are left out.
func Told(d cloudinit.Document) (Machine, bool) {
	text, ok := d.File(FactsPath)
	if !ok {
		return Machine{}, false
	}
	f := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		f[name] = strings.Trim(value, "'")
	}
	ordinal, _ := strconv.Atoi(f["ORDINAL"]) // agents have none
	authority, _ := d.File(AuthorityPath)
	return Machine{
		Cluster: f["CLUSTER"], Server: f["ROLE"] == "server", Ordinal: ordinal,
		Registration: f["REGISTRATION"], Authority: authority, Region: f["REGION"],
		Secret: f["SECRET"], State: f["STATE_PARAMETER"], Restore: f["RESTORE_PARAMETER"], Version: f["RKE2_VERSION"], Arch: f["ARCH"],
		Checksum: f["CHECKSUM"], CIS: f["CIS"] == "yes", Cloud: f["CLOUD"] == "yes",
	}, true
}

// ServerSecret is the text of the servers' secret: the token, the form of it
// that also proves the cluster's authority, the agents' token, and the
// authorities by the names of their files.
func ServerSecret(token, agentToken, serverCA string, files map[string]string) (string, error) {
	all := map[string]string{"token": token, "join-token": JoinToken(serverCA, "server", token), "agent-token": agentToken}
	maps.Copy(all, files)
	text, err := json.Marshal(all)
	return string(text), err
}

// AgentSecret is the text of the agents' secret, which lets them join as
// agents and nothing more.
func AgentSecret(agentToken, serverCA string) (string, error) {
	text, err := json.Marshal(map[string]string{"token": JoinToken(serverCA, "node", agentToken)})
	return string(text), err
}
