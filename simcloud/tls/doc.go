// Package tls is the simulated `tls` Pulumi provider: private keys, requests
// and certificates, really computed with the standard library, but from the
// world's seed and clock, so that the same program and seed get the same keys
// and certificates.
//
//	w := world.New("seed", tls.Provider())
//	s, err := w.Session("tls")
//	_, key, err := s.Create(urn, "tls:index/privateKey:PrivateKey", world.Props{"algorithm": "ED25519"}, false)
//
// The keys are reproducible by anyone who knows the seed: they are for
// simulation and for nothing else. An RSA key of 4096 bits takes seconds to
// find, one of 2048 bits a fraction of one.
package tls
