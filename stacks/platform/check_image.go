package platform

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/versions"
)

// digestDigits is the length of a SHA-256 digest in hexadecimal digits.
const digestDigits = 64

var (
	// repositoryForm is a registry and a path, with a tag if there is one:
	// https://github.com/distribution/reference/blob/main/reference.go
	repositoryForm = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?$`)
	digestForm     = regexp.MustCompile(`^[a-f0-9]*$`)
)

// machineImageForm is of https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
var machineImageForm = regexp.MustCompile(`^ami-([0-9a-f]{8}|[0-9a-f]{17})$`)

// checkImages reports what is wrong with the images of machines, and whether
// they are right.
func (c Config) checkImages(p *component.Problems, s Settings) bool {
	const field = ConfigKey + ".images"
	sound, needed := true, s.architectures()
	for _, architecture := range slices.Sorted(maps.Keys(c.Images)) {
		image := c.Images[architecture]
		at := field + "." + architecture
		switch {
		case architecture != versions.ARM64 && architecture != versions.AMD64:
			p.Add(at, nil, "not an architecture", fmt.Sprintf("write %q or %q", versions.ARM64, versions.AMD64))
		case !machineImageForm.MatchString(image):
			p.Add(at, image, "not the id of an image", "write it as ami-0123456789abcdef0")
		case !slices.Contains(needed, architecture):
			p.Add(at, image, "no machine has that architecture", "leave it out")
		default:
			continue
		}
		sound = false
	}
	for _, architecture := range needed {
		if c.Images[architecture] == "" {
			p.Add(field+"."+architecture, nil, "not set, and machines would be of whatever image is new when they start",
				"write the id that aws ssm get-parameter --name /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-"+
					architecture+" shows")
			sound = false
		}
	}
	return sound
}

// architectures are those of the machines of RKE, sorted.
func (s Settings) architectures() []string {
	all := []string{cluster.Architecture(cmp.Or(s.Cluster.Servers.Type, cluster.DefaultServerType))}
	for _, g := range s.Cluster.Groups {
		if len(g.InstanceTypes) > 0 {
			all = append(all, cluster.Architecture(g.InstanceTypes[0]))
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(a string) bool { return a == "" })
}

// checkImage reports what is wrong with the name of an image, and whether it
// is right.
func checkImage(p *component.Problems, image string) bool {
	const field = ConfigKey + ".image"
	repository, digest, pinned := strings.Cut(image, "@sha256:")
	switch {
	case image == "":
		p.Add(field, nil, "not set", "set it to the skeleton's image, written as registry.example.com/skeleton@sha256:digest")
	case !pinned && strings.Contains(image, "@"):
		p.Add(field, image, "not pinned by a digest of SHA-256", fmt.Sprintf("write @sha256: and its %d digits", digestDigits))
	case !pinned:
		p.Add(field, image, "not pinned by a digest, so it could change unseen", fmt.Sprintf("append @sha256: and its %d digits", digestDigits))
	case repository != strings.ToLower(repository) && repositoryForm.MatchString(strings.ToLower(repository)):
		p.Add(field, image, "has upper-case letters in the repository", fmt.Sprintf("write %q before the digest", strings.ToLower(repository)))
	case !repositoryForm.MatchString(repository):
		p.Add(field, image, "not the name of an image", "write it as registry.example.com/skeleton@sha256:digest")
	case len(digest) != digestDigits:
		p.Add(field, image, fmt.Sprintf("a digest of %d digits", len(digest)), fmt.Sprintf("use all %d that the registry shows", digestDigits))
	case !digestForm.MatchString(digest):
		p.Add(field, image, "a digest with something else than hexadecimal digits", "use 0 to 9 and a to f")
	default:
		return true
	}
	return false
}
