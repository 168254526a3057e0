package ssm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

type lab struct{ *worldtest.Lab }

func newLab(t *testing.T) *lab {
	t.Helper()
	return &lab{worldtest.New(t, "ssm", ssm.Types(), kms.Types()).Functions(ssm.Functions())}
}

func (l *lab) try(name string, in world.Props) (world.Props, error) {
	l.Helper()
	_, out, err := l.Try(ssm.Parameter, name, in)
	return out, err
}

func (l *lab) make(name string, in world.Props) world.Props {
	l.Helper()
	_, out := l.Make(ssm.Parameter, name, in)
	return out
}

func (l *lab) get(args world.Props) (world.Props, error) {
	return l.Session.Invoke("aws:ssm/getParameter:getParameter", args.Clone())
}

func text(over world.Props) world.Props {
	return worldtest.With(worldtest.P{"name": "/app/url", "type": "String", "value": "https://example.com"}, over)
}

func TestAParameterLives(t *testing.T) {
	l := newLab(t)
	before := l.World.Objects()
	out := l.make("url", text(nil))
	require.Equal(t, world.Props{
		"name": "/app/url", "type": "String", "value": "https://example.com", "insecureValue": "", "version": 1.0, "tier": "Standard", "dataType": "text",
		"keyId": "", "description": "", "allowedPattern": "", "arn": "arn:aws:ssm:eu-central-1:111122223333:parameter/app/url",
	}, out)
	out, err := l.Update(ssm.Parameter, "url", "/app/url", text(world.Props{"value": "two"}))
	require.NoError(t, err)
	require.Equal(t, []any{"two", 2.0}, []any{out["value"], out["version"]})
	out, err = l.Update(ssm.Parameter, "url", "/app/url", text(world.Props{"value": "two", "tags": map[string]any{"a": "b"}}))
	require.NoError(t, err)
	require.Equal(t, 2.0, out["version"]) // tags make no version

	for ref, want := range map[string]string{"/app/url": "two", "/app/url:2": "two", "/app/url:1": "https://example.com", out.Str("arn"): "two"} {
		got, err := l.get(world.Props{"name": ref})
		require.NoError(t, err)
		require.Equal(t, want, got["value"], ref)
	}
	require.NoError(t, l.Delete(ssm.Parameter, "url", "/app/url"))
	require.Equal(t, before, l.World.Objects())
}

func TestWhatTheServiceRefusesOfAParameter(t *testing.T) {
	const grammar = `Parameter name: can't be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; ` +
		`each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_`
	for name, c := range map[string]struct {
		in            world.Props
		code, message string
	}{
		"a reserved path":       {text(world.Props{"name": "/aws/own"}), "AccessDeniedException", "No access to reserved parameter name: /aws/own."},
		"a reserved word":       {text(world.Props{"name": "AwsThing"}), "ValidationException", `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).`},
		"a reserved short path": {text(world.Props{"name": "/SSM-thing"}), "ValidationException", `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).`},
		"ssm as a folder":       {text(world.Props{"name": "/ssm/thing"}), "ValidationException", grammar},
		"a space":               {text(world.Props{"name": "/app/the url"}), "ValidationException", grammar},
		"half a path":           {text(world.Props{"name": "app/url"}), "ValidationException", "Parameter name must be a fully qualified name."},
		"sixteen levels":        {text(world.Props{"name": strings.Repeat("/a", 16)}), "HierarchyLevelLimitExceededException", "A hierarchy can have a maximum of 15 levels."},
		"a long name":           {text(world.Props{"name": strings.Repeat("a", 10) + strings.Repeat("b", 1002)}), "ValidationException", "The maximum length for the fully qualified parameter name is 1011 characters."},
		"the name again":        {text(world.Props{"name": "/taken"}), "ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true."},
		"the name, unrooted":    {text(world.Props{"name": "taken"}), "ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true."},
		"nothing in it":         {text(world.Props{"value": ""}), "ValidationException", "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1."},
		"too much in it": {text(world.Props{"value": strings.Repeat("x", 4097)}), "ValidationException", "Standard tier parameters support a maximum parameter value of 4096 characters. " +
			"To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier."},
		"too much for any tier":    {text(world.Props{"tier": "Intelligent-Tiering", "value": strings.Repeat("x", 8193)}), "ValidationException", "Advanced tier parameters support a maximum parameter value of 8192 characters."},
		"a pattern that is none":   {text(world.Props{"allowedPattern": "("}), "InvalidAllowedPatternException", "The request doesn't meet the regular expression requirement."},
		"a value off the pattern":  {text(world.Props{"allowedPattern": `^\d+$`}), "ParameterPatternMismatchException", `Parameter value, cannot be validated against allowedPattern: ^\d+$`},
		"a key that is not there":  {text(world.Props{"type": "SecureString", "keyId": "alias/gone"}), "InvalidKeyId", "The query key ID isn't valid."},
		"another kind of the name": {text(world.Props{"name": "/taken", "overwrite": true, "type": "StringList"}), "HierarchyTypeMismatchException", "Parameter Store does not support changing a parameter type in a hierarchy. For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter."},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.make("taken", text(world.Props{"name": "/taken"}))
			before := l.World.Objects()
			_, err := l.try("new", c.in)
			l.Refused(err, fmt.Sprintf("creating SSM Parameter (%s)", c.in["name"]), c.code, c.message)
			require.Equal(t, before, l.World.Objects())
		})
	}
}

func TestTheProviderGivesUpOnWhatTheServiceDrops(t *testing.T) {
	l := newLab(t)
	_, err := l.try("image", text(world.Props{"name": "image", "dataType": "aws:ec2:image", "value": "ami-placeholder"}))
	require.EqualError(t, err, "reading SSM Parameter (image): couldn't find resource (https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html)")
	_, err = l.try("open", text(world.Props{"value": nil, "insecureValue": "x", "type": "SecureString"}))
	require.EqualError(t, err, "invalid configuration, cannot set type = SecureString and insecure_value")
}

func TestWhatThePlanRefusesOfAParameter(t *testing.T) {
	l := newLab(t)
	_, fails, err := l.Session.Check(worldtest.URN(ssm.Parameter, "x"), ssm.Parameter, nil, world.Props{
		"name": "", "type": "Text", "tier": "Premium", "dataType": "number", "description": strings.Repeat("d", 1025),
	})
	require.NoError(t, err)
	require.Equal(t, []world.Failure{
		{Property: "type", Reason: `expected type to be one of ["String" "StringList" "SecureString"], got Text`},
		{Property: "tier", Reason: `expected tier to be one of ["Standard" "Advanced" "Intelligent-Tiering"], got Premium`},
		{Property: "dataType", Reason: `expected data_type to be one of ["aws:ec2:image" "aws:ssm:integration" "text"], got number`},
		{Property: "name", Reason: "expected length of name to be in the range (1 - 2048), got "},
		{Property: "description", Reason: "expected length of description to be in the range (0 - 1024), got " + strings.Repeat("d", 1025)},
		{Property: "value", Reason: "\"value\": one of `insecure_value,value` must be specified"},
	}, fails)
	_, fails, _ = l.Session.Check(worldtest.URN(ssm.Parameter, "x"), ssm.Parameter, nil, text(world.Props{"insecureValue": "y"}))
	require.Equal(t, []world.Failure{{Property: "value", Reason: "\"value\": only one of `insecure_value,value` can be specified, but `insecure_value,value` were specified."}}, fails)
}

func TestANameOfNoHierarchyTakesAnotherType(t *testing.T) {
	l := newLab(t)
	_, err := l.try("flat", text(world.Props{"name": "flat"}))
	require.NoError(t, err)
	out, err := l.Update(ssm.Parameter, "flat", "flat", text(world.Props{"name": "flat", "type": "StringList"}))
	require.NoError(t, err)
	require.Equal(t, "StringList", out.Str("type"))
}

func TestAPatternThatOnlyOtherEnginesReadIsLetPass(t *testing.T) {
	l := newLab(t)
	_, err := l.try("ahead", text(world.Props{"name": "ahead", "allowedPattern": "^(?=.*x).*$"}))
	require.NoError(t, err)
}

func TestTiersGoUpAndNeverDown(t *testing.T) {
	l := newLab(t)
	big := strings.Repeat("x", 5000)
	out := l.make("url", text(world.Props{"tier": "Intelligent-Tiering", "value": big}))
	require.Equal(t, "Advanced", out["tier"])
	out, err := l.Update(ssm.Parameter, "url", "/app/url", text(world.Props{"tier": "Intelligent-Tiering"}))
	require.NoError(t, err)
	require.Equal(t, "Advanced", out["tier"])
	_, err = l.Update(ssm.Parameter, "url", "/app/url", text(world.Props{"tier": "Standard"}))
	l.Refused(err, "updating SSM Parameter (/app/url)", "ValidationException", "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier "+
		"to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.")
	d, err := l.Session.Diff(ssm.Parameter, text(world.Props{"tier": "Advanced"}), text(world.Props{"tier": "Standard"}))
	require.NoError(t, err)
	require.Equal(t, []string{"tier"}, d.Replace)
	_, err = l.Update(ssm.Parameter, "url", "/app/url", text(world.Props{"value": "z", "overwrite": false}))
	l.Refused(err, "updating SSM Parameter (/app/url)", "ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.")
}

func TestASecureStringHasAKeyAndIsReadInTheClearOnlyWhenDecrypted(t *testing.T) {
	l := newLab(t)
	key, _, err := l.Session.Create(worldtest.URN(api.Key, "k"), api.Key, world.Props{}, false)
	require.NoError(t, err)
	require.Equal(t, "alias/aws/ssm", l.make("a", text(world.Props{"name": "a", "type": "SecureString"}))["keyId"])
	require.Equal(t, key, l.make("b", text(world.Props{"name": "b", "type": "SecureString", "keyId": key}))["keyId"])
	out, err := l.get(world.Props{"name": "b"})
	require.NoError(t, err)
	require.Equal(t, []any{"https://example.com", "", "SecureString"}, []any{out["value"], out["insecureValue"], out["type"]})
	out, err = l.get(world.Props{"name": "b", "withDecryption": false})
	require.NoError(t, err)
	require.Regexp(t, "^AQICAH[0-9a-f]{64}$", out["value"])
}

func TestOverwritingTakesAParameterOver(t *testing.T) {
	l := newLab(t)
	l.make("first", text(nil))
	out := l.make("second", text(world.Props{"value": "mine", "overwrite": true}))
	require.Equal(t, []any{"mine", 2.0}, []any{out["value"], out["version"]})
	require.Len(t, l.World.Objects(), 1)
}

func TestPublishedImagesAreTheSameForEverybodyAndDifferByRegion(t *testing.T) {
	const name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
	one, err := newLab(t).get(world.Props{"name": name})
	require.NoError(t, err)
	require.Regexp(t, `^ami-0[0-9a-f]{16}$`, one["value"])
	require.Equal(t, "arn:aws:ssm:eu-central-1::parameter"+name, one["arn"])
	again, err := newLab(t).get(world.Props{"name": name})
	require.NoError(t, err)
	require.Equal(t, one, again)
	far := newLab(t)
	far.Session.Configure(world.Props{"region": "us-east-1"})
	other, err := far.get(world.Props{"name": name})
	require.NoError(t, err)
	require.NotEqual(t, one["value"], other["value"])

	r, a := ssm.Architecture(one.Str("value"))
	require.Equal(t, []string{"eu-central-1", "arm64"}, []string{r, a})
	r, a = ssm.Architecture(other.Str("value"))
	require.Equal(t, []string{"us-east-1", "arm64"}, []string{r, a})
	r, a = ssm.Architecture("ami-0123456789abcdef0")
	require.Equal(t, []string{"", ""}, []string{r, a})
	for _, want := range []string{
		"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
		"/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/standard/recommended/image_id",
		"/aws/service/eks/optimized-ami/1.32/amazon-linux-2-arm64/recommended/image_id",
		"/aws/service/bottlerocket/aws-k8s-1.35/arm64/latest/image_id",
		"/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
		"/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id",
	} {
		require.Contains(t, ssm.PublicImages(), want)
	}
	require.NotContains(t, ssm.PublicImages(), "/aws/service/eks/optimized-ami/1.33/amazon-linux-2/recommended/image_id")
	require.IsIncreasing(t, ssm.PublicImages())
}

func TestAnImageIsResolvedOnlyFromAParameterThatHoldsOne(t *testing.T) {
	l := newLab(t)
	l.make("url", text(nil))
	l.make("golden", text(world.Props{"name": "golden", "dataType": "aws:ec2:image", "value": "ami-0123456789abcdef0"}))
	l.View(func(c *world.Call) {
		for ref, want := range map[string][2]string{
			"ami-12345678":         {"ami-12345678", ""},
			"resolve:ssm:golden":   {"ami-0123456789abcdef0", ""},
			"resolve:ssm:golden:1": {"ami-0123456789abcdef0", ""},
			"resolve:ssm:golden:2": {"", "The following aliases are invalid: golden:2"},
			"resolve:ssm:gone":     {"", "The following aliases are invalid: gone"},
			"resolve:ssm:/app/url": {"", "Unsupported data type. The following parameter data types are supported: aws:ec2:image"},
		} {
			id, why := ssm.Image(c, ref)
			require.Equal(t, want, [2]string{id, why}, ref)
		}
	})
}

func TestALookUpOfNothingIsRefused(t *testing.T) {
	l := newLab(t)
	for _, name := range []string{"gone", "/aws/service/eks/optimized-ami/9.99/amazon-linux-2023/x86_64/standard/recommended/image_id", "gone:latest"} {
		_, err := l.get(world.Props{"name": name})
		l.Refused(err, "reading SSM Parameter ("+name+")", "ParameterNotFound", "")
	}
}
