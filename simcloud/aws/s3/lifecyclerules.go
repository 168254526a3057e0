package s3

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// maxRules is how many rules a configuration can have: docLifecycle.
const maxRules = 1000

const (
	badRequest  = "InvalidRequest"
	badArgument = "InvalidArgument"
)

// lifecycleFault is the code and the words with which S3 refuses a
// configuration, or "".
func lifecycleFault(rules []world.Props) (code, message string) {
	if len(rules) > maxRules {
		return badRequest, "The number of lifecycle rules must not exceed the allowed limit of 1000 rules."
	}
	seen := map[string]bool{}
	for _, r := range rules {
		if seen[r.Str("id")] {
			return badArgument, "Rule ID must be unique. Found same ID for more than one rule"
		}
		seen[r.Str("id")] = true
	}
	for _, r := range rules {
		for _, look := range []func(world.Props) (string, string){actions, scope, expiration, transitions, noncurrent} {
			if code, message := look(r); code != "" {
				return code, message
			}
		}
	}
	return "", ""
}

func actions(r world.Props) (code, message string) {
	for _, name := range []string{
		"expiration", "transitions", "noncurrentVersionExpiration", "noncurrentVersionTransitions", "abortIncompleteMultipartUpload",
	} {
		if len(r.Map(name)) > 0 || len(r.List(name)) > 0 {
			return "", ""
		}
	}
	return badRequest, "At least one action needs to be specified in a rule"
}

// scope looks at what the rule is about.
func scope(r world.Props) (code, message string) {
	f := r.Map("filter")
	tagged := f.Has("tag") || len(f.Map("and").Map("tags")) > 0
	over, under := size(f, "objectSizeGreaterThan"), size(f, "objectSizeLessThan")
	sized := over >= 0 || under >= 0
	marker := r.Map("expiration").Bool("expiredObjectDeleteMarker")
	abort := len(r.Map("abortIncompleteMultipartUpload")) > 0
	const most = 1099511627776000
	switch {
	case over > most || over < -1:
		return badRequest, "'ObjectSizeGreaterThan' should be between 0 and 1099511627776000."
	case under > most || under == 0 || under < -1:
		return badRequest, "'ObjectSizeLessThan' should be between 1 and 1099511627776000."
	case over >= 0 && under >= 0 && under <= over:
		return badRequest, "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'."
	case marker && tagged:
		return badRequest, "ExpiredObjectDeleteMarker cannot be specified with Tags."
	case marker && sized:
		return badRequest, "ExpiredObjectDeleteMarker cannot be specified with Object Size."
	case abort && tagged:
		return badRequest, "AbortIncompleteMultipartUpload cannot be specified with Tags."
	case abort && sized:
		return badRequest, "AbortIncompleteMultipartUpload cannot be specified with Object Size."
	}
	return "", ""
}

// size is a bound of the filter, -1 where there is none.
func size(filter world.Props, name string) int {
	return filter.IntOr(name, filter.Map("and").IntOr(name, -1))
}

func expiration(r world.Props) (code, message string) {
	e := r.Map("expiration")
	if n, ok := e["days"].(float64); ok && n < 1 {
		return badArgument, "'Days' for Expiration action must be a positive integer"
	}
	dates := []string{e.Str("date")}
	for _, t := range r.Maps("transitions") {
		dates = append(dates, t.Str("date"))
	}
	for _, date := range dates {
		if date != "" && !strings.Contains(date, "T00:00:00") {
			return badArgument, "'Date' must be at midnight GMT"
		}
	}
	if n, ok := r.Map("abortIncompleteMultipartUpload")["daysAfterInitiation"].(float64); ok && n < 1 {
		return badArgument, "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer"
	}
	return "", ""
}

func transitions(r world.Props) (code, message string) {
	e := r.Map("expiration")
	dated, counted := e.Has("date"), e.Has("days")
	days := map[string]int{}
	for _, t := range r.Maps("transitions") {
		class := t.Str("storageClass")
		if _, again := days[class]; again {
			return badRequest, "'StorageClass' must be different for 'Transition' actions in same 'Rule'"
		}
		days[class] = t.Int("days")
		if t.Has("date") {
			dated = true
			continue
		}
		counted = true
		if (class == "STANDARD_IA" || class == "ONEZONE_IA") && t.Int("days") < 30 {
			return badArgument, fmt.Sprintf("'Days' in Transition action must be greater than or equal to 30 for storageClass '%s'", class)
		}
	}
	if dated && counted {
		return badRequest, "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule"
	}
	if dated {
		return "", ""
	}
	about := aboutOf(r)
	if later, earlier := outOfOrder(days); later != "" {
		return badArgument, fmt.Sprintf("'Days' in the Transition action for StorageClass '%s' for filter '%s' must be greater than "+
			"'Days' in the Transition action for StorageClass '%s' for filter '%[2]s'", later, about, earlier)
	}
	for _, n := range days {
		if e.Has("days") && e.Int("days") <= n {
			return badArgument, fmt.Sprintf("'Days' in the Expiration action for filter '%s' must be greater than 'Days' in the Transition action", about)
		}
	}
	return "", ""
}

func noncurrent(r world.Props) (code, message string) {
	e, days := r.Map("noncurrentVersionExpiration"), map[string]int{}
	for _, t := range r.Maps("noncurrentVersionTransitions") {
		class := t.Str("storageClass")
		if _, again := days[class]; again {
			return badRequest, "'StorageClass' must be different for 'NoncurrentVersionTransition' actions in same 'Rule'"
		}
		days[class] = t.Int("noncurrentDays")
		if (class == "STANDARD_IA" || class == "ONEZONE_IA") && t.Int("noncurrentDays") < 30 {
			return badArgument, fmt.Sprintf("'NoncurrentDays' in NoncurrentVersionTransition action must be greater than or equal to 30 for storageClass '%s'", class)
		}
	}
	for _, n := range days {
		if e.Has("noncurrentDays") && e.Int("noncurrentDays") <= n {
			return badArgument, fmt.Sprintf("'NoncurrentDays' in the NoncurrentVersionExpiration action for filter '%s' must be greater than "+
				"'NoncurrentDays' in the NoncurrentVersionTransition action", aboutOf(r))
		}
	}
	return "", ""
}

// outOfOrder returns two classes of which the colder one is not reached later,
// or "".
func outOfOrder(days map[string]int) (later, earlier string) {
	order := classes()
	for i, class := range order {
		n, ok := days[class]
		if !ok {
			continue
		}
		for _, before := range slices.Backward(order[:i]) {
			if m, ok := days[before]; ok && n <= m {
				return class, before
			}
		}
	}
	return "", ""
}

// aboutOf writes the filter as S3 does in its refusals; tags it leaves out.
func aboutOf(r world.Props) string {
	f := r.Map("filter")
	prefix := r.StrOr("prefix", f.StrOr("prefix", f.Map("and").Str("prefix")))
	text := "prefix=" + prefix
	if n := size(f, "objectSizeGreaterThan"); n >= 0 {
		text += fmt.Sprintf(" and objectsizegreaterthan=%d", n)
	}
	if n := size(f, "objectSizeLessThan"); n >= 0 {
		text += fmt.Sprintf(" and objectsizelessthan=%d", n)
	}
	return "(" + text + ")"
}
