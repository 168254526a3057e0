package ssm

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Architectures of machine images.
const (
	amd = "x86_64"
	arm = "arm64"
)

// kubernetesVersions are the versions of Kubernetes for which images are
// published.
var kubernetesVersions = []string{"1.28", "1.29", "1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36"}

// lastAmazonLinux2 is the last version of Kubernetes with Amazon Linux 2:
// https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html
const lastAmazonLinux2 = "1.32"

// catalogue returns the names of the public parameters that hold an image,
// with the architecture of each. Sources:
// https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
// https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html
// https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id-bottlerocket.html
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
// https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
// https://wiki.debian.org/Cloud/AmazonEC2Image
func catalogue() map[string]string {
	all := map[string]string{}
	for _, a := range []string{amd, arm} {
		other := map[string]string{amd: "amd64", arm: "arm64"}[a] // as Ubuntu and Debian write it
		for _, kernel := range []string{"default", "6.1", "6.12"} {
			all["/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-"+kernel+"-"+a] = a
			all["/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-"+kernel+"-"+a] = a
		}
		all["/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-"+a+"-gp2"] = a
		all["/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-5.10-hvm-"+a+"-gp2"] = a
		ecs := "/recommended/image_id"
		if a == arm {
			ecs = "/arm64" + ecs
		}
		all["/aws/service/ecs/optimized-ami/amazon-linux-2023"+ecs] = a
		all["/aws/service/ecs/optimized-ami/amazon-linux-2"+ecs] = a
		all["/aws/service/bottlerocket/aws-ecs-2/"+a+"/latest/image_id"] = a
		all["/aws/service/canonical/ubuntu/server/24.04/stable/current/"+other+"/hvm/ebs-gp3/ami-id"] = a
		all["/aws/service/canonical/ubuntu/server/22.04/stable/current/"+other+"/hvm/ebs-gp2/ami-id"] = a
		all["/aws/service/debian/release/12/latest/"+other] = a
		all["/aws/service/debian/release/13/latest/"+other] = a
		for _, v := range kubernetesVersions {
			all["/aws/service/eks/optimized-ami/"+v+"/amazon-linux-2023/"+a+"/standard/recommended/image_id"] = a
			all["/aws/service/eks/optimized-ami/"+v+"/amazon-linux-2023/"+a+"/nvidia/recommended/image_id"] = a
			all["/aws/service/bottlerocket/aws-k8s-"+v+"/"+a+"/latest/image_id"] = a
			all["/aws/service/bottlerocket/aws-k8s-"+v+"-nvidia/"+a+"/latest/image_id"] = a
			if v <= lastAmazonLinux2 {
				suffix := map[string]string{amd: "", arm: "-arm64"}[a]
				all["/aws/service/eks/optimized-ami/"+v+"/amazon-linux-2"+suffix+"/recommended/image_id"] = a
			}
		}
	}
	return all
}

// architectures is the catalogue, built once: it is read-only.
var architectures = sync.OnceValue(catalogue)

// published is the image that a public parameter holds in a region.
func published(region, name string) (id string, ok bool) {
	if _, ok = architectures()[name]; !ok {
		return "", false
	}
	sum := sha256.Sum256([]byte("image|" + region + "|" + name))
	return "ami-0" + hex.EncodeToString(sum[:8]), true
}

type origin struct{ region, architecture string }

// origins says of every published image where it is and what it runs on.
var origins = sync.OnceValue(func() map[string]origin {
	all := map[string]origin{}
	for _, region := range api.Regions() {
		for name, a := range architectures() {
			id, _ := published(region, name)
			all[id] = origin{region, a}
		}
	}
	return all
})

// PublicImages returns the names of the public parameters that hold machine
// images, sorted.
func PublicImages() []string {
	var names []string
	for name := range architectures() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Architecture returns the region and the architecture ("x86_64", "arm64") of
// a published image. Of any other image nothing is known: the strings are
// empty.
func Architecture(image string) (region, architecture string) {
	o := origins()[image]
	return o.region, o.architecture
}

// resolve is how a launch template or a request names an image by parameter:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html
const resolve = "resolve:ssm:"

// ByParameter reports whether the image of a launch template or a request is
// named by a parameter.
func ByParameter(image string) bool { return strings.HasPrefix(image, resolve) }

// Image returns the id of the image that a launch template or a request
// names: image itself, or what the parameter in "resolve:ssm:NAME" holds. If
// that fails, why is the service's message for its code SsmInvalidParameter.
func Image(c *world.Call, image string) (id, why string) {
	name, ok := strings.CutPrefix(image, resolve)
	if !ok {
		return image, ""
	}
	v, ok := Get(c, name)
	switch {
	case !ok:
		return "", fmt.Sprintf("The following aliases are invalid: %s", name)
	case v.DataType != dataImage:
		return "", "Unsupported data type. The following parameter data types are supported: " + dataImage
	}
	return v.Text, ""
}
