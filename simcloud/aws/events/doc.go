// Package events is the simulated EventBridge: rules on the default event bus,
// their targets, and where an event goes.
//
// Events come from a test, by Deliver; no service of the simulation sends any
// by itself. Other event buses, and targets that are no queues, are not
// simulated: a target's ARN is taken as it is, as EventBridge takes it.
package events
