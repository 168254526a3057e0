// Package world is the kernel of the simulated cloud: what exists, how it is
// checked, changed and found, what goes wrong on purpose, and how it is saved.
// It knows no service. Providers (package simcloud/aws and its neighbours)
// describe their resource types as Type values; a Session carries out the
// engine's operations on them.
//
// A type of your own, for a test of your own components:
//
//	berth := &world.Type{
//		Token:  "harbour:index:Berth",
//		Schema: &world.Schema{Inputs: ..., Outputs: ...},
//		Refs:   []world.Ref{{Path: "harbour", Kind: "harbour:index:Harbour", Holds: true, Missing: noSuchHarbour}},
//	}
//	cloud, err := simcloud.New(simcloud.With(&world.Provider{Name: "harbour", Types: ...}))
//
// Rules refuse with the service's own code and words at the moment when the
// service would: in Check what the provider sees before it calls, in Create,
// Update and Delete what the service answers. Everything follows from the
// world's seed: same program and seed, same identifiers, same faults.
package world
