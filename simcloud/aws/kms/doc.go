// Package kms is the simulated Key Management Service: customer managed keys
// and their aliases. Other services ask it for a key by id, ARN or alias
// (Find) and whether its policy lets a service use it (LetsService).
package kms
