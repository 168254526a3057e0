package component

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// NameTag is the tag under which the console shows a resource. Components set
// it themselves.
const NameTag = "Name"

// Limits of the tags of AWS, which most services share:
// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
const (
	// MaxTags is how many tags a resource may have.
	MaxTags = 50

	maxTagKey   = 128
	maxTagValue = 256
)

// Tags checks the keys and values of a caller's tags; own are the keys that the
// component sets itself. How many tags there may be differs between services
// and is left to the caller.
func (p *Problems) Tags(field string, tags map[string]string, own ...string) {
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		length := len([]rune(tags[key]))
		switch {
		case key == "" || len([]rune(key)) > maxTagKey:
			p.Add(field, key, "not a tag key", fmt.Sprintf("use 1 to %d characters", maxTagKey))
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			p.Add(field, key, `keys that start with "aws:" belong to AWS`, "use another key")
		case slices.Contains(own, key):
			p.Add(field, key, "every resource has a name of its own", "leave it out")
		case length > maxTagValue:
			p.Add(fmt.Sprintf("%s[%q]", field, key), nil, fmt.Sprintf("value of %d characters", length), fmt.Sprintf("use at most %d", maxTagValue))
		}
	}
}

// Tagged returns the tags of a resource: the given ones, the later winning, and
// its name.
func Tagged(name string, tags ...map[string]string) pulumi.StringMap {
	all := pulumi.StringMap{}
	for _, t := range tags {
		for key, value := range t {
			all[key] = pulumi.String(value)
		}
	}
	all[NameTag] = pulumi.String(name)
	return all
}
