package kubernetes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// KindOrder is an order that Let's Encrypt took: it stays whatever becomes of
// the certificate. Its properties are the directory ("production" or
// "staging"), the names and the time.
const KindOrder = "acme:index:Order"

// DuplicateQuota is the quota (simcloud.Quota) of certificates for one exact
// set of names in seven days
// (https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers).
const DuplicateQuota = "letsencrypt/duplicate"

// Limits for one exact set of names in a week; staging's is so high that
// nobody meets it (https://letsencrypt.org/docs/staging-environment/#rate-limits).
const (
	duplicates        = 5
	duplicatesStaging = 30000
	limitWeek         = 7 * 24 * time.Hour
)

// forbiddenContact are domains that no letter reaches.
var forbiddenContact = regexp.MustCompile(`@(example\.(?:com|net|org))$`)

func refusedContact(email string) string {
	if m := forbiddenContact.FindStringSubmatch(email); m != nil {
		return fmt.Sprintf("Error validating contact(s) :: contact email has forbidden domain %q", m[1])
	}
	return ""
}

// order places an order at a directory of Let's Encrypt; at another's, of
// which nothing is known, it always succeeds. It returns a serial number, or
// why the order was refused. As published, what was used up comes back little
// by little: one order every 34 hours, not all at the week's end.
func order(c *world.Call, server string, names []string) (serial, refusal string) {
	directory, limit := directoryOf(server)
	if directory == "production" {
		limit = max(c.Quota(DuplicateQuota, limit), 1)
	}
	set := strings.Join(names, " ")
	left, last := float64(limit), time.Time{}
	refill := limitWeek / time.Duration(limit)
	for _, o := range ordersOf(c, directory, set) {
		at, err := time.Parse(time.RFC3339, o.Props.Str("time"))
		if err != nil {
			continue
		}
		if !last.IsZero() {
			left = min(float64(limit), left+float64(at.Sub(last))/float64(refill))
		}
		left, last = left-1, at
	}
	if !last.IsZero() {
		left = min(float64(limit), left+float64(c.Now().Sub(last))/float64(refill))
	}
	if left < 1 && directory != "" {
		retry := c.Now().Add(time.Duration((1 - left) * float64(refill))).UTC()
		return "", fmt.Sprintf("Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: too many certificates (%d) already issued "+
			"for this exact set of identifiers in the last 168h0m0s, retry after %s: "+
			"see https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers", limit, retry.Format("2006-01-02 15:04:05 UTC"))
	}
	at := *c
	at.Scope = ""
	serial = fmt.Sprintf("%s-%06d", directory, len(c.Everywhere(KindOrder))+1)
	keeper := clusterOf(c, c.Scope)
	o := at.Make(keeper, KindOrder, serial, world.Props{
		"directory": directory, "names": set, "time": c.Now().UTC().Format(time.RFC3339), "cluster": c.Scope,
	})
	o.Owner = "" // Let's Encrypt remembers it whatever becomes of the cluster
	return serial, ""
}

func directoryOf(server string) (name string, limit int) {
	switch {
	case strings.Contains(server, "acme-staging-v02.api.letsencrypt.org"):
		return "staging", duplicatesStaging
	case strings.Contains(server, "acme-v02.api.letsencrypt.org"):
		return "production", duplicates
	}
	return "", duplicates
}

// ordersOf are the orders for exactly these names, the oldest first.
func ordersOf(c *world.Call, directory, set string) []*world.Object {
	all := slices.DeleteFunc(c.Everywhere(KindOrder), func(o *world.Object) bool {
		return o.Props.Str("directory") != directory || o.Props.Str("names") != set
	})
	slices.SortStableFunc(all, func(a, b *world.Object) int { return strings.Compare(a.Props.Str("time"), b.Props.Str("time")) })
	return all
}
