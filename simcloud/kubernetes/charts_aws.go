package kubernetes

import (
	"github.com/drydock-iac/drydock/simcloud/world"
)

var ebsChart = &chart{
	name: "aws-ebs-csi-driver", version: "2.64.0", app: "1.64.0",
	repositories: []string{"https://kubernetes-sigs.github.io/aws-ebs-csi-driver"},
	closed: map[string]string{"": "aws-ebs-csi-driver additionalDaemonSets awsAccessSecret controller customLabels debugLogs defaultStorageClass " +
		"enabled fips fullnameOverride global helmTester image imagePullSecrets nameOverride node nodeAllocatableUpdatePeriodSeconds " +
		"nodeComponentOnly proxy sidecars storageClasses useOldCSIDriver volumeSnapshotClasses"},
	render: func(r *rendering) {
		account := func(part, name string) string { return r.account(r.values.Map(part), name) }
		small := map[string]any{"requests": map[string]any{"cpu": "10m", "memory": "40Mi"}}
		controller := r.values.Map("controller")
		r.deployment("ebs-csi-controller", controller.IntOr("replicaCount", 2), pod{name: "ebs-plugin", image: "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.64.0",
			account: account("controller", "ebs-csi-controller-sa"), labels: map[string]any{"app": "ebs-csi-controller", "app.kubernetes.io/name": "aws-ebs-csi-driver"}, values: controller, resources: small,
			security:          over(map[string]any{"runAsNonRoot": true, "runAsUser": 1000.0, "runAsGroup": 1000.0, "fsGroup": 1000.0}, controller.Map("securityContext")),
			containerSecurity: over(map[string]any{"seccompProfile": runtimeDefault(), "readOnlyRootFilesystem": true, "allowPrivilegeEscalation": false}, controller.Map("containerSecurityContext"))})
		r.daemons("ebs-csi-node", pod{name: "ebs-plugin", image: "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.64.0",
			account: account("node", "ebs-csi-node-sa"), labels: map[string]any{"app": "ebs-csi-node", "app.kubernetes.io/name": "aws-ebs-csi-driver"}, values: r.values.Map("node"), resources: small,
			security:          over(map[string]any{"runAsNonRoot": false, "runAsUser": 0.0, "runAsGroup": 0.0, "fsGroup": 0.0}, r.values.Map("node").Map("securityContext")),
			containerSecurity: over(map[string]any{"readOnlyRootFilesystem": true, "privileged": true}, r.values.Map("node").Map("containerSecurityContext")),
			more:              map[string]any{"tolerations": []any{map[string]any{"operator": "Exists"}}}})
		r.add(kinds["kubernetes:storage.k8s.io/v1:CSIDriver"], "ebs.csi.aws.com", map[string]any{"spec": map[string]any{"attachRequired": true}})
		for _, c := range r.values.Maps("storageClasses") {
			r.class(c.Str("name"), map[string]any(c.Map("annotations")), c)
		}
		if r.values.Map("defaultStorageClass").Bool("enabled") {
			r.class("ebs-csi-default-sc", map[string]any{defaultClass: "true"}, world.Props{"volumeBindingMode": "WaitForFirstConsumer"})
		}
	},
}

var balancerChart = &chart{
	name: "aws-load-balancer-controller", version: "3.5.0", app: "v3.5.0",
	repositories: []string{"https://aws.github.io/eks-charts"},
	crds: []string{
		"elbv2.k8s.aws TargetGroupBinding targetgroupbindings Namespaced v1beta1", "elbv2.k8s.aws IngressClassParams ingressclassparams Cluster v1beta1",
	},
	render: func(r *rendering) {
		name := r.fullname()
		labels := r.labels("aws-load-balancer-controller", "")
		r.deployment(name, r.values.IntOr("replicaCount", 2), pod{name: "aws-load-balancer-controller", image: "public.ecr.aws/eks/aws-load-balancer-controller:v3.5.0", delay: 10,
			account: r.account(r.values, name), labels: labels, values: r.values, ports: []any{map[string]any{"name": "webhook-server", "containerPort": 9443}},
			security:          over(map[string]any{"fsGroup": 65534.0}, r.values.Map("podSecurityContext")),
			containerSecurity: over(map[string]any{"readOnlyRootFilesystem": true, "runAsNonRoot": true, "allowPrivilegeEscalation": false}, r.values.Map("securityContext"))})
		r.service("aws-load-balancer-webhook-service", map[string]any{"selector": labels, "ports": []any{map[string]any{"name": "webhook-server", "port": 443, "targetPort": "webhook-server"}}}, nil)
		r.balancerWebhooks()
		if r.values.BoolOr("createIngressClassResource", true) {
			r.add(kinds[tokenIngressClass], r.values.StrOr("ingressClass", "alb"), map[string]any{"spec": map[string]any{"controller": "ingress.k8s.aws/alb"}})
		}
	},
}

func (r *rendering) class(name string, annotations map[string]any, c world.Props) {
	p := map[string]any{"provisioner": "ebs.csi.aws.com", "annotations": annotations}
	for _, key := range []string{"parameters", "reclaimPolicy", "volumeBindingMode", "allowVolumeExpansion"} {
		if c[key] != nil {
			p[key] = c[key]
		}
	}
	r.add(kinds[tokenStorageClass], name, p)
}
