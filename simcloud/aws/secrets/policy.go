package secrets

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// maxPolicy is the longest resource policy: docPolicy.
const maxPolicy = 20480

func policyType() *world.Type {
	return &world.Type{
		Token:   Policy,
		Replace: []string{"secretArn"},
		Refs:    []world.Ref{{Path: "secretArn", Kind: Secret}},
		Takes:   world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check:   func(c *world.Check) { checkJSON(c, "policy") },
		Create: func(c *world.Call) error {
			ref := c.In.Str("secretArn")
			op := operation(fmt.Sprintf("putting Secrets Manager Secret (%s) policy", ref), "PutResourcePolicy")
			secret, err := found(c, op, ref, docPolicy)
			if err != nil {
				return err
			}
			if other := c.Find(Policy, secret.ID); other != nil {
				c.Remove(other) // a secret has one policy: putting it again overwrites it
			}
			c.ID = secret.ID
			return policyRules(c, op, c.In.Str("policy"), c.In.Bool("blockPublicPolicy"))
		},
		Update: func(c *world.Call) error {
			op := operation(fmt.Sprintf("putting Secrets Manager Secret (%s) policy", c.ID), "PutResourcePolicy")
			return policyRules(c, op, c.In.Str("policy"), c.In.Bool("blockPublicPolicy"))
		},
	}
}

func checkJSON(c *world.Check, property string) {
	text := c.In.Str(property)
	if text == "" {
		return
	}
	var any any
	if err := json.Unmarshal([]byte(text), &any); err != nil {
		c.Fail(property, fmt.Sprintf("%q contains an invalid JSON: %s", property, err))
	}
}

// policyRules refuses a resource policy as PutResourcePolicy does.
func policyRules(c *world.Call, op api.Op, text string, block bool) error {
	if len(text) > maxPolicy {
		return op.Refuse("ValidationException", tooLong("resourcePolicy", maxPolicy), docPolicy)
	}
	d, fault := iam.ParseDocument(text)
	if fault != "" || len(d.Statements) == 0 {
		return op.Refuse("MalformedPolicyDocumentException", "This resource policy contains a syntax error.", docPolicy)
	}
	for _, s := range d.Statements {
		if len(s.Principals)+len(s.NotPrincipals) == 0 {
			return op.Refuse("MalformedPolicyDocumentException", "This resource policy contains a syntax error.", docPolicy)
		}
		for _, p := range s.Principals["AWS"] {
			ours := strings.HasPrefix(p, "arn:aws:iam::"+api.Account+":role/")
			if ours && p != api.Caller && !strings.Contains(p, ":role/aws-") && iam.RoleByARN(c, p) == nil {
				return op.Refuse("MalformedPolicyDocumentException", "This resource policy contains an unsupported principal.", docPolicy)
			}
		}
		if block && s.Effect == "Allow" && slices.Contains(s.Principals["AWS"], "*") && len(s.Conditions) == 0 {
			return op.Refuse("PublicPolicyException",
				"The BlockPublicPolicy parameter is set to true, and the resource policy did not prevent broad access to the secret.", docPolicy)
		}
	}
	return nil
}
