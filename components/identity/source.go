package identity

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Source is a policy document, known now ([Document]) or once the resources
// that it names exist ([Template], made by [Render]).
type Source interface {
	// Check returns what is wrong with the document as one of the kind.
	Check(kind Kind) error
	// Output is the document's JSON.
	Output() pulumi.StringOutput
	// known is the JSON as far as it is known now, for its size.
	known() string
}

// Template is a document that needs values of other resources.
type Template struct {
	build  func(values []string) Document
	values []pulumi.StringInput
}

// Render returns the document that build makes of the values once they are
// known; build gets as many strings as there are values, in their order. It
// must be pure and must make the same statements whatever the values are, for
// its shape is checked beforehand with stand-ins that look like ARNs.
func Render(build func(values []string) Document, values ...pulumi.StringInput) Template {
	return Template{build: build, values: values}
}

// Check implements Source with stand-ins for the values.
func (t Template) Check(kind Kind) error {
	for i, v := range t.values {
		if v == nil {
			var f faults
			f.add(fmt.Sprintf("Values[%d]", i), "", "nil", "pass an output or a string")
			return f[0]
		}
	}
	return t.sample().Check(kind)
}

// Output implements Source.
func (t Template) Output() pulumi.StringOutput {
	inputs := make(pulumi.StringArray, len(t.values))
	copy(inputs, t.values)
	return inputs.ToStringArrayOutput().ApplyT(func(values []string) string {
		return t.build(values).JSON()
	}).(pulumi.StringOutput)
}

func (t Template) known() string { return t.sample().JSON() }

func (t Template) sample() Document {
	values := make([]string, len(t.values))
	for i := range values {
		values[i] = fmt.Sprintf("arn:aws:sample:::value-%d", i)
	}
	return t.build(values)
}

// Output implements Source: the document's JSON as an output known at once.
func (d Document) Output() pulumi.StringOutput { return pulumi.String(d.JSON()).ToStringOutput() }

func (d Document) known() string { return d.JSON() }
