// Package api holds what the simulated AWS services share: the account, its
// regions and zones, ARNs, the tokens of the resource types and the shape of
// refusals.
package api
