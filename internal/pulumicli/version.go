package pulumicli

import (
	"debug/buildinfo"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/blang/semver"
)

// Minimum is the oldest CLI taken from the PATH: the first that streams its
// events over gRPC instead of a file that has to be watched (the Automation
// API draws that line at 3.205.0).
const Minimum = "3.206.0"

// Pinned is the version that is built where the PATH has none; pin/go.mod.txt
// names the same.
const Pinned = "3.250.0"

// sdkModule is the module whose version every build of the CLI carries.
const sdkModule = "github.com/pulumi/pulumi/sdk/v3"

// ParseVersion reads what `pulumi version` prints, such as "v3.250.0" or
// "3.251.0-dev.0+dirty".
func ParseVersion(printed string) (semver.Version, error) {
	text := strings.TrimSpace(printed)
	if line, _, several := strings.Cut(text, "\n"); several {
		text = strings.TrimSpace(line)
	}
	if text == "" {
		return semver.Version{}, fmt.Errorf("pulumi version: printed nothing")
	}
	v, err := semver.Parse(strings.TrimPrefix(text, "v"))
	if err != nil {
		return semver.Version{}, fmt.Errorf("pulumi version: %q is not a version", text)
	}
	return v, nil
}

// Suitable says in words why a version cannot be used, or nothing.
func Suitable(v semver.Version) string {
	switch minimum := semver.MustParse(Minimum); {
	case v.Major > minimum.Major:
		return fmt.Sprintf("version %s is of another major version than %s", v, Minimum)
	// A development build precedes its release but has what that release has.
	case semver.Version{Major: v.Major, Minor: v.Minor, Patch: v.Patch}.LT(minimum):
		return fmt.Sprintf("version %s is older than %s", v, Minimum)
	}
	return ""
}

// builtVersion reads the version of a CLI that was built with the Go
// toolchain alone and prints none, from the list of modules that the linker
// left in the binary.
func builtVersion(path string) (semver.Version, error) {
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return semver.Version{}, fmt.Errorf("pulumi version: printed nothing, and the binary tells none: %w", err)
	}
	return moduleVersion(info)
}

func moduleVersion(info *debug.BuildInfo) (semver.Version, error) {
	for _, m := range info.Deps {
		if m.Path == sdkModule {
			return ParseVersion(m.Version)
		}
	}
	return semver.Version{}, fmt.Errorf("pulumi version: printed nothing, and the binary was built without %s", sdkModule)
}
