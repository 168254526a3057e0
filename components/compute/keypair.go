package compute

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeKeyPair is the type token of KeyPair. Changing it needs an alias.
const TypeKeyPair = "drydock:compute:KeyPair"

// KeyPairArgs are the settings of a KeyPair.
type KeyPairArgs struct {
	// Tags of the key pair. It has a Name tag besides.
	Tags map[string]string
}

// KeyPair is an ed25519 key of which EC2 knows the public half, for machines
// that must be reached by SSH: Machine.KeyName takes its Name. Machines need
// none otherwise. EC2 takes such keys for Linux only.
//
// The key is made in the program. Its private half is a secret output and
// nothing else: it lies in the state, encrypted by the stack's own secrets
// provider.
type KeyPair struct {
	pulumi.ResourceState

	// Name is what EC2 calls the key pair.
	Name pulumi.StringOutput `pulumi:"keyName"`
	// PublicKey is the public half in OpenSSH's form.
	PublicKey pulumi.StringOutput `pulumi:"publicKey"`
	// PrivateKey is the private half in OpenSSH's form, a secret.
	PrivateKey pulumi.StringOutput `pulumi:"privateKey"`
}

// CheckKeyPair returns what is wrong with the arguments of a key pair, without
// making it.
func CheckKeyPair(name string, args *KeyPairArgs) error {
	p := component.NewProblems("key pair", name)
	checkName(p, name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the key pair, empty ones if there is nothing to say")
		return p.Err()
	}
	checkTags(p, args.Tags)
	return p.Err()
}

// NewKeyPair makes a key pair. The error, if the arguments are wrong, has one
// line for each problem, and nothing was registered.
func NewKeyPair(ctx *pulumi.Context, name string, args *KeyPairArgs, opts ...pulumi.ResourceOption) (*KeyPair, error) {
	if err := CheckKeyPair(name, args); err != nil {
		return nil, err
	}
	k := &KeyPair{}
	if err := component.Register(ctx, TypeKeyPair, name, pulumi.Map{}, k, opts...); err != nil {
		return nil, err
	}
	own, key := pulumi.Parent(k), &privateKey{}
	err := ctx.RegisterResource(tokenPrivateKey, component.Name(name, "key"), pulumi.Map{"algorithm": pulumi.String("ED25519")}, key,
		own, pulumi.Version(tlsVersion), pulumi.AdditionalSecretOutputs([]string{"privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"}))
	if err != nil {
		return nil, fmt.Errorf("key pair %q: %w", name, err)
	}
	pair, err := ec2.NewKeyPair(ctx, component.Name(name, "pair"), &ec2.KeyPairArgs{
		PublicKey: key.PublicKey, Tags: component.Tagged(name, args.Tags),
	}, own)
	if err != nil {
		return nil, err
	}
	k.Name, k.PublicKey = pair.KeyName, key.PublicKey
	k.PrivateKey = pulumi.ToSecret(key.PrivateKey).(pulumi.StringOutput)
	return k, component.Publish(ctx, k)
}

// The private key of the tls provider, registered by its token: its SDK would
// be a module more for two outputs.
const (
	tokenPrivateKey = "tls:index/privateKey:PrivateKey"
	tlsVersion      = "5.2.0"
)

type privateKey struct {
	pulumi.CustomResourceState

	PublicKey  pulumi.StringOutput `pulumi:"publicKeyOpenssh"`
	PrivateKey pulumi.StringOutput `pulumi:"privateKeyOpenssh"`
}
