package ssm

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"regexp/syntax"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	secure    = "SecureString"
	standard  = "Standard"
	advanced  = "Advanced"
	automatic = "Intelligent-Tiering"

	dataText  = "text"
	dataImage = "aws:ec2:image"

	// awsKey encrypts a SecureString that names no key.
	awsKey = "alias/aws/ssm"
)

// Sizes of values in bytes, by tier: docTiers.
const (
	maxStandard = 4096
	maxAdvanced = 8192
)

func parameterType() *world.Type {
	return &world.Type{
		Token:    Parameter,
		AutoName: &world.AutoName{Property: "name", Max: 2048},
		Replace:  []string{"name", "dataType"},
		Replaces: func(old, in world.Props) []string {
			if old.Str("tier") == advanced && in.Str("tier") == standard {
				return []string{"tier"}
			}
			return nil
		},
		Refs:  []world.Ref{{Path: "keyId", Kind: api.Key}, {Path: "keyId", Kind: api.Key, By: "arn"}, {Path: "keyId", Kind: api.KeyAlias}},
		Takes: world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: checkParameter, Create: createParameter, Update: updateParameter,
	}
}

func checkParameter(c *world.Check) {
	f := check.Of(c)
	f.OneOf("type", "String", "StringList", secure)
	f.OneOf("tier", standard, advanced, automatic)
	f.OneOf("dataType", dataImage, "aws:ssm:integration", dataText)
	f.Length("name", 1, 2048)
	f.Length("description", 0, 1024)
	f.Length("allowedPattern", 0, 1024)
	f.ExactlyOne("value", "insecureValue")
}

func valueOf(in world.Props) string { return in.StrOr("insecureValue", in.Str("value")) }

func createParameter(c *world.Call) error {
	name := c.In.Str("name")
	op := operation(fmt.Sprintf("creating SSM Parameter (%s)", name), "PutParameter")
	if err := nameRules(op, name); err != nil {
		return err
	}
	version := 1
	if other := c.Find(Parameter, canonical(c, name)); other != nil {
		if !c.In.Bool("overwrite") {
			return op.Refuse("ParameterAlreadyExists",
				"The parameter already exists. To overwrite this value, set the overwrite option in the request to true.", docPut)
		}
		version = other.Props.Int("version") + 1
		if err := put(c, op, other.Props); err != nil {
			return err
		}
		c.Remove(other) // from here on it is this resource's
	} else if err := put(c, op, nil); err != nil {
		return err
	}
	c.ID = name
	c.Out["version"] = version
	c.Out["arn"] = api.ARN(c, "ssm", "parameter/"+strings.TrimPrefix(name, "/"))
	return nil
}

// canonical is the id under which a parameter of that name exists already:
// "/a" and "a" are one name.
func canonical(c *world.Call, name string) string {
	for _, id := range []string{name, strings.TrimPrefix(name, "/"), "/" + name} {
		if c.Find(Parameter, id) != nil {
			return id
		}
	}
	return name
}

func updateParameter(c *world.Call) error {
	op := operation(fmt.Sprintf("updating SSM Parameter (%s)", c.ID), "PutParameter")
	old, in := c.Object.Inputs.Clone(), c.In.Clone()
	for _, outside := range []string{"overwrite", "tags"} {
		delete(old, outside)
		delete(in, outside)
	}
	if reflect.DeepEqual(old, in) {
		return nil // tags have a call of their own
	}
	if c.In.Has("overwrite") && !c.In.Bool("overwrite") {
		return op.Refuse("ParameterAlreadyExists",
			"The parameter already exists. To overwrite this value, set the overwrite option in the request to true.", docPut)
	}
	if err := put(c, op, c.Object.Props); err != nil {
		return err
	}
	version := c.Object.Props.Int("version")
	c.Make(c.Object, past, fmt.Sprintf("%s:%d", c.ID, version), world.Props{"value": valueOf(c.Object.Props)})
	c.Out["version"], c.Out["arn"] = version+1, c.Object.Props["arn"]
	return nil
}

var imageID = regexp.MustCompile(`^ami-([0-9a-f]{8}|[0-9a-f]{17})$`)

// put carries out PutParameter: it checks the value and fills in what the
// service decides. Old are the properties of the parameter that it overwrites.
func put(c *world.Call, op api.Op, old world.Props) error {
	value, kind := valueOf(c.In), c.In.Str("type")
	if kind == secure && c.In.Str("insecureValue") != "" {
		return fmt.Errorf("invalid configuration, cannot set type = %s and insecure_value", kind)
	}
	// Within a hierarchy a name keeps its type; one that stands alone takes
	// another, as the provider's own acceptance tests do with it.
	if old != nil && old.Str("type") != kind && strings.Contains(c.In.Str("name"), "/") {
		return op.Refuse("HierarchyTypeMismatchException", "Parameter Store does not support changing a parameter type in a hierarchy. "+
			"For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter.", docPut)
	}
	if value == "" {
		return op.Refuse("ValidationException", "1 validation error detected: Value '' at 'value' failed to satisfy constraint: "+
			"Member must have length greater than or equal to 1.", docPut)
	}
	tier, err := tierFor(op, c.In.StrOr("tier", old.StrOr("tier", standard)), value, old)
	if err != nil {
		return err
	}
	if err := patternFits(op, c.In.Str("allowedPattern"), value); err != nil {
		return err
	}
	data := c.In.StrOr("dataType", dataText)
	if data == dataImage && !imageID.MatchString(value) {
		// The service checks images after it has answered; the provider waits
		// for a parameter that never comes.
		return fmt.Errorf("reading SSM Parameter (%s): couldn't find resource (%s)", c.In.Str("name"), docImages)
	}
	key := ""
	if kind == secure {
		if key = c.In.StrOr("keyId", awsKey); key != awsKey && kms.Find(c, key) == nil {
			return op.Refuse("InvalidKeyId", "The query key ID isn't valid.", docPut)
		}
	}
	c.Out["tier"], c.Out["dataType"], c.Out["keyId"] = tier, data, key
	for _, name := range []string{"description", "allowedPattern", "value", "insecureValue"} {
		c.Out[name] = c.In.Str(name)
	}
	return nil
}

// tierFor is the tier that the value gets.
func tierFor(op api.Op, want, value string, old world.Props) (string, error) {
	if want == automatic {
		if want = standard; len(value) > maxStandard {
			want = advanced
		}
		if old.Str("tier") == advanced {
			want = advanced
		}
	}
	switch {
	case want == standard && old.Str("tier") == advanced:
		return "", op.Refuse("ValidationException", "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier "+
			"to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.", docTiers)
	case want == standard && len(value) > maxStandard:
		return "", op.Refuse("ValidationException", fmt.Sprintf("Standard tier parameters support a maximum parameter value of %d characters. "+
			"To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.", maxStandard), docTiers)
	case len(value) > maxAdvanced:
		return "", op.Refuse("ValidationException", fmt.Sprintf("Advanced tier parameters support a maximum parameter value of %d characters.", maxAdvanced), docTiers)
	}
	return want, nil
}

func patternFits(op api.Op, pattern, value string) error {
	if pattern == "" {
		return nil
	}
	form, err := regexp.Compile(pattern)
	var fault *syntax.Error
	if errors.As(err, &fault) && fault.Code == syntax.ErrInvalidPerlOp {
		return nil // such as (?=…), which other engines know: nothing is said
	}
	if err != nil {
		return op.Refuse("InvalidAllowedPatternException", "The request doesn't meet the regular expression requirement.", docPut)
	}
	if !form.MatchString(value) {
		return op.Refuse("ParameterPatternMismatchException", "Parameter value, cannot be validated against allowedPattern: "+pattern, docPut)
	}
	return nil
}
