package secrets

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// maxSecretName is the longest name; what the provider adds to a prefix takes
// 26 characters of it.
const (
	maxSecretName = 512
	uniqueSuffix  = 26
)

var secretName = regexp.MustCompile(`^[0-9A-Za-z/_+=.@-]+$`)

func secretType() *world.Type {
	return &world.Type{
		Token:    Secret,
		AutoName: &world.AutoName{Property: "name", Max: maxSecretName, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix"},
		Defaults: world.Props{"forceOverwriteReplicaSecret": false, "recoveryWindowInDays": 30},
		Refs:     []world.Ref{{Path: "kmsKeyId", Kind: api.Key}, {Path: "kmsKeyId", Kind: api.Key, By: "arn"}, {Path: "kmsKeyId", Kind: api.KeyAlias}},
		Takes:    world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check:    checkSecret, Create: createSecret, Update: updateSecret, Delete: deleteSecret, Read: readSecret,
	}
}

func checkSecret(c *world.Check) {
	if c.In.Has("name") && c.In.Has("namePrefix") {
		c.Fail("name", `"name": conflicts with name_prefix`)
	}
	for _, property := range []string{"name", "namePrefix"} {
		argument, high := "name", maxSecretName
		if property == "namePrefix" {
			argument, high = "name_prefix", maxSecretName-uniqueSuffix
		}
		v, known := c.In[property].(string)
		switch {
		case !known:
		case !secretName.MatchString(v):
			c.Fail(property, fmt.Sprintf("only alphanumeric characters and /_+=.@- special characters are allowed in %q", argument))
		case len(v) > high:
			c.Fail(property, fmt.Sprintf("%q cannot be greater than %d characters", argument, high))
		}
	}
	if n := c.In.Int("recoveryWindowInDays"); c.In.Known("recoveryWindowInDays") && n != 0 && (n < 7 || n > 30) {
		c.Fail("recoveryWindowInDays", fmt.Sprintf("expected recovery_window_in_days to be one of [0], got %d", n))
	}
	checkJSON(c, "policy")
}

func createSecret(c *world.Call) error {
	name := c.In.Str("name")
	if name == "" {
		name = c.In.Str("namePrefix") + c.Now().Format("20060102150405") + c.Hex(12, "name")
	}
	op := operation(fmt.Sprintf("creating Secrets Manager Secret (%s)", name), "CreateSecret")
	if c.By(Secret, "name", name) != nil {
		return op.Refuse("ResourceExistsException", fmt.Sprintf("The operation failed because the secret %s already exists.", name), docCreate)
	}
	if waiting(c, name) != nil {
		return op.Refuse("InvalidRequestException", "You can't create this secret because a secret with this name is already scheduled for deletion.", docDelete)
	}
	c.ID = api.ARN(c, "secretsmanager", "secret:"+name+"-"+suffix(c))
	c.Out["arn"], c.Out["name"], c.Out["namePrefix"] = c.ID, name, c.In.Str("namePrefix")
	if err := replicate(c, op, name); err != nil {
		return err
	}
	return ownPolicy(c)
}

// waiting is the secret of that name within its recovery window, or nil; one
// whose window has passed goes for good.
func waiting(c *world.Call, name string) *world.Object {
	o := c.Find(Scheduled, name)
	if o == nil {
		return nil
	}
	if end, err := time.Parse(time.RFC3339, o.Props.Str("deletionDate")); err == nil && !c.Now().Before(end) {
		c.Remove(o)
		return nil
	}
	return o
}

// suffix is the six letters and digits that make ARNs of a name differ.
func suffix(c *world.Call) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	var b strings.Builder
	for i := range 6 {
		b.WriteByte(letters[c.Number(len(letters), "suffix", fmt.Sprint(i))])
	}
	return b.String()
}

// replicate says how each replica fares. Replication goes on after the call
// has answered: a name that is taken in the other region shows as a status.
func replicate(c *world.Call, op api.Op, name string) error {
	var out []any
	for _, r := range c.In.Maps("replicas") {
		region := r.Str("region")
		if region == c.Scope || !api.KnownRegion(region) {
			return op.Refuse("InvalidParameterException", "Invalid replica region.", docCreate)
		}
		status, message := "InSync", ""
		for _, o := range c.Everywhere(Secret) {
			if o.Scope == region && o.Props.Str("name") == name && !c.Out.Bool("forceOverwriteReplicaSecret") {
				status, message = "Failed", fmt.Sprintf("Replication failed: Secret name %s already exists in region %s.", name, region)
			}
		}
		out = append(out, map[string]any{
			"region": region, "kmsKeyId": r.StrOr("kmsKeyId", "alias/aws/secretsmanager"), "status": status, "statusMessage": message, "lastAccessedDate": "",
		})
	}
	c.Out["replicas"] = out
	return nil
}

func updateSecret(c *world.Call) error {
	c.Out["arn"], c.Out["name"] = c.ID, c.Object.Props["name"]
	op := operation(fmt.Sprintf("adding Secrets Manager Secret (%s) replicas", c.ID), "ReplicateSecretToRegions")
	if err := replicate(c, op, c.Object.Props.Str("name")); err != nil {
		return err
	}
	return ownPolicy(c)
}

// ownPolicy checks the policy that the secret itself carries; {} is none.
func ownPolicy(c *world.Call) error {
	text := c.In.Str("policy")
	if text == "" || text == "{}" {
		c.Out["policy"] = ""
		return nil
	}
	return policyRules(c, operation(fmt.Sprintf("putting Secrets Manager Secret (%s) policy", c.ID), "PutResourcePolicy"), text, false)
}

func deleteSecret(c *world.Call) error {
	days := c.Object.Props.Int("recoveryWindowInDays")
	if days == 0 {
		return nil
	}
	c.Make(nil, Scheduled, c.Object.Props.Str("name"), world.Props{
		"arn": c.ID, "name": c.Object.Props.Str("name"), "deletionDate": c.Now().AddDate(0, 0, days).UTC().Format(time.RFC3339),
	})
	return nil
}

func readSecret(c *world.Call) error {
	if p := c.Find(Policy, c.ID); p != nil {
		c.Out["policy"] = p.Props.Str("policy")
	}
	return nil
}

// Find returns the secret that an ARN, an ARN without its suffix or a name
// names, or nil.
func Find(c *world.Call, ref string) *world.Object {
	if o := c.Find(Secret, ref); o != nil {
		return o
	}
	return c.By(Secret, "name", strings.TrimPrefix(ref, api.ARN(c, "secretsmanager", "secret:")))
}

// found is Find for a call that needs the secret.
func found(c *world.Call, op api.Op, ref, doc string) (*world.Object, error) {
	if o := Find(c, ref); o != nil {
		return o, nil
	}
	for _, o := range c.All(Scheduled) {
		if (o.ID == ref || o.Props.Str("arn") == ref) && waiting(c, o.ID) != nil {
			return nil, op.Refuse("InvalidRequestException", marked, doc)
		}
	}
	return nil, op.Refuse("ResourceNotFoundException", missing, doc)
}
