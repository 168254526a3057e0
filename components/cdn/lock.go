package cdn

import (
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
)

// TypeLock is the type token of Lock. Changing it needs an alias.
const TypeLock = "drydock:cdn:Lock"

// HeaderName is the header by which a distribution shows the secret of its
// lock.
const HeaderName = "X-Origin-Verify"

// lockLength is how many letters and digits the secret has: 238 bits, within
// the 128 characters that a condition of a listener takes.
const lockLength = 40

// LockArgs are the settings of a Lock.
type LockArgs struct {
	// Generation of the secret, from 0. Raising it by one makes another secret:
	// the balancer takes the new and the last one while the change travels to
	// the edges, and no request is lost.
	Generation int
}

// Lock is the secret that a distribution and a load balancer share.
type Lock struct {
	pulumi.ResourceState

	// Value is the secret that the distribution sends.
	Value pulumi.StringOutput `pulumi:"value"`

	accepted []pulumi.StringInput
}

// NewLock makes a secret. The error, if the arguments are wrong, has one line
// for each problem, and nothing was registered.
func NewLock(ctx *pulumi.Context, name string, args *LockArgs, opts ...pulumi.ResourceOption) (*Lock, error) {
	if err := CheckLock(name, args); err != nil {
		return nil, err
	}
	l := &Lock{}
	inputs := pulumi.Map{"generation": pulumi.Int(args.Generation)}
	if err := component.Register(ctx, TypeLock, name, inputs, l, opts...); err != nil {
		return nil, err
	}
	for g := args.Generation; g >= max(args.Generation-1, 0); g-- {
		secret, err := newSecret(ctx, component.Name(name, "secret", strconv.Itoa(g)), pulumi.Parent(l))
		if err != nil {
			return nil, fmt.Errorf("lock %q: %w", name, err)
		}
		l.accepted = append(l.accepted, secret)
	}
	l.Value = l.accepted[0].ToStringOutput()
	return l, component.Publish(ctx, l)
}

// CheckLock returns what is wrong with the arguments of a lock, without making
// it.
func CheckLock(name string, args *LockArgs) error {
	p := component.NewProblems("lock", name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the lock")
		return p.Err()
	}
	checkName(p, name)
	if args.Generation < 0 {
		p.Add("Generation", args.Generation, "negative", "count from 0")
	}
	return p.Err()
}

// Header is what a rule of the balancer's listener must ask for.
func (l *Lock) Header() *network.HeaderMatch {
	return &network.HeaderMatch{Name: HeaderName, Values: append([]pulumi.StringInput(nil), l.accepted...)}
}

// The random password of the random provider, registered by its token: its SDK
// would be a module more for one output.
const (
	tokenPassword = "random:index/randomPassword:RandomPassword"
	randomVersion = "4.18.4"
)

type password struct {
	pulumi.CustomResourceState

	Result pulumi.StringOutput `pulumi:"result"`
}

func newSecret(ctx *pulumi.Context, name string, own pulumi.ResourceOption) (pulumi.StringOutput, error) {
	p := &password{}
	err := ctx.RegisterResource(tokenPassword, name, pulumi.Map{
		"length": pulumi.Int(lockLength), "special": pulumi.Bool(false),
	}, p, own, pulumi.Version(randomVersion), pulumi.AdditionalSecretOutputs([]string{"result", "bcryptHash"}))
	return pulumi.ToSecret(p.Result).(pulumi.StringOutput), err
}
