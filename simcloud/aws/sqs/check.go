package sqs

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

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

// ranges are the legal numbers, as the provider checks them.
var ranges = []struct {
	property, attribute string
	least, most         int
}{
	{"delaySeconds", "delay_seconds", 0, 900},
	{"kmsDataKeyReusePeriodSeconds", "kms_data_key_reuse_period_seconds", 60, 86400},
	{"maxMessageSize", "max_message_size", 1024, 262144},
	{"messageRetentionSeconds", "message_retention_seconds", 60, 1209600},
	{"visibilityTimeoutSeconds", "visibility_timeout_seconds", 0, 43200},
}

// choices are the legal words.
var choices = []struct {
	property, attribute string
	of                  []string
}{
	{"deduplicationScope", "deduplication_scope", []string{"messageGroup", "queue"}},
	{"fifoThroughputLimit", "fifo_throughput_limit", []string{"perQueue", "perMessageGroupId"}},
}

func check(c *world.Check) {
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
	for _, r := range ranges {
		if n := c.In.Int(r.property); c.In.Known(r.property) && (n < r.least || n > r.most) {
			c.Fail(r.property, fmt.Sprintf("expected %s to be in the range (%d - %d), got %d", r.attribute, r.least, r.most, n))
		}
	}
	for _, w := range choices {
		if v := c.In.Str(w.property); c.In.Known(w.property) && !slices.Contains(w.of, v) {
			c.Fail(w.property, fmt.Sprintf("expected %s to be one of %q, got %s", w.attribute, w.of, v))
		}
	}
	for _, pair := range [][4]string{
		{"name", "namePrefix", "name", "name_prefix"},
		{"kmsMasterKeyId", "sqsManagedSseEnabled", "kms_master_key_id", "sqs_managed_sse_enabled"},
	} {
		if c.In.Has(pair[0]) && c.In.Has(pair[1]) {
			c.Fail(pair[0], fmt.Sprintf("Conflicting configuration arguments. %q: conflicts with %s", pair[2], pair[3]))
		}
	}
	for property, attribute := range map[string]string{"redrivePolicy": "redrive_policy", "redriveAllowPolicy": "redrive_allow_policy"} {
		if text := c.In.Str(property); text != "" {
			checkJSON(c, property, attribute, text)
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
