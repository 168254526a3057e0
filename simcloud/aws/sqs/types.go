package sqs

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The resource types of the service.
const (
	Queue  = "aws:sqs/queue:Queue"
	Policy = "aws:sqs/queuePolicy:QueuePolicy"
)

// Documents that state the rules.
const (
	docCreate  = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"
	docSet     = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html"
	docPolicy  = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-creating-custom-policies.html"
	docDefault = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html"
)

// propagation is how long the provider looks until a queue's attributes have
// settled: six looks, five seconds apart, the first at once.
const propagation = 25 * time.Second

// disappearance is how long a deletion takes. SQS refuses the name until then
// with QueueDeletedRecently (docCreate), and the provider, which looks until the
// queue is gone, asks again where the name is not free yet. So a program sees a
// wait, and no refusal.
const disappearance = time.Minute

// Types are the resource types of the service.
func Types() []*world.Type { return []*world.Type{queueType(), policyType()} }

func operation(doing, name string) api.Op { return api.Op{Doing: doing, Service: "SQS", Name: name} }

// notThere is the refusal of a queue that does not exist.
func notThere(op api.Op, doc string) error {
	return op.Refuse("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.", doc)
}

// address is a queue's URL, which is its identifier, too.
func address(region, name string) string {
	return fmt.Sprintf("https://sqs.%s.amazonaws.com/%s/%s", region, api.Account, name)
}
