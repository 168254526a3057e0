package dns

import (
	"fmt"

	"github.com/drydock-iac/drydock/internal/component"
)

// checkTags checks the tags of a caller, besides which there is a Name tag.
func checkTags(p *component.Problems, tags map[string]string) {
	if n := len(tags) + 1; n > component.MaxTags {
		p.Add("Tags", nil, fmt.Sprintf("%d tags on one resource, with the Name tag", n), fmt.Sprintf("AWS allows %d: use fewer", component.MaxTags))
	}
	p.Tags("Tags", tags, component.NameTag)
}
