// Package cloudfront simulates Amazon CloudFront as far as distributions go:
// which names they may answer to, which certificates they take, and how long
// it takes until a change is everywhere.
//
// A distribution is one of the account, in no region; its certificate is one
// of Certificate Manager in us-east-1. The provider disables a distribution
// and waits before it deletes it, as the service demands, so a deletion is
// refused to nobody and takes its time.
package cloudfront
