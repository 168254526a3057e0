package lambda_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/lambda"
	"github.com/drydock-iac/drydock/simcloud/aws/logs"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
)

type p = worldtest.P

const (
	trust   = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	roleARN = "arn:aws:iam::111122223333:role/runner"
)

// newLab is a world with the role runner, which functions may have.
func newLab(t *testing.T) *worldtest.Lab {
	t.Helper()
	l := worldtest.New(t, "lambda", iam.Types(), lambda.Types(), logs.Types())
	l.Make(api.Role, "runner", p{"name": "runner", "assumeRolePolicy": trust})
	return l
}

// with is a good function with some properties changed; nil leaves one out.
func with(changes p) p {
	in := p{"name": "job", "role": roleARN, "runtime": "python3.13", "handler": "main.handler", "code": map[string]any{"archive": "abc"}}
	for key, value := range changes {
		in[key] = value
		if value == nil {
			delete(in, key)
		}
	}
	return in
}

func TestWhatTheProviderRefusesOfAFunction(t *testing.T) {
	for _, c := range []struct {
		name string
		in   p
		want []string
	}{
		{"a name with a space", p{"name": "a b"}, []string{"name: invalid value for function_name (must be valid function name or function ARN)"}},
		{"no time", p{"timeout": 0}, []string{"timeout: expected timeout to be in the range (1 - 900), got 0"}},
		{"more than 15 minutes", p{"timeout": 901}, []string{"timeout: expected timeout to be in the range (1 - 900), got 901"}},
		{"too little memory", p{"memorySize": 127}, []string{"memorySize: expected memory_size to be in the range (128 - 10240), got 127"}},
		{"a runtime that does not exist", p{"runtime": "python4"}, nil},
		{"an architecture that does not exist", p{"architectures": []any{"sparc"}}, []string{`architectures[0]: expected architectures.0 to be one of ["x86_64" "arm64"], got sparc`}},
		{"a kind of package that does not exist", p{"packageType": "Tar"}, []string{`packageType: expected package_type to be one of ["Zip" "Image"], got Tar`}},
		{"no code", p{"code": nil}, []string{"code: \"filename\": one of `filename,image_uri,s3_bucket` must be specified"}},
		{"two codes", p{"s3Bucket": "b", "s3Key": "k"}, []string{"code: \"filename\": only one of `filename,image_uri,s3_bucket` can be specified, but `filename,s3_bucket` were specified."}},
		{"no handler", p{"handler": nil}, []string{"handler: handler and runtime must be set when PackageType is Zip"}},
		{"a handler too long", p{"handler": strings.Repeat("a", 129)}, []string{"handler: expected length of handler to be in the range (1 - 128), got " + strings.Repeat("a", 129)}},
		{"a role that is no ARN", p{"role": "runner"}, []string{`role: "role" (runner) is an invalid ARN: arn: invalid prefix`}},
		{"less than no concurrency", p{"reservedConcurrentExecutions": -2}, []string{"reservedConcurrentExecutions: expected reserved_concurrent_executions to be at least (-1), got -2"}},
		{"too much storage", p{"ephemeralStorage": map[string]any{"size": 10241}}, []string{"ephemeralStorage.size: expected ephemeral_storage.0.size to be in the range (512 - 10240), got 10241"}},
		{"a format of logs that does not exist", p{"loggingConfig": map[string]any{"logFormat": "XML"}}, []string{`loggingConfig.logFormat: expected logging_config.0.log_format to be one of ["JSON" "Text"], got XML`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := newLab(t).Fails(lambda.Function, with(c.in))
			if c.want == nil {
				require.Len(t, got, 1)
				assert.Regexp(t, `^runtime: expected runtime to be one of \["nodejs" .*"python3.13".*\], got python4$`, got[0])
				return
			}
			assert.Equal(t, c.want, got)
		})
	}
	assert.Empty(t, newLab(t).Fails(lambda.Function, with(nil)))
}

func TestWhatLambdaRefusesOfAFunction(t *testing.T) {
	for _, c := range []struct {
		name string
		in   p
		want string
	}{
		{"a name that is taken", p{"name": "taken"}, "ResourceConflictException: Function already exist: taken"},
		{"a name too long", p{"name": strings.Repeat("a", 65)}, "ValidationException: 1 validation error detected: Value '" + strings.Repeat("a", 65) +
			"' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64"},
		{"a role that does not exist", p{"role": roleARN + "2"}, "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda."},
		{"a role for another service", p{"role": "arn:aws:iam::111122223333:role/machine"}, "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda."},
		{"a runtime of the past", p{"runtime": "python3.7"}, "InvalidParameterValueException: The runtime parameter of python3.7 is no longer supported for creating or updating AWS Lambda functions. " +
			"We recommend you use a supported runtime while creating or updating functions."},
		{"variables of the service", p{"environment": map[string]any{"variables": map[string]any{"AWS_REGION": "x", "_HANDLER": "y", "MINE": "z"}}},
			"InvalidParameterValueException: Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys " +
				"that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, _HANDLER"},
		{"more variables than fit", p{"environment": map[string]any{"variables": map[string]any{"A": strings.Repeat("a", 4096)}}},
			"InvalidParameterValueException: Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. " +
				`String measured: {"A":"` + strings.Repeat("a", 4096) + `"}`},
		{"all of the account's executions", p{"reservedConcurrentExecutions": 801},
			"InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100]."},
		{"as many as there are", p{"reservedConcurrentExecutions": 800}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t)
			l.Make(api.Role, "machine", p{"name": "machine", "assumeRolePolicy": strings.ReplaceAll(trust, "lambda.", "ec2.")})
			l.Make(lambda.Function, "taken", with(p{"name": "taken", "reservedConcurrentExecutions": 100}))
			_, _, err := l.Try(lambda.Function, "new", with(c.in))
			assert.Equal(t, c.want, worldtest.Said(err))
		})
	}
}

func TestAFunctionIsDescribed(t *testing.T) {
	l := newLab(t)
	id, out := l.Make(lambda.Function, "job", with(nil))
	const arn = "arn:aws:lambda:eu-central-1:111122223333:function:job"
	assert.Equal(t, "job", id)
	for key, want := range (p{
		"arn": arn, "version": "$LATEST", "qualifiedArn": arn + ":$LATEST", "timeout": 3.0, "memorySize": 128.0,
		"invokeArn":     "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/" + arn + "/invocations",
		"loggingConfig": p{"logFormat": "Text", "logGroup": "/aws/lambda/job", "applicationLogLevel": "", "systemLogLevel": ""},
	}) {
		assert.Equal(t, want, out[key], key)
	}
	out, err := l.Update(lambda.Function, "job", id, with(p{"publish": true}))
	require.NoError(t, err)
	assert.Equal(t, []any{"1", arn + ":1"}, []any{out["version"], out["qualifiedArn"]})
	out, err = l.Update(lambda.Function, "job", id, with(p{"publish": true, "timeout": 5}))
	require.NoError(t, err)
	assert.Equal(t, "2", out["version"])
}

func TestAFunctionThatIsNotDestroyedStays(t *testing.T) {
	l := newLab(t)
	for _, skip := range []bool{false, true} {
		l.Make(lambda.Function, "job", with(p{"skipDestroy": skip}))
		require.NoError(t, l.Delete(lambda.Function, "job", "job"))
		assert.Equal(t, map[bool]int{false: 0, true: 1}[skip], l.Kinds(lambda.Function))
	}
}
