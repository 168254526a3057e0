package secrets

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Staging labels that the service itself moves.
const (
	current  = "AWSCURRENT"
	previous = "AWSPREVIOUS"
)

// Bounds of a version: docLimits.
const (
	maxValue  = 65536
	maxStages = 20
)

func versionType() *world.Type {
	return &world.Type{
		Token:   Version,
		Replace: []string{"secretId", "secretString", "secretBinary"},
		Refs:    []world.Ref{{Path: "secretId", Kind: Secret}, {Path: "secretId", Kind: Secret, By: "name"}},
		Takes:   world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			if c.In.Has("secretString") && c.In.Has("secretBinary") {
				c.Fail("secretBinary", `"secret_binary": conflicts with secret_string`)
			}
		},
		Create: createVersion, Update: updateVersion, Delete: deleteVersion, Read: readVersion,
	}
}

func createVersion(c *world.Call) error {
	ref := c.In.Str("secretId")
	op := operation(fmt.Sprintf("putting Secrets Manager Secret (%s) value", ref), "PutSecretValue")
	text, binary, err := payload(c.In)
	if err != nil {
		return err
	}
	secret, err := found(c, op, ref, docPut)
	if err != nil {
		return err
	}
	switch {
	case text == "" && binary == "":
		return op.Refuse("InvalidRequestException", "You must provide either SecretString or SecretBinary.", docPut)
	case len(text) > maxValue:
		return op.Refuse("ValidationException", tooLong("secretString", maxValue), docLimits)
	case len(binary) > maxValue:
		return op.Refuse("ValidationException", tooLong("secretBinary", maxValue), docLimits)
	case !encrypts(c, secret.Props.Str("kmsKeyId")):
		return op.Refuse("EncryptionFailure", "Secrets Manager can't encrypt the protected secret text using the provided KMS key. "+
			"Check that the KMS key is available, enabled, and not in an invalid state.", docPut)
	}
	stages := c.In.Strs("versionStages")
	if err := stageRules(op, stages); err != nil {
		return err
	}
	versions := versionsOf(c, secret)
	if len(stages) == 0 || holder(versions, current) == nil && !slices.Contains(stages, current) {
		stages = append(stages, current)
	}
	move(versions, stages)
	id := "terraform-" + c.Now().Format("20060102150405") + "0000" + c.Hex(8, "version") // as the provider makes it
	c.ID = ref + "|" + id
	c.Out["arn"], c.Out["versionId"], c.Out["versionStages"] = secret.ID, id, anys(stages)
	return nil
}

func payload(in world.Props) (text, binary string, err error) {
	raw, err := base64.StdEncoding.DecodeString(in.Str("secretBinary"))
	return in.Str("secretString"), string(raw), err
}

func tooLong(field string, most int) string {
	return fmt.Sprintf("1 validation error detected: Value at '%s' failed to satisfy constraint: Member must have length less than or equal to %d.", field, most)
}

// encrypts reports whether the secret's key can encrypt it; without one the
// account's own key for the service does.
func encrypts(c *world.Call, key string) bool {
	if key == "" || key == "alias/aws/secretsmanager" {
		return true
	}
	k := kms.Find(c, key)
	return k != nil && k.Props.BoolOr("isEnabled", true) && k.Props.StrOr("customerMasterKeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
}

func stageRules(op api.Op, stages []string) error {
	if len(stages) > maxStages {
		return op.Refuse("ValidationException", tooLong("versionStages", maxStages), docLimits)
	}
	for _, s := range stages {
		if len(s) > 256 {
			return op.Refuse("ValidationException", tooLong("versionStages", 256), docLimits)
		}
	}
	return nil
}

// versionsOf are the versions of a secret.
func versionsOf(c *world.Call, secret *world.Object) []*world.Object {
	return append(c.Where(Version, "arn", secret.ID), c.Where(kept, "arn", secret.ID)...)
}

func holder(versions []*world.Object, stage string) *world.Object {
	for _, v := range versions {
		if slices.Contains(v.Props.Strs("versionStages"), stage) {
			return v
		}
	}
	return nil
}

// move takes labels away from the versions that hold them. The version that
// loses AWSCURRENT gets AWSPREVIOUS.
func move(from []*world.Object, stages []string) {
	for _, stage := range stages {
		v := holder(from, stage)
		if v == nil {
			continue
		}
		take(v, stage)
		if stage != current {
			continue
		}
		if old := holder(from, previous); old != nil {
			take(old, previous)
		}
		v.Props["versionStages"] = anys(append(v.Props.Strs("versionStages"), previous))
	}
}

func take(v *world.Object, stage string) {
	v.Props["versionStages"] = anys(slices.DeleteFunc(v.Props.Strs("versionStages"), func(s string) bool { return s == stage }))
}

// updateVersion moves staging labels; the value cannot change.
func updateVersion(c *world.Call) error {
	c.Out["arn"], c.Out["versionId"] = c.Object.Props["arn"], c.Object.Props["versionId"]
	if !c.In.Has("versionStages") {
		c.Out["versionStages"] = c.Object.Props["versionStages"]
		return nil
	}
	op := operation(fmt.Sprintf("updating Secrets Manager Secret Version (%s) stages", c.ID), "UpdateSecretVersionStage")
	stages := c.In.Strs("versionStages")
	if err := stageRules(op, stages); err != nil {
		return err
	}
	if slices.Contains(c.Object.Props.Strs("versionStages"), current) && !slices.Contains(stages, current) {
		return op.Refuse("InvalidParameterException",
			"You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.", docStage)
	}
	others := slices.DeleteFunc(c.Where(Version, "arn", c.Object.Props.Str("arn")), func(o *world.Object) bool { return o == c.Object })
	move(append(others, c.Where(kept, "arn", c.Object.Props.Str("arn"))...), stages)
	c.Out["versionStages"] = anys(stages)
	return nil
}

// deleteVersion leaves the version that is current with its secret, which
// cannot be without one.
func deleteVersion(c *world.Call) error {
	secret := c.Find(Secret, c.Object.Props.Str("arn"))
	if secret != nil && slices.Contains(c.Object.Props.Strs("versionStages"), current) {
		c.Make(secret, kept, c.Object.Props.Str("versionId"), c.Object.Props.Clone())
	}
	return nil
}

func readVersion(c *world.Call) error {
	c.Out["versionStages"] = c.Object.Props["versionStages"]
	return nil
}

// Value returns the current value of a secret, named by ARN or name; a binary
// one as its bytes. It reports false where there is no such secret or no
// value in it.
func Value(c *world.Call, ref string) (string, bool) {
	secret := Find(c, ref)
	if secret == nil {
		return "", false
	}
	v := holder(versionsOf(c, secret), current)
	if v == nil {
		return "", false
	}
	text, binary, err := payload(v.Props)
	return strings.Join([]string{text, binary}, ""), err == nil
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
