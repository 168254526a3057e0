// Package kube registers Kubernetes objects with Pulumi from the types that
// Kubernetes itself publishes (k8s.io/api), under the tokens of the Pulumi
// Kubernetes provider.
//
// The provider's own SDK has a second set of Go types for every API group, of
// which core/v1 alone takes 26 s to compile. An object here is a struct of
// k8s.io/api, checked by the compiler as strictly, made into the same inputs:
//
//	manifest := kube.From(&corev1.ServiceAccount{
//		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "ServiceAccount"},
//		ObjectMeta: metav1.ObjectMeta{Name: "app", Namespace: "app"},
//	}).With(role.ARN, "metadata", "annotations", "eks.amazonaws.com/role-arn")
//	object, err := kube.New(ctx, "app-account", manifest, cluster.Options()...)
//
// [From] takes a typed object, [Unstructured] one of a custom resource
// definition; [Manifest.With] lays the output of another resource over a
// field. Names are required: the provider would otherwise invent one, and
// everything that refers to the object would have to wait for it.
//
// The data of a Secret is secret in the state, whatever it was made from.
package kube
