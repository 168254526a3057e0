// Package random is the simulated `random` Pulumi provider: passwords,
// strings, identifiers, names and numbers, really drawn, but from the world's
// seed instead of the machine's entropy: the same program and seed get the same
// values, and a replacement gets others.
//
//	w := world.New("seed", random.Provider())
//	s, err := w.Session("random")
//	id, out, err := s.Create(urn, "random:index/randomPassword:RandomPassword", world.Props{"length": 20.0}, false)
//
// Every input forces a new value when it changes, keepers included, as
// https://www.pulumi.com/registry/packages/random/ says. What it does not do:
// the `seed` input of RandomInteger and RandomShuffle fixes the result here
// too, but not to the very number that the real provider's generator gives.
package random
