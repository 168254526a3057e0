package compute

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
)

// maxName keeps the names that are derived from a component's legal: the
// shortest limit is the 40 characters of a security group's component.
const maxName = 32

var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	keyForm  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)
)

// Bounds of EC2 that hold for every machine:
// https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html,
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataOptionsRequest.html,
// https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
const (
	minRootGiB = 8
	maxRootGiB = 16384
	maxHops    = 64
	maxGroups  = 4
	maxTags    = 48
)

func checkName(p *component.Problems, name string) {
	switch {
	case !nameForm.MatchString(name):
		p.Add("name", name, "not a name", "use lower-case letters, digits and hyphens, a letter first")
	case len(name) > maxName:
		p.Add("name", name, fmt.Sprintf("%d characters long", len(name)), fmt.Sprintf("use at most %d, for other names are derived from it", maxName))
	case strings.HasPrefix(name+"-", "sg-"):
		p.Add("name", name, `the names of security groups may not start with "sg-"`, "use another name")
	}
}

func (m Machine) check(p *component.Problems) {
	if !typeForm.MatchString(m.Type) {
		p.Add("Machine.Type", m.Type, "not an instance type", `use one such as "t3.small" or "m7g.large"`)
	}
	m.Image.check(p, "Machine.Image", m.Type)
	m.Boot.check(p, "Machine.Boot")
	if m.RootGiB < minRootGiB || m.RootGiB > maxRootGiB {
		p.Add("Machine.RootGiB", m.RootGiB, fmt.Sprintf("outside %d to %d", minRootGiB, maxRootGiB), "choose a size in GiB that the image fits into")
	}
	if m.Hops < 1 || m.Hops > maxHops {
		p.Add("Machine.Hops", m.Hops, fmt.Sprintf("outside 1 to %d", maxHops), "use 1, or 2 for containers that need the machine's role")
	}
	if n := len(m.SecurityGroups); n > maxGroups {
		p.Add("Machine.SecurityGroups", n, fmt.Sprintf("above %d, with the machine's own", maxGroups), "join some of them")
	}
	for i, g := range m.SecurityGroups {
		if g == nil {
			p.Add(fmt.Sprintf("Machine.SecurityGroups[%d]", i), nil, "nil", "pass the id of a group, or leave it out")
		}
	}
}

// checkParts checks what the nested components will be asked for; their tags
// are those of the machine, which are checked once.
func (m Machine) checkParts(p *component.Problems, name string, n network.Placement) {
	p.Join("Machine", identity.CheckRole(component.Name(name, "machine"), m.role(n.Region, nil)))
	p.Join("Machine", network.CheckSecurityGroup(component.Name(name, "machine"), m.group(name, n, nil)))
}

func checkTags(p *component.Problems, tags map[string]string) {
	if len(tags) > maxTags {
		p.Add("Tags", nil, fmt.Sprintf("%d tags", len(tags)), fmt.Sprintf("use at most %d", maxTags))
	}
	p.Tags("Tags", tags, component.NameTag)
}
