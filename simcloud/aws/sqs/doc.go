// Package sqs is the simulated Simple Queue Service: queues, their policies,
// and who may send to them.
//
// Messages are not kept. Admits answers the question that matters to a
// deployment: would a message of this sender be taken?
package sqs
