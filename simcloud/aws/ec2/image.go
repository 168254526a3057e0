package ec2

import (
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// A Fault is why the service refuses something: its code and its message.
type Fault struct{ Code, Message string }

// Image returns the id of the image that a launch names, by id or by a
// parameter ("resolve:ssm:NAME"), and what is wrong with launching it on the
// instance type, nil for nothing. Of an image that no public parameter holds
// nothing is known, so nothing is refused. Source of the parameters:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html
func Image(c *world.Call, image, instanceType string) (string, *Fault) {
	id, why := ssm.Image(c, image)
	if why != "" {
		return "", &Fault{"SsmInvalidParameter", why}
	}
	region, arch := ssm.Architecture(id)
	t, known := InstanceTypes[instanceType]
	switch {
	case region != "" && region != c.Scope:
		return "", &Fault{"InvalidAMIID.NotFound", fmt.Sprintf("The image id '[%s]' does not exist", id)}
	case arch != "" && known && t.Arch != arch:
		return "", &Fault{"InvalidParameterValue", fmt.Sprintf("The architecture '%s' of the specified instance type does not match the architecture '%s' of the specified AMI. "+
			"Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover "+
			"the architecture of the instance type or AMI.", t.Arch, arch)}
	}
	return id, nil
}
