package ec2

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func keyPairType() *world.Type {
	return tagging(&world.Type{
		Token:    KeyPair,
		AutoName: &world.AutoName{Property: "keyName", Max: 255, Unless: "keyNamePrefix"},
		Replace:  []string{"keyName", "keyNamePrefix", "publicKey"},
		Takes:    world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			conflicts(c, "keyName", "keyNamePrefix")
			length(c, "keyName", 255)
		},
		Create: func(c *world.Call) error {
			op := doing(c, "EC2 Key Pair", "ImportKeyPair", "")
			c.ID = c.In.Str("keyName")
			if c.ID == "" {
				c.ID = uniqueName(c, c.In.Str("keyNamePrefix"))
			}
			if c.Find(KeyPair, c.ID) != nil {
				return op.Refuse("InvalidKeyPair.Duplicate", "The keypair already exists", docKeys)
			}
			part := strings.Fields(c.In.Str("publicKey"))
			kinds := map[string]string{"ssh-rsa": "rsa", "ssh-ed25519": "ed25519"}
			var raw []byte
			if len(part) > 1 {
				raw, _ = base64.StdEncoding.DecodeString(part[1])
			}
			if len(raw) == 0 || kinds[part[0]] == "" {
				return op.Refuse("InvalidKey.Format", "Key is not in valid OpenSSH public key format", docKeys)
			}
			set(c.Out, world.Props{
				"arn": api.ARN(c, "ec2", "key-pair/"+c.ID), "keyName": c.ID, "keyNamePrefix": c.In.Str("keyNamePrefix"),
				"keyPairId": c.NewID("key"), "keyType": kinds[part[0]], "fingerprint": fingerprint(raw),
			})
			return nil
		},
	}, "EC2 Key Pair", "ImportKeyPair")
}

// fingerprint is the MD5 digest of a key, by which EC2 shows imported RSA keys.
func fingerprint(key []byte) string {
	sum := md5.Sum(key)
	var out []string
	for _, b := range sum {
		out = append(out, hex.EncodeToString([]byte{b}))
	}
	return strings.Join(out, ":")
}
