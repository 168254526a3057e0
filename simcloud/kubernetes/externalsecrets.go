package kubernetes

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/secrets"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// secretsOperator is the External Secrets Operator's pod, or nil.
func secretsOperator(c *world.Call) *world.Object {
	return running(c, map[string]string{"app.kubernetes.io/name": "external-secrets"})
}

// storeVerdict is what becomes of a store. Of stores elsewhere than in AWS
// nothing is known: they are taken to work.
func storeVerdict(c *world.Call, o custom) verdict {
	if secretsOperator(c) == nil {
		return notReady("Pending", "external-secrets has no ready pod")
	}
	aws := o.spec.Map("provider").Map("aws")
	if len(aws) > 0 && aws.Str("region") == "" {
		return notReady("InvalidProviderConfig", "unable to validate store: region not found")
	}
	return ready("Valid", "store validated")
}

// shop is a store of AWS Secrets Manager as one object uses it.
type shop struct {
	c   *world.Call // in the store's region
	pod *world.Object
}

// open finds the store that an object names.
func open(c *world.Call, namespace string, ref world.Props) (*shop, error) {
	pod := secretsOperator(c)
	if pod == nil {
		return nil, errors.New("external-secrets has no ready pod")
	}
	kind, name := ref.StrOr("kind", "SecretStore"), ref.Str("name")
	id := name
	if kind == "SecretStore" {
		id = namespace + "/" + name
	}
	store := c.Find("kubernetes:external-secrets.io/v1:"+kind, id)
	switch {
	case store == nil:
		return nil, fmt.Errorf("could not get %s %q, %s.external-secrets.io %q not found", kind, name, strings.ToLower(kind)+"s", name)
	case !conditionReady(store.Props):
		return nil, fmt.Errorf("the desired SecretStore %s is not ready", name)
	case !admits(store.Props.Map("spec"), namespace):
		return nil, fmt.Errorf("using cluster store %q is not allowed from namespace %q: denied by spec.condition", name, namespace)
	}
	aws := store.Props.Map("spec").Map("provider").Map("aws")
	if aws.Str("service") != "SecretsManager" {
		return nil, nil
	}
	inside := *c
	inside.Scope = aws.Str("region")
	return &shop{c: &inside, pod: pod}, nil
}

// admits reports whether a store's conditions let a namespace in
// (https://external-secrets.io/latest/api/clustersecretstore/); selectors are
// taken to fit.
func admits(spec world.Props, namespace string) bool {
	conditions := spec.Maps("conditions")
	return len(conditions) == 0 || slices.ContainsFunc(conditions, func(c world.Props) bool {
		return c.Has("namespaceSelector") || c.Has("namespaceRegexes") || slices.Contains(c.Strs("namespaces"), namespace)
	})
}

// value reads one secret.
func (s *shop) value(c *world.Call, key string) (string, error) {
	secret := secrets.Find(s.c, key)
	if secret == nil {
		return "", fmt.Errorf("error retrieving secret %s: Secret does not exist", key)
	}
	if why := may(c, s.pod, "secretsmanager:GetSecretValue", secret.ID); why != "" {
		return "", errors.New(why)
	}
	text, ok := secrets.Value(s.c, key)
	if !ok {
		return "", fmt.Errorf("error retrieving secret %s: Secret does not exist", key)
	}
	return text, nil
}

// pull does what the operator does with an ExternalSecret
// (https://external-secrets.io/latest/api/externalsecret/): it reads from the
// store and writes a Secret. It looks once; refreshing is not simulated.
func pull(c *world.Call, o custom) verdict {
	const synced = "SecretSynced"
	target := o.spec.Map("target")
	name := target.StrOr("name", o.name)
	existing := c.Find(tokenSecret, o.namespace+"/"+name)
	if o.synced && existing != nil {
		return ready(synced, "secret synced")
	}
	s, err := open(c, o.namespace, o.spec.Map("secretStoreRef"))
	if err != nil {
		return notReady("SecretSyncedError", "%s", err)
	}
	if s == nil {
		return ready(synced, "secret synced")
	}
	data, err := s.gather(c, o.spec)
	if err != nil {
		return notReady("SecretSyncedError", "could not get secret data from provider: %s", err)
	}
	if target.Str("creationPolicy") == "Merge" && existing == nil {
		return notReady("SecretMissing", "secret will not be created due to CreationPolicy=Merge")
	}
	template := target.Map("template")
	write(c, o.namespace, name, template.StrOr("type", "Opaque"), template.Map("metadata").Map("annotations"), data)
	return ready(synced, "secret synced")
}

func (s *shop) gather(c *world.Call, spec world.Props) (map[string]string, error) {
	out := map[string]string{}
	for i, from := range spec.Maps("dataFrom") {
		key := from.Map("extract").Str("key")
		if key == "" {
			continue // found by name or tags: not simulated
		}
		fields, err := s.fields(c, key)
		if err != nil {
			return nil, fmt.Errorf("error retrieving secret at .dataFrom[%d], key: %s, err: %w", i, key, err)
		}
		for k, v := range fields {
			out[k] = v
		}
	}
	for i, d := range spec.Maps("data") {
		ref := d.Map("remoteRef")
		text, err := s.value(c, ref.Str("key"))
		if property := ref.Str("property"); err == nil && property != "" {
			var fields map[string]string
			if fields, err = s.fields(c, ref.Str("key")); err == nil {
				text = fields[property]
			}
		}
		if err != nil {
			return nil, fmt.Errorf("error retrieving secret at .data[%d], key: %s, err: %w", i, ref.Str("key"), err)
		}
		out[d.Str("secretKey")] = text
	}
	return out, nil
}

func (s *shop) fields(c *world.Call, key string) (map[string]string, error) {
	text, err := s.value(c, key)
	if err != nil {
		return nil, err
	}
	var raw map[string]any
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return nil, fmt.Errorf("unable to unmarshal secret %s: %w", key, err)
	}
	out := map[string]string{}
	for k, v := range raw {
		out[k] = fmt.Sprint(v)
	}
	return out, nil
}
