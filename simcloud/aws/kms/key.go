package kms

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Documents that state the rules.
const (
	docCreate   = "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html"
	docPut      = "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html"
	docRotation = "https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html"
	docDefault  = "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html"
	docAlias    = "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html"
)

// Types are the resource types of the service.
func Types() []*world.Type { return []*world.Type{key(), alias()} }

func operation(doing, name string) api.Op { return api.Op{Doing: doing, Service: "KMS", Name: name} }

var (
	usages = []string{"ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"}
	specs  = []string{
		"RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1",
		"SYMMETRIC_DEFAULT", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2",
	}
)

// key is the customer managed key. Its deletion only schedules the end: the
// real key waits in state PendingDeletion, unusable and free of charge, for
// deletionWindowInDays. The simulation takes it away at once, since nothing
// that a program does can tell the difference except cancelling the deletion.
func key() *world.Type {
	return &world.Type{
		Token:   api.Key,
		Replace: []string{"customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"},
		Defaults: world.Props{
			"bypassPolicyLockoutSafetyCheck": false, "customerMasterKeySpec": "SYMMETRIC_DEFAULT", "description": "",
			"enableKeyRotation": false, "isEnabled": true, "keyUsage": "ENCRYPT_DECRYPT", "multiRegion": false,
		},
		Takes: world.Times{Create: 8 * time.Second, Update: 5 * time.Second, Delete: 2 * time.Second},
		Check: checkKey, Create: createKey, Update: updateKey,
	}
}

func checkKey(c *world.Check) {
	f := check.Of(c)
	f.Between("deletionWindowInDays", 7, 30)
	f.Between("rotationPeriodInDays", 90, 2560)
	f.Word("customerMasterKeySpec", specs...)
	f.Word("keyUsage", usages...)
	f.Length("description", 0, 8192)
	if text := c.In.Str("policy"); c.In.Known("policy") && !strings.HasPrefix(strings.TrimSpace(text), "{") {
		c.Fail("policy", `"policy" contains an invalid JSON policy: not a JSON object`)
	}
}

func createKey(c *world.Call) error {
	op := operation("creating KMS Key", "CreateKey")
	spec, usage := c.Out.Str("customerMasterKeySpec"), c.Out.Str("keyUsage")
	if !specFits(spec, usage) {
		return op.Refuse("ValidationException", fmt.Sprintf("KeyUsage %s is not compatible with KeySpec %s", usage, spec), docCreate)
	}
	if err := keyRules(c, op); err != nil {
		return err
	}
	c.ID = c.UUID("key")
	if c.Out.Bool("multiRegion") {
		c.ID = "mrk-" + c.Hex(32, "multi-Region key")
	}
	c.Out["keyId"] = c.ID
	c.Out["arn"] = api.ARN(c, "kms", "key/"+c.ID)
	return nil
}

func updateKey(c *world.Call) error {
	return keyRules(c, operation(fmt.Sprintf("updating KMS Key (%s) policy", c.ID), "PutKeyPolicy"))
}

func specFits(spec, usage string) bool {
	switch {
	case spec == "SYMMETRIC_DEFAULT":
		return usage == "ENCRYPT_DECRYPT"
	case strings.HasPrefix(spec, "HMAC_"):
		return usage == "GENERATE_VERIFY_MAC"
	case strings.HasPrefix(spec, "RSA_"):
		return usage == "ENCRYPT_DECRYPT" || usage == "SIGN_VERIFY"
	case spec == "ECC_SECG_P256K1":
		return usage == "SIGN_VERIFY"
	case strings.HasPrefix(spec, "ECC_"):
		return usage == "SIGN_VERIFY" || usage == "KEY_AGREEMENT"
	}
	return usage != "GENERATE_VERIFY_MAC"
}

func keyRules(c *world.Call, op api.Op) error {
	if c.Out.Bool("enableKeyRotation") {
		if spec := c.Out.Str("customerMasterKeySpec"); spec != "SYMMETRIC_DEFAULT" {
			return operation("enabling KMS Key rotation", "EnableKeyRotation").
				Refuse("UnsupportedOperationException", fmt.Sprintf("Automatic key rotation is not supported for keys of spec %s.", spec), docRotation)
		}
		c.Out["rotationPeriodInDays"] = c.Out.IntOr("rotationPeriodInDays", 365)
	}
	text := c.In.Str("policy")
	if text == "" {
		c.Out["policy"] = defaultPolicy
		return nil
	}
	d, fault := iam.ParseDocument(text)
	if fault != "" {
		return op.Refuse("MalformedPolicyDocumentException",
			"The request was rejected because the specified policy is not syntactically or semantically correct.", docPut)
	}
	for _, s := range d.Statements {
		for _, p := range s.Principals["AWS"] {
			if !accountPrincipal(c, p) {
				return op.Refuse("MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals.", docPut)
			}
		}
	}
	if !c.Out.Bool("bypassPolicyLockoutSafetyCheck") && !keepsControl(d) {
		return op.Refuse("MalformedPolicyDocumentException",
			"The new key policy will not allow you to update the key policy in the future.", docPut)
	}
	return nil
}

func accountPrincipal(c *world.Call, p string) bool {
	role := strings.HasPrefix(p, "arn:aws:iam::"+api.Account+":role/")
	return !role || p == api.Caller || strings.Contains(p, ":role/aws-") || iam.RoleByARN(c, p) != nil
}

// defaultPolicy leaves the key to the account's IAM policies: docDefault.
const defaultPolicy = `{"Id":"key-default-1","Version":"2012-10-17","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` +
	api.Account + `:root"},"Action":"kms:*","Resource":"*"}]}`

// keepsControl reports whether the policy lets the caller, by itself or by
// the account, change the policy again.
func keepsControl(d iam.Document) bool {
	return slices.ContainsFunc(d.Statements, func(s iam.Statement) bool {
		return s.Effect == "Allow" && grants(s, "kms:PutKeyPolicy") && slices.ContainsFunc(s.Principals["AWS"], func(p string) bool {
			return p == "*" || p == api.Account || p == "arn:aws:iam::"+api.Account+":root" || p == api.Caller
		})
	})
}

func grants(s iam.Statement, action string) bool {
	return slices.ContainsFunc(s.Actions, func(a string) bool {
		prefix, wild := strings.CutSuffix(strings.ToLower(a), "*")
		return wild && strings.HasPrefix(strings.ToLower(action), prefix) || strings.EqualFold(a, action)
	})
}

// Find returns the key that a key id, a key ARN, an alias name or an alias ARN
// names, or nil.
func Find(c *world.Call, ref string) *world.Object {
	_, name, isARN := strings.Cut(ref, ":"+api.Account+":")
	if isARN {
		if !strings.HasPrefix(ref, api.ARN(c, "kms", "")) {
			return nil
		}
		ref = strings.TrimPrefix(name, "key/")
	}
	if strings.HasPrefix(ref, "alias/") {
		if a := c.Find(api.KeyAlias, ref); a != nil {
			return c.Find(api.Key, a.Props.Str("targetKeyId"))
		}
		return nil
	}
	return c.Find(api.Key, ref)
}

// LetsService reports whether the key's policy lets a service principal
// ("logs.eu-central-1.amazonaws.com") encrypt with it. Conditions count as
// fulfilled.
func LetsService(key *world.Object, principal string) bool {
	d, fault := iam.ParseDocument(key.Props.Str("policy"))
	if fault != "" {
		return false
	}
	return slices.ContainsFunc(d.Statements, func(s iam.Statement) bool {
		return s.Effect == "Allow" && grants(s, "kms:Encrypt") &&
			(slices.Contains(s.Principals["Service"], principal) || slices.Contains(s.Principals["AWS"], "*"))
	})
}
