package component

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Name returns the logical name of a child: the component's own name followed
// by a role and, where there are several, a key, joined by hyphens
// ("core-private-b"). A URN holds the types of a resource's ancestors but not
// their names, so two instances of a component collide unless every child's
// name starts with the instance's.
func Name(parent string, parts ...string) string {
	return strings.Join(append([]string{parent}, parts...), "-")
}

// digestLength is how many hexadecimal digits of a digest keep two shortened
// names apart: 32 bits, one accidental collision in about 77,000 names.
const digestLength = 8

// Physical returns a name for a service that demands one: the parts joined by
// hyphens, in lower case, with every run of characters outside a-z and 0-9
// made one hyphen, at most max bytes long. A name that had to be shortened or
// altered ends in a digest of the original, so two different originals never
// become one. It never starts or ends with a hyphen.
//
// Limits that matter: load balancers and target groups 32, IAM roles 64,
// S3 buckets 63.
func Physical(max int, parts ...string) string {
	original := strings.Join(parts, "-")
	clean := sanitise(original)
	if clean == original && len(clean) <= max {
		return clean
	}
	sum := sha256.Sum256([]byte(original))
	digest := hex.EncodeToString(sum[:])[:digestLength]
	if room := max - digestLength - 1; len(clean) > room {
		clean = strings.TrimRight(clean[:room], "-")
	}
	if clean == "" {
		return "x" + digest
	}
	return clean + "-" + digest
}

func sanitise(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
			continue
		}
		gap = true
	}
	return b.String()
}
