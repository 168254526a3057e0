// Package autoscaling simulates Amazon EC2 Auto Scaling: groups that launch
// machines from a launch template into their subnets, and what is attached to
// them.
//
// A group keeps as many instances as it is asked for, spread over its subnets.
// The groups that Amazon EKS makes for its node groups are of the same kind.
package autoscaling
