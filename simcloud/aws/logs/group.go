package logs

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Documents that state the rules.
const (
	docCreate = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"
	docKey    = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"
)

// retentions are the legal retentionInDays; 0 keeps events for ever. Source:
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
var retentions = []int{
	0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
}

var groupName = regexp.MustCompile(`^[0-9A-Za-z_./#-]+$`)

// Types are the resource types of the service.
func Types() []*world.Type {
	return []*world.Type{{
		Token:    api.LogGroup,
		AutoName: &world.AutoName{Property: "name", Max: 512, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix", "logGroupClass"},
		Defaults: defaults(),
		Refs:     []world.Ref{{Path: "kmsKeyId", Kind: api.Key, By: "arn"}},
		Takes:    world.Times{Create: 2 * time.Second, Update: time.Second, Delete: time.Second},
		Check:    checkGroup, Create: create, Update: keyRule, Delete: remove,
	}}
}

func defaults() world.Props {
	return world.Props{"kmsKeyId": "", "logGroupClass": "STANDARD", "retentionInDays": 0, "skipDestroy": false}
}

func checkGroup(c *world.Check) {
	for _, property := range []string{"name", "namePrefix"} {
		name := c.In.Str(property)
		attribute := map[string]string{"name": "name", "namePrefix": "name_prefix"}[property]
		switch {
		case !c.In.Known(property):
		case len(name) > 512:
			c.Fail(property, fmt.Sprintf("%q cannot be longer than 512 characters: %q", attribute, name))
		case !groupName.MatchString(name):
			c.Fail(property, fmt.Sprintf("%q isn't a valid log group name (alphanumeric characters, underscores, hyphens, slashes, hash signs and dots are allowed): %q", attribute, name))
		}
	}
	if n := c.In.Int("retentionInDays"); c.In.Known("retentionInDays") && !slices.Contains(retentions, n) {
		c.Fail("retentionInDays", fmt.Sprintf("expected retention_in_days to be one of %v, got %d", retentions, n))
	}
	check.Of(c).Word("logGroupClass", "STANDARD", "INFREQUENT_ACCESS", "DELIVERY")
}

func create(c *world.Call) error {
	name := c.In.Str("name")
	if name == "" {
		name = c.In.Str("namePrefix") + c.Now().UTC().Format("20060102150405") + "0000" + c.Hex(8, "name")
	}
	c.Out["name"], c.Out["namePrefix"] = name, c.In.Str("namePrefix")
	if c.Find(api.LogGroup, name) != nil {
		return operation(name, "creating", "CreateLogGroup").
			Refuse("ResourceAlreadyExistsException", "The specified log group already exists", docCreate)
	}
	c.ID = name
	c.Out["arn"] = api.ARN(c, "logs", "log-group:"+name)
	return keyRule(c)
}

func operation(name, doing, call string) api.Op {
	return api.Op{Doing: fmt.Sprintf("%s CloudWatch Logs Log Group (%s)", doing, name), Service: "CloudWatch Logs", Name: call}
}

// keyRule: the key must exist and its policy must let CloudWatch Logs of the
// region encrypt with it; the default key policy does not. Source: docKey.
func keyRule(c *world.Call) error {
	ref := c.In.Str("kmsKeyId")
	if ref == "" {
		return nil
	}
	key := kms.Find(c, ref)
	if key == nil || !kms.LetsService(key, "logs."+c.Scope+".amazonaws.com") {
		return operation(c.Out.Str("name"), "associating KMS Key with", "AssociateKmsKey").Refuse("AccessDeniedException",
			fmt.Sprintf("The specified KMS key does not exist or is not allowed to be used with Arn '%s'", api.ARN(c, "logs", "log-group:"+c.Out.Str("name"))), docKey)
	}
	return nil
}

// remove leaves the group behind, as nobody's, where skipDestroy says so.
func remove(c *world.Call) error {
	if c.Out.Bool("skipDestroy") {
		c.Object.URN = ""
		c.Object = &world.Object{} // what the kernel takes away in its place
	}
	return nil
}

// Make is a log group that a service makes when it first writes to it. It
// belongs to nobody: it outlives what wrote it. A group that exists stays as
// it is.
func Make(c *world.Call, name string) *world.Object {
	if o := c.Find(api.LogGroup, name); o != nil {
		return o
	}
	props := defaults()
	props["name"], props["arn"] = name, api.ARN(c, "logs", "log-group:"+name)
	// Call.Make gives every object an owner; this one has none.
	o := c.Make(&world.Object{}, api.LogGroup, name, props)
	o.Owner = ""
	return o
}
