// Package keys makes passwords, keys and certificates in code: the resources
// of the random and tls providers that the library needs, as small typed
// resources that register the same tokens as the providers' SDKs do. What is
// secret there is secret here.
//
// Sources: https://www.pulumi.com/registry/packages/random/ and
// https://www.pulumi.com/registry/packages/tls/
package keys
