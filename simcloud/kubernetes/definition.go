package kubernetes

import (
	"fmt"
	"slices"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// definition is a CustomResourceDefinition as far as the simulation reads it;
// the schema within is taken as it is
// (https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/).
type definition struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              struct {
		Group string `json:"group"`
		Names struct {
			Plural     string   `json:"plural"`
			Singular   string   `json:"singular,omitempty"`
			Kind       string   `json:"kind"`
			ListKind   string   `json:"listKind,omitempty"`
			ShortNames []string `json:"shortNames,omitempty"`
			Categories []string `json:"categories,omitempty"`
		} `json:"names"`
		Scope                 string                `json:"scope"`
		Versions              []definitionVersion   `json:"versions"`
		Conversion            *runtime.RawExtension `json:"conversion,omitempty"`
		PreserveUnknownFields bool                  `json:"preserveUnknownFields,omitempty"`
	} `json:"spec"`
	Status *runtime.RawExtension `json:"status,omitempty"`
}

type definitionVersion struct {
	Name                     string                 `json:"name"`
	Served                   bool                   `json:"served"`
	Storage                  bool                   `json:"storage"`
	Deprecated               bool                   `json:"deprecated,omitempty"`
	DeprecationWarning       *string                `json:"deprecationWarning,omitempty"`
	Schema                   *runtime.RawExtension  `json:"schema,omitempty"`
	Subresources             *runtime.RawExtension  `json:"subresources,omitempty"`
	AdditionalPrinterColumns []runtime.RawExtension `json:"additionalPrinterColumns,omitempty"`
	SelectableFields         []runtime.RawExtension `json:"selectableFields,omitempty"`
}

// apiService is an APIService as far as the simulation reads it.
type apiService struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              map[string]runtime.RawExtension `json:"spec"`
	Status            *runtime.RawExtension           `json:"status,omitempty"`
}

// tokens are the Pulumi types of the definition's custom resources.
func (d *definition) tokens() []string {
	var out []string
	for _, v := range d.Spec.Versions {
		out = append(out, (&kind{group: d.Spec.Group, version: v.Name, name: d.Spec.Names.Kind}).token())
	}
	return out
}

func definitionOf(c *world.Call, k *kind) *definition {
	for _, o := range c.All(tokenDefinition) {
		spec := o.Props.Map("spec")
		if spec.Str("group") != k.group || spec.Map("names").Str("kind") != k.name {
			continue
		}
		d := typed[definition](o.Props)
		if slices.ContainsFunc(d.Spec.Versions, func(v definitionVersion) bool { return v.Name == k.version && v.Served }) {
			return d
		}
	}
	return addOnDefinition(c, k)
}

// noMatch says that no definition has the kind.
type noMatch struct{ k *kind }

func (e *noMatch) Error() string {
	return fmt.Sprintf("no matches for kind %q in version %q", e.k.name, e.k.apiVersion())
}

// Waiting: a definition may be on its way, and the real provider tries five
// times.
func (e *noMatch) Waiting() bool { return true }

// custom checks a custom resource: its definition must be installed. Its
// schema is not simulated.
func (r *request) custom() error {
	if definitionOf(r.c, r.kind) == nil {
		return &noMatch{r.kind}
	}
	r.obj = &customObject{ObjectMeta: typed[customObject](r.in).ObjectMeta}
	return nil
}

type customObject struct {
	metav1.ObjectMeta `json:"metadata,omitempty"`
}

func (d *definition) validate(name string) field.ErrorList {
	var errs field.ErrorList
	spec := field.NewPath("spec")
	if want := d.Spec.Names.Plural + "." + d.Spec.Group; name != want {
		errs = append(errs, field.Invalid(field.NewPath("metadata", "name"), name, "must be spec.names.plural+\".\"+spec.group"))
	}
	for _, f := range []struct {
		path  *field.Path
		value string
	}{{spec.Child("group"), d.Spec.Group}, {spec.Child("names", "plural"), d.Spec.Names.Plural}, {spec.Child("names", "kind"), d.Spec.Names.Kind}} {
		if f.value == "" {
			errs = append(errs, field.Required(f.path, ""))
		}
	}
	if d.Spec.Scope != "Namespaced" && d.Spec.Scope != "Cluster" {
		errs = append(errs, field.NotSupported(spec.Child("scope"), d.Spec.Scope, []string{"Cluster", "Namespaced"}))
	}
	stored := 0
	for i, v := range d.Spec.Versions {
		if v.Storage {
			stored++
		}
		if v.Schema == nil {
			errs = append(errs, field.Required(spec.Child("versions").Index(i).Child("schema", "openAPIV3Schema"), "schemas are required"))
		}
	}
	if stored != 1 {
		errs = append(errs, field.Invalid(spec.Child("versions"), len(d.Spec.Versions), "must have exactly one version marked as storage version"))
	}
	return errs
}

// webhooks refuses an object that a webhook with failurePolicy Fail must see
// while no ready pod serves that webhook
// (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy).
func (r *request) webhooks() error {
	operation := admissionv1.Create
	if r.old != nil {
		operation = admissionv1.Update
	}
	for _, o := range append(r.c.All(tokenMutating), r.c.All(tokenValidating)...) {
		for _, h := range typed[admissionv1.ValidatingWebhookConfiguration](o.Props).Webhooks {
			if h.FailurePolicy != nil && *h.FailurePolicy == admissionv1.Ignore || h.ClientConfig.Service == nil || !r.watched(h, operation) {
				continue
			}
			s := h.ClientConfig.Service
			service := r.c.Find(tokenService, s.Namespace+"/"+s.Name)
			why := fmt.Sprintf("service %q not found", s.Name)
			if service != nil {
				if len(endpoints(r.c, service)) > 0 {
					continue
				}
				why = fmt.Sprintf("no endpoints available for service %q", s.Name)
			}
			path := ""
			if s.Path != nil {
				path = *s.Path
			}
			port := int32(443)
			if s.Port != nil {
				port = *s.Port
			}
			seconds := int32(10)
			if h.TimeoutSeconds != nil {
				seconds = *h.TimeoutSeconds
			}
			return &Refusal{Reason: "InternalError", Status: 500, Message: fmt.Sprintf(
				"Internal error occurred: failed calling webhook %q: failed to call webhook: Post \"https://%s.%s.svc:%d%s?timeout=%ds\": %s",
				h.Name, s.Name, s.Namespace, port, path, seconds, why)}
		}
	}
	return nil
}

func (r *request) watched(h admissionv1.ValidatingWebhook, operation admissionv1.OperationType) bool {
	if !matchesLabels(h.NamespaceSelector, labelsOf(r.c, r.namespace)) {
		return false
	}
	object := map[string]string{}
	labels := r.in.Map("metadata").Map("labels")
	for k := range labels {
		object[k] = labels.Str(k)
	}
	if !matchesLabels(h.ObjectSelector, object) {
		return false
	}
	one := func(list []string, v string) bool { return slices.Contains(list, v) || slices.Contains(list, "*") }
	return slices.ContainsFunc(h.Rules, func(rule admissionv1.RuleWithOperations) bool {
		return (slices.Contains(rule.Operations, operation) || slices.Contains(rule.Operations, admissionv1.OperationAll)) &&
			one(rule.APIGroups, r.kind.group) && one(rule.APIVersions, r.kind.version) && one(rule.Resources, r.kind.plural)
	})
}
