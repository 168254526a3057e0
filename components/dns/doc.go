// Package dns names things and proves the names: zones, records, health checks
// and certificates on Route 53 and AWS Certificate Manager.
//
//   - [NewZone] makes a hosted zone, public or private; [AdoptZone] takes one
//     that exists already.
//   - [NewRecord] makes a record in a zone: plain, an alias of an AWS
//     resource, or one of several weighted ones, which a health check may take
//     out.
//   - [NewHealthCheck] makes such a health check.
//   - [NewCertificate] makes a certificate, proves to Amazon by records in the
//     zone that the names are yours, and waits until it is issued.
//
// The smallest use:
//
//	zone, err := dns.NewZone(ctx, "dev", &dns.ZoneArgs{Domain: "dev.drydock.example"})
//	cert, err := dns.NewCertificate(ctx, "app", &dns.CertificateArgs{Domain: "app.dev.drydock.example", Zone: zone})
//
// Names are plain strings in lower case without a trailing dot, checked before
// anything is registered: their shape, and that they lie in the zone. A record
// that belongs to an address or a balancer takes it as an Input.
//
// A public zone answers only once its parent delegates to its NameServers, and
// a certificate in it is not issued before that. The package does not register
// domains and does not delegate by itself: make an NS record in the parent's
// zone.
package dns
