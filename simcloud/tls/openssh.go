package tls

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// openSSH adds the key's OpenSSH spellings; curve P224 has none, and the
// outputs are empty then, as the provider documents.
func openSSH(out world.Props, key crypto.Signer, r io.Reader) {
	for _, name := range []string{"privateKeyOpenssh", "publicKeyOpenssh", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256"} {
		out[name] = ""
	}
	var w, private wire // the public blob and the fields of the private key
	switch k := key.(type) {
	case *rsa.PrivateKey:
		w.text("ssh-rsa").number(big.NewInt(int64(k.E))).number(k.N)
		private.text("ssh-rsa").number(k.N).number(big.NewInt(int64(k.E))).number(k.D).
			number(k.Precomputed.Qinv).number(k.Primes[0]).number(k.Primes[1])
	case *ecdsa.PrivateKey:
		bits := k.Params().BitSize
		if bits == 224 {
			return
		}
		curve := fmt.Sprintf("nistp%d", bits)
		point, err := k.PublicKey.Bytes()
		if err != nil {
			return
		}
		scalar, err := k.Bytes()
		if err != nil {
			return
		}
		w.text("ecdsa-sha2-" + curve).text(curve).text(string(point))
		private.text("ecdsa-sha2-" + curve).text(curve).text(string(point)).number(new(big.Int).SetBytes(scalar))
	case ed25519.PrivateKey:
		public := string(k.Public().(ed25519.PublicKey))
		w.text("ssh-ed25519").text(public)
		private.text("ssh-ed25519").text(public).text(string(k))
	}
	kind := string(w[4 : 4+binary.BigEndian.Uint32(w)])
	out["publicKeyOpenssh"] = kind + " " + base64.StdEncoding.EncodeToString(w) + "\n"
	sum := md5.Sum(w)
	var pairs []string
	for _, b := range sum {
		pairs = append(pairs, hex.EncodeToString([]byte{b}))
	}
	out["publicKeyFingerprintMd5"] = strings.Join(pairs, ":")
	long := sha256.Sum256(w)
	out["publicKeyFingerprintSha256"] = "SHA256:" + base64.RawStdEncoding.EncodeToString(long[:])
	out["privateKeyOpenssh"] = string(pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: sshPrivate(w, private, r)}))
}

// sshPrivate lays an unencrypted key out as OpenSSH's PROTOCOL.key says:
// https://cvsweb.openbsd.org/src/usr.bin/ssh/PROTOCOL.key
func sshPrivate(public, private wire, r io.Reader) []byte {
	const blockSize = 8
	check := make([]byte, 4)
	_, _ = io.ReadFull(r, check)
	secret := append(append(append(wire{}, check...), check...), private...)
	secret.text("") // no comment
	for i := byte(1); len(secret)%blockSize != 0; i++ {
		secret = append(secret, i)
	}
	out := wire("openssh-key-v1\x00")
	out.text("none").text("none").text("")
	out = binary.BigEndian.AppendUint32(out, 1)
	out.text(string(public)).text(string(secret))
	return out
}

// wire builds SSH's wire format (RFC 4251, section 5).
type wire []byte

func (w *wire) text(s string) *wire {
	*w = append(binary.BigEndian.AppendUint32(*w, uint32(len(s))), s...)
	return w
}

func (w *wire) number(n *big.Int) *wire {
	b := n.Bytes()
	if len(b) > 0 && b[0] >= 0x80 {
		b = append([]byte{0}, b...)
	}
	return w.text(string(b))
}
