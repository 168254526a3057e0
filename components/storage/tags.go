package storage

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

const nameTag = "Name"

// Limits of tags: https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html
// and https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
const (
	maxTags       = 50
	maxObjectTags = 10
	maxTagKey     = 128
	maxTagValue   = 256
)

// checkTags checks the tags of a caller; own counts those that are added.
func checkTags(p *component.Problems, tags map[string]string, own, most int) {
	if n := len(tags) + own; n > most {
		p.Add("Tags", nil, fmt.Sprintf("%d tags on one resource", n), fmt.Sprintf("S3 allows %d: use fewer", most))
	}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		switch {
		case key == "" || len([]rune(key)) > maxTagKey:
			p.Add("Tags", key, "not a tag key", fmt.Sprintf("use 1 to %d characters", maxTagKey))
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			p.Add("Tags", key, `keys that start with "aws:" belong to AWS`, "use another key")
		case key == nameTag && own > 0:
			p.Add("Tags", key, "every resource has a name of its own", "leave it out")
		case len([]rune(tags[key])) > maxTagValue:
			p.Add(fmt.Sprintf("Tags[%q]", key), nil, fmt.Sprintf("value of %d characters", len([]rune(tags[key]))),
				fmt.Sprintf("use at most %d", maxTagValue))
		}
	}
}

// tagged returns the tags of a resource with its name.
func tagged(name string, tags map[string]string) pulumi.StringMap {
	all := map[string]string{}
	maps.Copy(all, tags)
	all[nameTag] = name
	return pulumi.ToStringMap(all)
}
