package sqs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/sqs"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const region = "eu-west-1"

// lab is a world with the types of SQS.
type lab struct{ *worldtest.Lab }

func newLab(t *testing.T) *lab {
	t.Helper()
	return &lab{worldtest.New(t, "test", sqs.Types()).In(region)}
}

func (l *lab) queue(url string) (found *world.Object) {
	l.View(func(c *world.Call) { found = c.Find(sqs.Queue, url) })
	return found
}

const url = "https://sqs.eu-west-1.amazonaws.com/111122223333/"

func TestAQueueHasItsAddressItsDefaultsAndItsEncryption(t *testing.T) {
	l := newLab(t)
	id, out := l.Make(sqs.Queue, "q", world.Props{"name": "jobs"})
	assert.Equal(t, url+"jobs", id)
	assert.Equal(t, world.Props{
		"arn": "arn:aws:sqs:eu-west-1:111122223333:jobs", "url": id, "name": "jobs", "contentBasedDeduplication": false, "delaySeconds": 0.0,
		"fifoQueue": false, "kmsDataKeyReusePeriodSeconds": 300.0, "maxMessageSize": 262144.0, "messageRetentionSeconds": 345600.0,
		"receiveWaitTimeSeconds": 0.0, "sqsManagedSseEnabled": true, "visibilityTimeoutSeconds": 30.0,
	}, out)
	_, keyed := l.Make(sqs.Queue, "k", world.Props{"name": "keyed", "kmsMasterKeyId": "alias/aws/sqs"})
	assert.Equal(t, false, keyed["sqsManagedSseEnabled"])
	_, fifo := l.Make(sqs.Queue, "f", world.Props{"fifoQueue": true})
	assert.Regexp(t, `^f-[0-9a-f]{7}\.fifo$`, fifo["name"], "a name that is made up gets the suffix")
}

func TestWhatSQSRefuses(t *testing.T) {
	policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}]}`
	for name, c := range map[string]struct {
		kind string
		in   world.Props
		want string
	}{
		"a name of wrong letters": {sqs.Queue, world.Props{"name": "a.b"}, "check: name: invalid queue name: a.b"},
		"a name that is too long": {sqs.Queue, world.Props{"name": strings.Repeat("a", 81)}, "check: name: invalid queue name: " + strings.Repeat("a", 81)},
		"FIFO without its suffix": {sqs.Queue, world.Props{"name": "a", "fifoQueue": true}, "check: name: invalid queue name: a"},
		"the suffix without FIFO": {sqs.Queue, world.Props{"name": "a.fifo"}, "check: name: invalid queue name: a.fifo"},
		"deduplication without FIFO": {sqs.Queue, world.Props{"name": "a", "contentBasedDeduplication": true},
			"check: contentBasedDeduplication: content-based deduplication can only be set for FIFO queue"},
		"a delay beyond a quarter of an hour": {sqs.Queue, world.Props{"name": "a", "delaySeconds": 901.0}, "check: delaySeconds: expected delay_seconds to be in the range (0 - 900), got 901"},
		"a retention below a minute":          {sqs.Queue, world.Props{"name": "a", "messageRetentionSeconds": 59.0}, "check: messageRetentionSeconds: expected message_retention_seconds to be in the range (60 - 1209600), got 59"},
		"a retention above a fortnight":       {sqs.Queue, world.Props{"name": "a", "messageRetentionSeconds": 1209601.0}, "check: messageRetentionSeconds: expected message_retention_seconds to be in the range (60 - 1209600), got 1209601"},
		"invisible for more than half a day":  {sqs.Queue, world.Props{"name": "a", "visibilityTimeoutSeconds": 43201.0}, "check: visibilityTimeoutSeconds: expected visibility_timeout_seconds to be in the range (0 - 43200), got 43201"},
		"messages below a kibibyte":           {sqs.Queue, world.Props{"name": "a", "maxMessageSize": 1023.0}, "check: maxMessageSize: expected max_message_size to be in the range (1024 - 262144), got 1023"},
		"a data key for a second":             {sqs.Queue, world.Props{"name": "a", "kmsDataKeyReusePeriodSeconds": 1.0}, "check: kmsDataKeyReusePeriodSeconds: expected kms_data_key_reuse_period_seconds to be in the range (60 - 86400), got 1"},
		"another scope":                       {sqs.Queue, world.Props{"name": "a", "deduplicationScope": "all"}, `check: deduplicationScope: expected deduplication_scope to be one of ["messageGroup" "queue"], got all`},
		"two kinds of encryption":             {sqs.Queue, world.Props{"name": "a", "kmsMasterKeyId": "alias/k", "sqsManagedSseEnabled": true}, `check: kmsMasterKeyId: Conflicting configuration arguments. "kms_master_key_id": conflicts with sqs_managed_sse_enabled`},
		"a policy that is no JSON":            {sqs.Queue, world.Props{"name": "a", "policy": "allow"}, `check: policy: "policy" contains an invalid JSON: invalid character 'a' looking for beginning of value`},
		"a redrive policy that is no JSON":    {sqs.Queue, world.Props{"name": "a", "redrivePolicy": "x"}, `check: redrivePolicy: "redrive_policy" contains an invalid JSON: invalid character 'x' looking for beginning of value`},
		"a long poll of a minute":             {sqs.Queue, world.Props{"name": "a", "receiveWaitTimeSeconds": 60.0}, "InvalidAttributeValue: Invalid value for the parameter ReceiveMessageWaitTimeSeconds."},
		"the name of another queue":           {sqs.Queue, world.Props{"name": "taken", "delaySeconds": 1.0}, "QueueAlreadyExists: A queue already exists with the same name and a different value for attribute DelaySeconds"},
		"a policy about nobody":               {sqs.Policy, world.Props{"queueUrl": url + "taken", "policy": strings.Replace(policy, `"Principal":"*",`, "", 1)}, "InvalidAttributeValue: Invalid value for the parameter Policy."},
		"a policy that says nothing":          {sqs.Policy, world.Props{"queueUrl": url + "taken", "policy": "{}"}, "InvalidAttributeValue: Invalid value for the parameter Policy."},
		"the policy of no queue":              {sqs.Policy, world.Props{"queueUrl": url + "gone", "policy": policy}, "AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist."},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.Make(sqs.Queue, "taken", world.Props{"name": "taken"})
			before := l.World.Objects()
			_, _, err := l.Try(c.kind, "new", c.in)
			require.Equal(t, c.want, worldtest.Said(err))
			require.Equal(t, before, l.World.Objects())
		})
	}
}

func TestTheSameNameAndAttributesAreTheSameQueue(t *testing.T) {
	l := newLab(t)
	id, _ := l.Make(sqs.Queue, "one", world.Props{"name": "jobs"})
	again, _ := l.Make(sqs.Queue, "two", world.Props{"name": "jobs"})
	assert.Equal(t, id, again)
}

func TestTheNameIsFreeAMinuteAfterTheDeletionBegan(t *testing.T) {
	l := newLab(t)
	l.Make(sqs.Queue, "q", world.Props{"name": "jobs"})
	l.World.Events()
	require.NoError(t, l.Delete(sqs.Queue, "q", url+"jobs"))
	assert.Equal(t, time.Minute, l.World.Events()[0].Took)
	l.Make(sqs.Queue, "q", world.Props{"name": "jobs"})
}

func TestAPolicySaysWhoMaySend(t *testing.T) {
	const arn = "arn:aws:sqs:eu-west-1:111122223333:jobs"
	rule := "arn:aws:events:eu-west-1:111122223333:rule/spot"
	allow := func(rest string) string {
		return fmt.Sprintf(`{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":%q%s}`, arn, rest)
	}
	plain := `{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`
	of := func(pattern string) string {
		return fmt.Sprintf(`,"Condition":{"ArnEquals":{"aws:SourceArn":[%q]}}`, pattern)
	}
	sender := sqs.Sender{Service: "events.amazonaws.com", Source: rule}
	for name, c := range map[string]struct {
		statements []string
		from       sqs.Sender
		want       bool
	}{
		"the service":               {[]string{allow("")}, sender, true},
		"another service":           {[]string{allow("")}, sqs.Sender{Service: "sns.amazonaws.com"}, false},
		"the rule":                  {[]string{allow(of(rule))}, sender, true},
		"any rule":                  {[]string{allow(of("arn:aws:events:*:111122223333:rule/*"))}, sender, true},
		"another rule":              {[]string{allow(of(rule + "-other"))}, sender, false},
		"a condition on a tag":      {[]string{allow(`,"Condition":{"StringEquals":{"aws:PrincipalTag/a":"b"}}`)}, sender, false},
		"the account":               {[]string{allow(`,"Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}`)}, sender, true},
		"by TLS where it must be":   {[]string{allow(""), plain}, sender, true},
		"in the clear, where not":   {[]string{allow(""), plain}, sqs.Sender{Service: sender.Service, Source: rule, Plain: true}, false},
		"what is allowed elsewhere": {[]string{strings.Replace(allow(""), ":jobs", ":other", 1)}, sender, false},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			id, _ := l.Make(sqs.Queue, "q", world.Props{"name": "jobs"})
			assert.False(t, sqs.Admits(l.queue(id), c.from), "without a policy nobody else may send")
			l.Make(sqs.Policy, "p", world.Props{"queueUrl": id, "policy": `{"Version":"2012-10-17","Statement":[` + strings.Join(c.statements, ",") + `]}`})
			assert.Equal(t, c.want, sqs.Admits(l.queue(id), c.from))
			require.NoError(t, l.Delete(sqs.Policy, "p", id))
			assert.False(t, sqs.Admits(l.queue(id), c.from))
		})
	}
}
