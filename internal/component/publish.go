package component

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Register registers c under its type token with the inputs that were decided
// for it, which the engine keeps in the state and shows in diffs. It must come
// before the first child: the engine ignores a parent that was never
// registered.
func Register(
	ctx *pulumi.Context, token, name string, inputs pulumi.Map, c pulumi.ComponentResource, opts ...pulumi.ResourceOption,
) error {
	if err := ctx.RegisterComponentResourceV2(token, name, inputs, c, opts...); err != nil {
		return fmt.Errorf("register %s %q: %w", token, name, err)
	}
	emptyPlaceholders(c)
	return nil
}

// Publish registers every exported field of c that carries a pulumi tag as an
// output of the component. It is the last call of a constructor. A tagged
// field that is nil was forgotten, which the SDK would resolve to a zero value
// without a word; Publish names it in an error instead.
//
// A tag with the option "optional" (`pulumi:"keyArn,optional"`) allows nil.
func Publish(ctx *pulumi.Context, c pulumi.ComponentResource) error {
	outputs, err := outputsOf(c)
	if err != nil {
		return err
	}
	return ctx.RegisterResourceOutputs(c, outputs)
}

func outputsOf(c pulumi.ComponentResource) (pulumi.Map, error) {
	v := reflect.Indirect(reflect.ValueOf(c))
	outputs := pulumi.Map{}
	var missing []error
	for i := range v.NumField() {
		field := v.Type().Field(i)
		tag, tagged := field.Tag.Lookup("pulumi")
		if !tagged || !field.IsExported() {
			continue
		}
		key, option, _ := strings.Cut(tag, ",")
		if unset(v.Field(i)) {
			if option != "optional" {
				missing = append(missing, fmt.Errorf("publish %s: output %s: never assigned: assign it before Publish",
					v.Type(), field.Name))
			}
			continue
		}
		outputs[key] = pulumi.ToOutput(v.Field(i).Interface())
	}
	return outputs, errors.Join(missing...)
}

// unset reports whether an output field was never assigned: Register emptied
// it, so whatever is not zero now was put there by the constructor.
func unset(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer, reflect.Map, reflect.Slice, reflect.Struct:
		return v.IsZero()
	}
	return false
}

// emptyPlaceholders takes back the outputs that registration puts into each
// tagged field. Such a placeholder resolves to the zero value if nobody
// replaces it, which hides a forgotten assignment.
func emptyPlaceholders(c pulumi.ComponentResource) {
	v := reflect.Indirect(reflect.ValueOf(c))
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if _, tagged := field.Tag.Lookup("pulumi"); tagged && field.IsExported() {
			if _, isOutput := v.Field(i).Interface().(pulumi.Output); isOutput {
				v.Field(i).SetZero()
			}
		}
	}
}
