package storage

import (
	"fmt"

	"github.com/drydock-iac/drydock/internal/component"
)

// Limits of tags: https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html
// and https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
const (
	maxTags       = component.MaxTags
	maxObjectTags = 10
)

// checkTags checks the tags of a caller; own are the keys that are added.
func checkTags(p *component.Problems, tags map[string]string, most int, own ...string) {
	if n := len(tags) + len(own); n > most {
		p.Add("Tags", nil, fmt.Sprintf("%d tags on one resource", n), fmt.Sprintf("S3 allows %d: use fewer", most))
	}
	p.Tags("Tags", tags, own...)
}
