package policy_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/policy"
)

func TestRulesHaveIDsAndSentences(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range policy.Rules() {
		assert.Regexp(t, `^[a-z0-9-]+$`, r.ID)
		assert.Regexp(t, `^[A-Z].*\.$`, r.Says, r.ID)
		assert.False(t, seen[r.ID], r.ID)
		seen[r.ID] = true
		assert.Empty(t, r.Check(policy.NewPlan()), r.ID)
	}
	for _, e := range policy.Exceptions() {
		assert.True(t, seen[e.Rule], e.Rule)
		assert.NotEmpty(t, e.Reason, e.Rule)
	}
	for kind, source := range policy.AlwaysEncrypted() {
		assert.Regexp(t, `^https://docs\.aws\.amazon\.com/`, source, kind)
	}
}

func TestExceptionsLetFindingsPassAndSayWhenTheyAreIdle(t *testing.T) {
	plan := policy.NewPlan(res("aws:ebs/volume:Volume", "data", nil), res("aws:ebs/volume:Volume", "scratch-a", nil))
	scratch := policy.Exception{Rule: "encryption", Type: "aws:ebs/*", Name: "scratch-*", Reason: "it holds caches only"}
	idle := policy.Exception{Rule: "tags", Reason: "none"}
	report := policy.Check(plan, []policy.Rule{policy.Encryption()}, []policy.Exception{scratch, idle})
	require.Len(t, report.Findings, 1)
	assert.Equal(t, `"data": encryption: the volume is not encrypted: set encrypted`, report.Findings[0].String())
	require.Len(t, report.Excused, 1)
	assert.Equal(t, []any{"scratch-a", scratch}, []any{report.Excused[0].Finding.Resource.Name, report.Excused[0].Exception})
	assert.Equal(t, []policy.Exception{idle}, report.Idle)
}

const exported = `{"version":3,"deployment":{"manifest":{"time":"2026-01-01T00:00:00Z","magic":"","version":""},"resources":[
	{"urn":"urn:pulumi:dev::p::aws:ebs/volume:Volume::data","custom":true,"id":"vol-1","type":"aws:ebs/volume:Volume","parent":"urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
	 "inputs":{"encrypted":false,"size":8,"kmsKeyId":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"x"},
	 "tags":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","plaintext":"{\"a\":\"b\"}"}},"outputs":{"arn":"arn:x"}},
	{"urn":"urn:pulumi:dev::p::aws:ebs/volume:Volume::old","custom":true,"delete":true,"id":"vol-0","type":"aws:ebs/volume:Volume"}]}}`

func TestAnExportIsReadSecretsAndAll(t *testing.T) {
	got, err := policy.FromExport([]byte(exported))
	require.NoError(t, err)
	assert.Equal(t, []policy.Resource{{
		URN: "urn:pulumi:dev::p::aws:ebs/volume:Volume::data", Parent: "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
		Type: "aws:ebs/volume:Volume", Name: "data", ID: "vol-1",
		Inputs:  props{"encrypted": false, "size": 8.0, "kmsKeyId": policy.Hidden{}, "tags": props{"a": "b"}},
		Outputs: props{"arn": "arn:x"},
	}}, got)
	_, err = policy.FromExport([]byte(`{"version":2}`))
	assert.EqualError(t, err, "policy: export of version 2: version 3 or later is needed: export it with a current Pulumi CLI")
	_, err = policy.FromExport([]byte(`no`))
	assert.EqualError(t, err, "policy: export: invalid character 'o' in literal null (expecting 'u')")
}

func TestPropertyMapsBecomePlainValues(t *testing.T) {
	assert.Equal(t, props{
		"secret": "s", "list": list{1.0, true}, "object": props{"a": nil}, "later": policy.Hidden{}, "output": "o", "never": policy.Hidden{},
	}, policy.Values(resource.PropertyMap{
		"secret": resource.MakeSecret(resource.NewStringProperty("s")),
		"list":   resource.NewArrayProperty([]resource.PropertyValue{resource.NewNumberProperty(1), resource.NewBoolProperty(true)}),
		"object": resource.NewObjectProperty(resource.PropertyMap{"a": resource.NewNullProperty()}),
		"later":  resource.MakeComputed(resource.NewStringProperty("")),
		"output": resource.NewOutputProperty(resource.Output{Element: resource.NewStringProperty("o"), Known: true}),
		"never":  resource.NewOutputProperty(resource.Output{Element: resource.NewStringProperty("")}),
		"__meta": resource.NewStringProperty("left out"),
	}))
}

type accept struct{}

func (accept) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }
func (accept) NewResource(a pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	return a.Name + "-id", a.Inputs, nil
}

type thing struct{ pulumi.CustomResourceState }

func TestARecorderSeesWhatAProgramRegisters(t *testing.T) {
	recorder := policy.NewRecorder(accept{})
	require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
		return ctx.RegisterResource("aws:ebs/volume:Volume", "data", pulumi.Map{"encrypted": pulumi.Bool(false)}, &thing{})
	}, pulumi.WithMocks("p", "s", recorder)))
	report := policy.Check(recorder.Plan(), policy.Rules(), policy.Exceptions())
	require.Len(t, report.Findings, 1)
	assert.Equal(t, `"data": encryption: the volume is not encrypted: set encrypted`, report.Findings[0].String())
}
