package random

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"

	"golang.org/x/crypto/blowfish" //nolint:staticcheck // bcrypt is defined on it
)

const (
	// bcryptCost is the cost that the real provider uses, the library's default.
	bcryptCost = 10
	// bcryptMax is how many bytes of a password count.
	bcryptMax = 72
)

// bcryptText is the alphabet of bcrypt's own base64.
const bcryptText = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// bcryptHash hashes a password with a salt read from r: the library's own
// function takes its salt from the machine and would differ from run to run.
// The steps are those of Provos and Mazières, "A Future-Adaptable Password
// Scheme" (https://www.usenix.org/legacy/events/usenix99/provos.html).
func bcryptHash(password string, r io.Reader) (string, error) {
	salt := make([]byte, 16)
	if _, err := io.ReadFull(r, salt); err != nil {
		return "", err
	}
	key := append([]byte(password[:min(len(password), bcryptMax)]), 0)
	cipher, err := blowfish.NewSaltedCipher(key, salt)
	if err != nil {
		return "", fmt.Errorf("bcrypt: %w", err)
	}
	for range 1 << bcryptCost {
		blowfish.ExpandKey(key, cipher)
		blowfish.ExpandKey(salt, cipher)
	}
	text := []byte("OrpheanBeholderScryDoubt")
	for i := 0; i < len(text); i += blowfish.BlockSize {
		for range 64 {
			cipher.Encrypt(text[i:i+blowfish.BlockSize], text[i:i+blowfish.BlockSize])
		}
	}
	enc := base64.NewEncoding(bcryptText).WithPadding(base64.NoPadding)
	return fmt.Sprintf("$2a$%02d$%s%s", bcryptCost, enc.EncodeToString(salt), enc.EncodeToString(text[:23])), nil
}

// number64 reads a number of 64 bits.
func number64(r io.Reader) uint64 {
	var b [8]byte
	_, _ = io.ReadFull(r, b[:])
	return binary.BigEndian.Uint64(b[:])
}
