package dns

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// Type is the type of a record.
type Type string

// The types of records.
const (
	A     Type = "A"
	AAAA  Type = "AAAA"
	CAA   Type = "CAA"
	CNAME Type = "CNAME"
	MX    Type = "MX"
	NS    Type = "NS"
	PTR   Type = "PTR"
	SRV   Type = "SRV"
	TXT   Type = "TXT"
)

// types are all types in the order in which a message lists them.
var types = []Type{A, AAAA, CAA, CNAME, MX, NS, PTR, SRV, TXT}

// DefaultTTL is for how many seconds an answer may be kept where none is
// stated.
const DefaultTTL = 300

// Bounds of a record: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
const (
	maxTTL    = 2147483647
	maxSetID  = 128
	maxWeight = 255
)

// RecordArgs are the settings of a Record. Either Values or Alias is given.
type RecordArgs struct {
	// Zone that the record is in. Required.
	Zone *Zone
	// Name is the full name, such as "app.dev.example.com": the zone's domain
	// or one below it, in which the first label may be "*". Required.
	Name string
	// Type of the record. Empty means A.
	Type Type
	// TTL is for how many seconds an answer may be kept. Zero means
	// DefaultTTL. An alias has that of its target.
	TTL int
	// Values are the answers. Those that are plain strings are checked. Texts
	// of a TXT record are written without quotes, and may be of any length.
	Values pulumi.StringArrayInput
	// Alias answers with the addresses of an AWS resource, and costs nothing
	// to ask. Only for A and AAAA.
	Alias Alias
	// Weighted makes the record one of several with the same name and type.
	Weighted Weighted
	// HealthCheck is the id of a health check; while it fails the record is
	// left out of answers. Only for weighted records, for the answer to a
	// record alone is given in any case.
	HealthCheck pulumi.StringInput
}

// Alias is an AWS resource that has a DNS name.
type Alias struct {
	// DNSName and ZoneID are outputs of the resource, such as those of
	// network.LoadBalancer. Both are required.
	DNSName, ZoneID pulumi.StringInput
	// IgnoreHealth answers with the resource even while it reports that
	// nothing behind it is healthy.
	IgnoreHealth bool
}

func (a Alias) given() bool { return a.DNSName != nil || a.ZoneID != nil }

// Weighted says how often one of several records is the answer: Weight in the
// sum of all weights.
type Weighted struct {
	// Set names the record among the others, up to 128 characters. Empty
	// means that the record is not weighted.
	Set string
	// Weight is 0 to 255; 0 means never, unless all are 0.
	Weight int
}

func (a RecordArgs) withDefaults() RecordArgs {
	if a.Type == "" {
		a.Type = A
	}
	if a.TTL == 0 && !a.Alias.given() {
		a.TTL = DefaultTTL
	}
	return a
}

// CheckRecord returns what is wrong with the arguments of a record, without
// making it.
func CheckRecord(name string, args *RecordArgs) error {
	_, err := planRecord(name, args)
	return err
}

func planRecord(name string, args *RecordArgs) (RecordArgs, error) {
	p := component.NewProblems("record", name)
	checkName(p, name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the record")
		return RecordArgs{}, p.Err()
	}
	a := args.withDefaults()
	if !slices.Contains(types, a.Type) {
		p.Add("Type", string(a.Type), "not a type of record", fmt.Sprintf("use one of %v", types))
	}
	named := checkDomain(p, "Name", a.Name, naming{service: true, wildcard: true, single: true})
	if a.Zone == nil {
		p.Add("Zone", nil, "not given", "pass the zone of dns.NewZone or dns.AdoptZone")
	} else if named {
		checkWithin(p, "Name", a.Name, a.Zone.Domain)
		if a.Type == CNAME && a.Name == a.Zone.Domain {
			p.Add("Type", string(a.Type), "the name is the zone's own, which has other records", "use Alias with type A, or a name below it")
		}
	}
	checkAnswer(p, a)
	checkWeight(p, a)
	return a, p.Err()
}

func checkAnswer(p *component.Problems, a RecordArgs) {
	switch {
	case a.Alias.given() && a.Values != nil:
		p.Add("Alias", nil, "given together with Values", "give one of them")
	case !a.Alias.given() && a.Values == nil:
		p.Add("Values", nil, "none given", "give Values, or an Alias of an AWS resource")
	case a.Alias.given():
		checkAlias(p, a)
	default:
		checkValues(p, a)
	}
}

func checkAlias(p *component.Problems, a RecordArgs) {
	if a.Alias.DNSName == nil {
		p.Add("Alias.DNSName", nil, "not given", "pass the DNS name of the resource")
	}
	if a.Alias.ZoneID == nil {
		p.Add("Alias.ZoneID", nil, "not given", "pass the zone id of the resource")
	}
	if a.Type != A && a.Type != AAAA {
		p.Add("Type", string(a.Type), "not the type of an alias", "use dns.A or dns.AAAA")
	}
	if a.TTL != 0 {
		p.Add("TTL", a.TTL, "an alias has that of its target", "leave it out")
	}
}

func checkWeight(p *component.Problems, a RecordArgs) {
	w := a.Weighted
	if w.Set == "" {
		if w.Weight != 0 {
			p.Add("Weighted.Set", "", "empty", "name the record among the weighted ones")
		}
		if a.HealthCheck != nil {
			p.Add("HealthCheck", nil, "the record is not weighted, so it is the answer in any case", "set Weighted, or leave it out")
		}
		return
	}
	if len(w.Set) > maxSetID {
		p.Add("Weighted.Set", w.Set, fmt.Sprintf("%d characters long", len(w.Set)), fmt.Sprintf("use at most %d", maxSetID))
	}
	if w.Weight < 0 || w.Weight > maxWeight {
		p.Add("Weighted.Weight", w.Weight, fmt.Sprintf("outside 0 to %d", maxWeight), "choose a number within")
	}
}
