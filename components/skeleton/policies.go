package skeleton

import (
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// namespaceName is the label that Kubernetes puts on every namespace.
const namespaceName = "kubernetes.io/metadata.name"

func (o objects) autoscaler() *autoscalingv2.HorizontalPodAutoscaler {
	return &autoscalingv2.HorizontalPodAutoscaler{
		TypeMeta:   metav1.TypeMeta{APIVersion: "autoscaling/v2", Kind: "HorizontalPodAutoscaler"},
		ObjectMeta: o.meta(),
		Spec: autoscalingv2.HorizontalPodAutoscalerSpec{
			ScaleTargetRef: autoscalingv2.CrossVersionObjectReference{
				APIVersion: "apps/v1", Kind: "Deployment", Name: o.name,
			},
			MinReplicas: ptr(int32(o.Replicas.Min)),
			MaxReplicas: int32(o.Replicas.Max),
			Metrics: []autoscalingv2.MetricSpec{{
				Type: autoscalingv2.ResourceMetricSourceType,
				Resource: &autoscalingv2.ResourceMetricSource{
					Name: corev1.ResourceCPU,
					Target: autoscalingv2.MetricTarget{
						Type: autoscalingv2.UtilizationMetricType, AverageUtilization: ptr(int32(o.CPUTarget)),
					},
				},
			}},
		},
	}
}

// budget lets one pod at a time be moved, whatever their number: a budget of
// a minimum would block every move when there are no more than that.
func (o objects) budget() *policyv1.PodDisruptionBudget {
	one := intstr.FromInt32(1)
	return &policyv1.PodDisruptionBudget{
		TypeMeta:   metav1.TypeMeta{APIVersion: "policy/v1", Kind: "PodDisruptionBudget"},
		ObjectMeta: o.meta(),
		Spec: policyv1.PodDisruptionBudgetSpec{
			MaxUnavailable: &one,
			Selector:       o.selector(),
			// A pod that is not ready serves nobody and may always be moved.
			UnhealthyPodEvictionPolicy: ptr(policyv1.AlwaysAllow),
		},
	}
}

// denyAll shuts the namespace: whatever runs in it needs a policy of its own.
func (o objects) denyAll() *networkingv1.NetworkPolicy {
	meta := o.meta()
	meta.Name = "default-deny"
	return &networkingv1.NetworkPolicy{
		TypeMeta:   metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy"},
		ObjectMeta: meta,
		Spec: networkingv1.NetworkPolicySpec{
			PodSelector: metav1.LabelSelector{},
			PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress},
		},
	}
}

// allow opens the service's port to the route's controller and the peers, and
// name resolution to the pods. Probes come from the pod's own node, which
// network policies do not hold back.
func (o objects) allow() *networkingv1.NetworkPolicy {
	policy := &networkingv1.NetworkPolicy{
		TypeMeta:   metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy"},
		ObjectMeta: o.meta(),
		Spec: networkingv1.NetworkPolicySpec{
			PodSelector: *o.selector(),
			PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress},
			Egress: []networkingv1.NetworkPolicyEgressRule{{
				To:    []networkingv1.NetworkPolicyPeer{from(Peer{Namespace: "kube-system", Labels: map[string]string{"k8s-app": "kube-dns"}})},
				Ports: []networkingv1.NetworkPolicyPort{port(corev1.ProtocolUDP, 53), port(corev1.ProtocolTCP, 53)},
			}},
		},
	}
	peers := o.Peers
	if o.Route != nil {
		peers = append([]Peer{o.Route.peer()}, peers...)
	}
	if len(peers) == 0 {
		return policy
	}
	rule := networkingv1.NetworkPolicyIngressRule{
		Ports: []networkingv1.NetworkPolicyPort{port(corev1.ProtocolTCP, Port)},
	}
	for _, p := range peers {
		rule.From = append(rule.From, from(p))
	}
	policy.Spec.Ingress = []networkingv1.NetworkPolicyIngressRule{rule}
	return policy
}

func from(p Peer) networkingv1.NetworkPolicyPeer {
	peer := networkingv1.NetworkPolicyPeer{
		NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{namespaceName: p.Namespace}},
	}
	if len(p.Labels) > 0 {
		peer.PodSelector = &metav1.LabelSelector{MatchLabels: p.Labels}
	}
	return peer
}

func port(protocol corev1.Protocol, number int32) networkingv1.NetworkPolicyPort {
	return networkingv1.NetworkPolicyPort{Protocol: &protocol, Port: ptr(intstr.FromInt32(number))}
}
