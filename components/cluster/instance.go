package cluster

import (
	"regexp"

	"github.com/drydock-iac/drydock/internal/versions"
)

// gravitonForm is how EC2 names families with AWS's own ARM processors:
// letters of the series, the generation, then "g" before anything else:
// https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
// The first such family, a1, has no such letter.
var gravitonForm = regexp.MustCompile(`^([a-z]+[0-9]+g[a-z-]*|a1)\.`)

var instanceForm = regexp.MustCompile(`^[a-z][a-z0-9-]*\.[a-z0-9-]+$`)

// Architecture is the processor architecture of an instance type by its name,
// empty if that is not the name of one.
func Architecture(instanceType string) string {
	switch {
	case !instanceForm.MatchString(instanceType):
		return ""
	case gravitonForm.MatchString(instanceType):
		return versions.ARM64
	}
	return versions.AMD64
}

// architecture of the group: that of its first instance type.
func (g NodeGroup) architecture() string {
	if len(g.InstanceTypes) == 0 {
		return ""
	}
	return Architecture(g.InstanceTypes[0])
}
