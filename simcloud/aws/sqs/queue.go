package sqs

import (
	"fmt"
	"reflect"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// attributes are the inputs that CreateQueue sends as attributes of the queue,
// and what they are called there.
var attributes = [][2]string{
	{"contentBasedDeduplication", "ContentBasedDeduplication"}, {"deduplicationScope", "DeduplicationScope"}, {"delaySeconds", "DelaySeconds"},
	{"fifoQueue", "FifoQueue"}, {"fifoThroughputLimit", "FifoThroughputLimit"}, {"kmsDataKeyReusePeriodSeconds", "KmsDataKeyReusePeriodSeconds"},
	{"kmsMasterKeyId", "KmsMasterKeyId"}, {"maxMessageSize", "MaximumMessageSize"}, {"messageRetentionSeconds", "MessageRetentionPeriod"},
	{"policy", "Policy"}, {"receiveWaitTimeSeconds", "ReceiveMessageWaitTimeSeconds"}, {"redriveAllowPolicy", "RedriveAllowPolicy"},
	{"redrivePolicy", "RedrivePolicy"}, {"sqsManagedSseEnabled", "SqsManagedSseEnabled"}, {"visibilityTimeoutSeconds", "VisibilityTimeout"},
}

func queueType() *world.Type {
	return &world.Type{
		Token:    Queue,
		AutoName: &world.AutoName{Property: "name", Max: maxName, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix", "fifoQueue"},
		Defaults: world.Props{
			"contentBasedDeduplication": false, "delaySeconds": 0, "fifoQueue": false, "kmsDataKeyReusePeriodSeconds": 300,
			"maxMessageSize": 262144, "messageRetentionSeconds": 345600, "receiveWaitTimeSeconds": 0, "visibilityTimeoutSeconds": 30,
		},
		Takes:  world.Times{Create: propagation, Update: propagation, Delete: disappearance},
		Check:  checkQueue,
		Create: create,
		Update: func(c *world.Call) error {
			return settle(c, operation(fmt.Sprintf("updating SQS Queue (%s) attributes", c.ID), "SetQueueAttributes"), docSet)
		},
	}
}

func create(c *world.Call) error {
	name := c.In.Str("name")
	if name == "" {
		name = c.In.Str("namePrefix") + c.Now().UTC().Format("20060102150405") + "0000" + c.Hex(8, "name")
		if c.In.Bool("fifoQueue") {
			name += suffix
		}
	}
	op := operation(fmt.Sprintf("creating SQS Queue (%s)", name), "CreateQueue")
	c.ID = address(c.Scope, name)
	c.Out["name"], c.Out["url"], c.Out["arn"] = name, c.ID, api.ARN(c, "sqs", name)
	if err := settle(c, op, docCreate); err != nil {
		return err
	}
	if other := c.Find(Queue, c.ID); other != nil {
		if name := differs(other.Props, c.Out); name != "" {
			return op.Refuse("QueueAlreadyExists", "A queue already exists with the same name and a different value for attribute "+name, docCreate)
		}
		// The same name with the same attributes is the same queue.
		c.Remove(other)
	}
	return nil
}

// differs is the first attribute in which a queue is not as asked for, or "".
func differs(have, want world.Props) string {
	want = want.Clone()
	for _, a := range attributes {
		if !reflect.DeepEqual(have[a[0]], want[a[0]]) {
			return a[1]
		}
	}
	return ""
}

// settle completes what depends on other attributes, and refuses what the
// provider lets through.
func settle(c *world.Call, op api.Op, doc string) error {
	if text, ok := policyText(c.In); ok && text != "" {
		c.Out["policy"] = text
		if fault := policyFault(text); fault != "" {
			return op.Refuse("InvalidAttributeValue", fault, docPolicy)
		}
	}
	if n := c.In.Int("receiveWaitTimeSeconds"); n < 0 || n > 20 {
		return op.Refuse("InvalidAttributeValue", "Invalid value for the parameter ReceiveMessageWaitTimeSeconds.", doc)
	}
	// A queue without a key is encrypted with SQS' own: docDefault.
	if !c.In.Known("sqsManagedSseEnabled") {
		c.Out["sqsManagedSseEnabled"] = c.In.Str("kmsMasterKeyId") == ""
	}
	return nil
}
