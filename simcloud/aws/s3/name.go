package s3

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// universal is the region in which the provider itself checks names loosely.
const universal = "us-east-1"

var (
	nameChars  = regexp.MustCompile(`^[0-9a-z-.]+$`)
	looseChars = regexp.MustCompile(`^[0-9A-Za-z_.-]+$`)
	nameEnds   = regexp.MustCompile(`^[0-9a-z](.*[0-9a-z])?$`)
	address    = regexp.MustCompile(`^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$`)
	directory  = regexp.MustCompile(`--[0-9a-z-]+--x-s3$`)
)

// providerName is what the provider says of a name before it calls, or "".
func providerName(name, region string) string {
	if region == universal {
		switch {
		case len(name) > 255:
			return fmt.Sprintf("%q must contain less than 256 characters", name)
		case !looseChars.MatchString(name):
			return fmt.Sprintf("only alphanumeric characters, hyphens, periods, and underscores allowed in %q", name)
		}
		return ""
	}
	switch {
	case len(name) < 3 || len(name) > 63:
		return fmt.Sprintf("%q must contain from 3 to 63 characters", name)
	case !nameChars.MatchString(name):
		return fmt.Sprintf("only lowercase alphanumeric characters and hyphens allowed in %q", name)
	case address.MatchString(name):
		return fmt.Sprintf("%q must not be formatted as an IP address", name)
	case strings.HasPrefix(name, "."):
		return fmt.Sprintf("%q cannot start with a period", name)
	case strings.HasSuffix(name, "."):
		return fmt.Sprintf("%q cannot end with a period", name)
	case strings.Contains(name, ".."):
		return fmt.Sprintf("%q can be only one period between labels", name)
	}
	return ""
}

// legal reports whether S3 itself takes the name: docNames.
func legal(name string) bool {
	begins := func(prefix string) bool { return strings.HasPrefix(name, prefix) }
	ends := func(suffix string) bool { return strings.HasSuffix(name, suffix) }
	return len(name) >= 3 && len(name) <= 63 && nameChars.MatchString(name) && nameEnds.MatchString(name) &&
		!address.MatchString(name) && !strings.Contains(name, "..") &&
		!slices.ContainsFunc([]string{"xn--", "sthree-", "amzn-s3-demo-"}, begins) &&
		!slices.ContainsFunc([]string{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"}, ends)
}

// taken reports whether another account has a bucket of the name.
func taken(c *world.Call, name string) bool {
	return slices.Contains(strings.Split(c.Setting(SettingTaken, ""), ","), name) && name != ""
}

// free refuses a name that a bucket has already.
func free(c *world.Call, op api.Op, name string) error {
	if o := anywhere(c, name); o != nil {
		if c.Scope == universal && o.Scope == universal {
			// There the service would answer as if it had made the bucket, so
			// the provider looks first.
			return fmt.Errorf("creating S3 Bucket (%s): BucketAlreadyExists", name)
		}
		return op.RefuseStatus(409, "BucketAlreadyOwnedByYou",
			"Your previous request to create the named bucket succeeded and you already own it.", docCreate)
	}
	if taken(c, name) {
		return op.RefuseStatus(409, "BucketAlreadyExists", "The requested bucket name is not available. "+
			"The bucket namespace is shared by all users of the system. Please select a different name and try again.", docCreate)
	}
	return nil
}
