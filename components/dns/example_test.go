package dns_test

import (
	"fmt"

	"github.com/drydock-iac/drydock/components/dns"
)

// A domain and its wildcard share a proof.
func ExampleProofs() {
	for _, domain := range dns.Proofs([]string{"example.com", "*.example.com", "www.example.com"}) {
		fmt.Println(domain)
	}
	// Output:
	// example.com
	// www.example.com
}

func ExampleCheckRecord() {
	err := dns.CheckRecord("apex", &dns.RecordArgs{
		Zone: &dns.Zone{Domain: "example.com"}, Name: "example.com", Type: dns.CNAME,
		Values: values("lb.example.net"),
	})
	fmt.Println(err)
	// Output:
	// record "apex": Type "CNAME": the name is the zone's own, which has other records: use Alias with type A, or a name below it
}
