// Package acm simulates AWS Certificate Manager: certificates that are
// requested and proven by DNS records, certificates that are imported, and the
// wait until one is issued.
//
// A requested certificate stays PENDING_VALIDATION until every name in it has
// its validation record where the internet finds it (see package route53 for
// what that means). It becomes ISSUED when a CertificateValidation waits for it
// or when it is read afterwards; whoever uses it before is refused, as the
// service refuses in the minutes that issuing takes.
package acm
