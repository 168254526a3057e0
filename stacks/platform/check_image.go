package platform

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// digestDigits is the length of a SHA-256 digest in hexadecimal digits.
const digestDigits = 64

var (
	// repositoryForm is a registry and a path, with a tag if there is one:
	// https://github.com/distribution/reference/blob/main/reference.go
	repositoryForm = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?$`)
	digestForm     = regexp.MustCompile(`^[a-f0-9]*$`)
)

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
