package rke2

import (
	"crypto/sha256"
	"encoding/hex"
)

// JoinToken is the form of a token with which a machine makes sure that it
// speaks to its own cluster before it shows the token: the SHA-256 of the file
// of the authority, one self-signed certificate, comes before it.
// https://docs.rke2.io/security/token
func JoinToken(authority, user, token string) string {
	sum := sha256.Sum256([]byte(authority))
	return "K10" + hex.EncodeToString(sum[:]) + "::" + user + ":" + token
}
