package sqs

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	// maxName is the longest name, the suffix of a FIFO queue included.
	maxName = 80
	// suffix is what the name of a FIFO queue ends in.
	suffix = ".fifo"
)

// The names that SQS takes: docCreate.
var (
	plainName = regexp.MustCompile(`^[0-9A-Za-z_-]{1,80}$`)
	fifoName  = regexp.MustCompile(`^[0-9A-Za-z_-]{1,75}\.fifo$`)
	madeUp    = regexp.MustCompile(`-[0-9a-f]{7}$`)
)

func checkQueue(c *world.Check) {
	fifo := c.In.Bool("fifoQueue")
	if name := c.In.Str("name"); fifo && c.Old == nil && madeUp.MatchString(name) && strings.HasPrefix(name, c.URN[strings.LastIndex(c.URN, "::")+2:]+"-") {
		// The provider appends the suffix to a name that it makes up.
		c.In["name"] = name + suffix
	}
	form := plainName
	if fifo {
		form = fifoName
	}
	if c.In.Known("name") && !form.MatchString(c.In.Str("name")) {
		c.Fail("name", "invalid queue name: "+c.In.Str("name"))
	}
	if c.In.Bool("contentBasedDeduplication") && !fifo {
		c.Fail("contentBasedDeduplication", "content-based deduplication can only be set for FIFO queue")
	}
	f := check.Of(c)
	f.Between("delaySeconds", 0, 900)
	f.Between("kmsDataKeyReusePeriodSeconds", 60, 86400)
	f.Between("maxMessageSize", 1024, 262144)
	f.Between("messageRetentionSeconds", 60, 1209600)
	f.Between("visibilityTimeoutSeconds", 0, 43200)
	f.Word("deduplicationScope", "messageGroup", "queue")
	f.Word("fifoThroughputLimit", "perQueue", "perMessageGroupId")
	for _, pair := range [][4]string{
		{"name", "namePrefix", "name", "name_prefix"},
		{"kmsMasterKeyId", "sqsManagedSseEnabled", "kms_master_key_id", "sqs_managed_sse_enabled"},
	} {
		if c.In.Has(pair[0]) && c.In.Has(pair[1]) {
			c.Fail(pair[0], fmt.Sprintf("Conflicting configuration arguments. %q: conflicts with %s", pair[2], pair[3]))
		}
	}
	for _, property := range []string{"redrivePolicy", "redriveAllowPolicy"} {
		if text := c.In.Str(property); text != "" {
			checkJSON(c, property, check.Argument(property), text)
		}
	}
	if text, ok := policyText(c.In); ok && text != "" {
		checkJSON(c, "policy", "policy", text)
	}
}

func checkJSON(c *world.Check, property, attribute, text string) {
	var any any
	if err := json.Unmarshal([]byte(text), &any); err != nil {
		c.Fail(property, fmt.Sprintf("%q contains an invalid JSON: %s", attribute, err))
	}
}
