package lambda_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lambda"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestWhatTheProviderRefusesOfAnInvocation(t *testing.T) {
	for _, c := range []struct {
		name string
		in   p
		want []string
	}{
		{"text that is no JSON", p{"input": "{"}, []string{`input: "input" contains an invalid JSON: unexpected end of JSON input`}},
		{"a list where an object must be", p{"input": "[1]", "lifecycleScope": "CRUD"}, []string{`input: lifecycle_scope other than "CREATE_ONLY" requires input to be a JSON object`}},
		{"a list", p{"input": "[1]"}, nil},
		{"a scope that does not exist", p{"input": "{}", "lifecycleScope": "DELETE"}, []string{`lifecycleScope: expected lifecycle_scope to be one of ["CREATE_ONLY" "CRUD"], got DELETE`}},
		{"no function", p{"input": "{}", "functionName": nil}, []string{`functionName: Missing required argument. The argument "functionName" is required, but no definition was found.`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := p{"functionName": "job"}
			for key, value := range c.in {
				in[key] = value
				if value == nil {
					delete(in, key)
				}
			}
			got := newSchemaLab(t).Fails(lambda.Invocation, in)
			assert.Equal(t, c.want, got)
		})
	}
}

// newSchemaLab knows which properties an invocation must have.
func newSchemaLab(t *testing.T) *worldtest.Lab {
	t.Helper()
	types := lambda.Types()
	text := &world.Property{Kind: "string"}
	types[1].Schema = &world.Schema{Inputs: map[string]*world.Property{
		"functionName": {Kind: "string", Required: true}, "input": {Kind: "string", Required: true}, "lifecycleScope": text,
	}}
	return worldtest.New(t, "lambda", types)
}

func TestAnInvocationNeedsItsFunction(t *testing.T) {
	const missing = "ResourceNotFoundException: Function not found: arn:aws:lambda:eu-central-1:111122223333:function:job"
	l := newLab(t)
	_, _, err := l.Try(lambda.Invocation, "run", p{"functionName": "job", "input": "{}"})
	assert.Equal(t, missing, worldtest.Said(err))
	l.Make(lambda.Function, "job", with(nil))
	_, _, err = l.Try(lambda.Invocation, "run", p{"functionName": "job", "input": "{}", "qualifier": "7"})
	assert.Equal(t, missing+":7", worldtest.Said(err))
	l.Make(lambda.Function, "none", with(p{"name": "none", "reservedConcurrentExecutions": 0}))
	_, _, err = l.Try(lambda.Invocation, "run", p{"functionName": "none", "input": "{}"})
	assert.Equal(t, "TooManyRequestsException: Rate Exceeded.", worldtest.Said(err))
	once, _ := l.Make(lambda.Invocation, "once", p{"functionName": "job", "input": "{}"})
	always, out := l.Make(lambda.Invocation, "always", p{"functionName": "arn:aws:lambda:eu-central-1:111122223333:function:job", "input": "{}", "lifecycleScope": "CRUD"})
	assert.Equal(t, "null", out["result"], "nothing is known of other code")
	assert.Regexp(t, `^job_\$LATEST_[0-9a-f]{32}$`, once)
	require.NoError(t, l.Delete(lambda.Function, "job", "job"))
	require.NoError(t, l.Delete(lambda.Invocation, "once", once), "its deletion invokes nothing")
	assert.Equal(t, missing, worldtest.Said(l.Delete(lambda.Invocation, "always", always)))
}

func TestAnotherInputInvokesAgainOrReplaces(t *testing.T) {
	l := newLab(t)
	for scope, replaced := range map[string][]string{"": {"input"}, "CREATE_ONLY": {"input"}, "CRUD": nil} {
		old := world.Props{"functionName": "job", "input": `{"a":1}`}
		if scope != "" {
			old["lifecycleScope"] = scope
		}
		in := old.Clone()
		in["input"] = `{"a":2}`
		d, err := l.Session.Diff(lambda.Invocation, old, in)
		require.NoError(t, err)
		assert.Equal(t, replaced, d.Replace, scope)
		assert.Contains(t, d.Paths, "input")
	}
}

func TestAFunctionThatMayMakesItsLogGroup(t *testing.T) {
	for name, c := range map[string]struct {
		policy string
		groups int
	}{
		"a role that may":     {`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:CreateLogGroup","Resource":"*"}]}`, 1},
		"a role that may not": {`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"*"}]}`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.Make(api.RolePolicy, "logs", p{"name": "logs", "role": "runner", "policy": c.policy})
			l.Make(lambda.Function, "job", with(nil))
			assert.Zero(t, l.Kinds(api.LogGroup))
			l.Make(lambda.Invocation, "run", p{"functionName": "job", "input": "{}"})
			assert.Equal(t, c.groups, l.Kinds(api.LogGroup))
		})
	}
}
