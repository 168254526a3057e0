// Package component is the machinery that every Drydock component stands on:
// logical and physical names, registration, publishing of outputs, and the
// collection of input problems.
//
// A component constructor has four steps, of which only the last three touch
// the engine:
//
//	plan, err := planVPC(name, args)               // decide: pure Go
//	err = component.Register(ctx, Type, name, ...) // register
//	err = v.build(ctx, name, plan)                 // build children
//	return v, component.Publish(ctx, v)            // publish
package component
