// Package problem writes errors to clients as problem details of RFC 9457
// (application/problem+json).
//
// A handler returns an error; From turns it into a Problem, and Write sends
// it. An error that is no Problem becomes a 500 whose text says nothing about
// the cause: the cause belongs in the log, found by the request id.
//
// Most problems have the type "about:blank", meaning the status says it all.
// The others are listed by Kinds; their type is a path into the service's own
// documentation page, so it leads somewhere.
package problem
