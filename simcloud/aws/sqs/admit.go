package sqs

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Sender is a service of AWS that sends a message.
type Sender struct {
	// Service is its principal, such as "events.amazonaws.com".
	Service string
	// Source is the ARN of what the service acts for, such as a rule.
	Source string
	// Plain is set for a message that comes without TLS.
	Plain bool
}

// ByARN returns the queue of that ARN, or nil.
func ByARN(c *world.Call, arn string) *world.Object { return c.By(Queue, "arn", arn) }

// Admits reports whether the queue's policy lets the sender send: a statement
// allows it and none denies it
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-using-identity-based-policies.html).
// Of conditions it knows those on aws:SourceArn, aws:SourceAccount and
// aws:SecureTransport; a statement that allows under any other is no
// permission here, and one that denies under any other denies nothing.
func Admits(queue *world.Object, from Sender) bool {
	d, fault := iam.ParseDocument(queue.Props.Str("policy"))
	if fault != "" {
		return false
	}
	allowed := false
	for _, s := range d.Statements {
		if !about(s, from.Service) || !covers(s.Actions, "sqs:SendMessage") || !covers(s.Resources, queue.Props.Str("arn")) || !holds(s, from) {
			continue
		}
		if strings.EqualFold(s.Effect, "Deny") {
			return false
		}
		allowed = true
	}
	return allowed
}

func about(s iam.Statement, service string) bool {
	return slices.Contains(s.Principals["Service"], service) || slices.Contains(s.Principals["AWS"], "*")
}

func covers(patterns []string, value string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return like(strings.ToLower(p), strings.ToLower(value)) })
}

// like compares with * and ? as policies use them: * goes over slashes, too.
func like(pattern, value string) bool {
	hide := strings.NewReplacer("/", "\x00", "[", `\[`)
	ok, err := path.Match(hide.Replace(pattern), strings.ReplaceAll(value, "/", "\x00"))
	return err == nil && ok
}

func holds(s iam.Statement, from Sender) bool {
	for operator, keys := range s.Conditions {
		for key, values := range keys {
			if !one(operator, strings.ToLower(key), values, from) {
				return false
			}
		}
	}
	return true
}

func one(operator, key string, values []string, from Sender) bool {
	fact, known := map[string]string{
		"aws:sourcearn": from.Source, "aws:sourceaccount": account(from.Source), "aws:securetransport": "true",
	}[key]
	if from.Plain && key == "aws:securetransport" {
		fact = "false"
	}
	if !known {
		return false
	}
	switch strings.ToLower(operator) {
	case "bool", "stringequals":
		return slices.Contains(values, fact)
	case "arnequals", "arnlike", "stringlike":
		return slices.ContainsFunc(values, func(v string) bool { return like(v, fact) })
	}
	return false
}

// account is the number of the account in an ARN.
func account(arn string) string {
	if parts := strings.Split(arn, ":"); len(parts) > 4 {
		return parts[4]
	}
	return ""
}
