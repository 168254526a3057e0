package sqs

import (
	"encoding/json"
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func policyType() *world.Type {
	return &world.Type{
		Token:   Policy,
		Replace: []string{"queueUrl"},
		Refs:    []world.Ref{{Path: "queueUrl", Kind: Queue}},
		Takes:   world.Times{Create: propagation, Update: propagation, Delete: propagation},
		Check: func(c *world.Check) {
			if text, ok := policyText(c.In); ok {
				checkJSON(c, "policy", "policy", text)
			}
		},
		Create: func(c *world.Call) error {
			url := c.In.Str("queueUrl")
			if other := c.Find(Policy, url); other != nil {
				c.Remove(other) // A queue has one policy: setting it again overwrites it.
			}
			c.ID = url
			return put(c)
		},
		Update: put,
		Delete: func(c *world.Call) error {
			if queue := c.Find(Queue, c.ID); queue != nil {
				queue.Props["policy"] = ""
			}
			return nil
		},
	}
}

func put(c *world.Call) error {
	op := operation(fmt.Sprintf("setting SQS Queue Policy (%s)", c.ID), "SetQueueAttributes")
	queue := c.Find(Queue, c.ID)
	if queue == nil {
		return notThere(op, docSet)
	}
	text, _ := policyText(c.In)
	if fault := policyFault(text); fault != "" {
		return op.Refuse("InvalidAttributeValue", fault, docPolicy)
	}
	c.Out["policy"], queue.Props["policy"] = text, text
	return nil
}

// policyText returns the policy as text: the SDKs also pass it as an object,
// which the provider turns into JSON. It is false for what is not known yet.
func policyText(in world.Props) (string, bool) {
	if m, ok := in["policy"].(map[string]any); ok {
		text, err := json.Marshal(m)
		return string(text), err == nil
	}
	return in.Str("policy"), in.Known("policy")
}

// policyFault is "" or the service's words for a policy that breaks the
// grammar, or that has a statement about nobody: docPolicy.
func policyFault(text string) string {
	const invalid = "Invalid value for the parameter Policy."
	d, fault := iam.ParseDocument(text)
	if fault != "" {
		return invalid
	}
	for _, s := range d.Statements {
		if len(s.Principals)+len(s.NotPrincipals) == 0 {
			return invalid
		}
	}
	return ""
}
