package addons

import (
	"cmp"
	"fmt"
	"maps"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/secretsmanager"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeCertificateArchive is the type token of CertificateArchive. Changing it
// needs an alias.
const TypeCertificateArchive = "drydock:addons:CertificateArchive"

// DefaultRecovery is for how many days a deleted archive can be restored.
const DefaultRecovery = 30

// emptyArchive is what an archive holds before the first certificate. As a
// Secret it has the keys of one for TLS and nothing in them, so that
// cert-manager fills it instead of finding a certificate there.
const emptyArchive = `{"tls.crt":"","tls.key":""}`

// CertificateArchiveArgs are the settings of a CertificateArchive.
type CertificateArchiveArgs struct {
	// Prefix of the secret's name in Secrets Manager, such as
	// "dev/certificates/app". The name ends in the issuer's. Required.
	Prefix string
	// Issuer of the certificates in it. Empty means Production. A certificate
	// of another would be taken for one of this, so each has its own archive.
	Issuer Issuer
	// Key is the ARN of the KMS key that encrypts it. Nil means the account's
	// own for Secrets Manager. Whoever reads it must be allowed to use the
	// key.
	Key pulumi.StringInput
	// Recovery is for how many days a deleted archive can be restored, 7 to
	// 30. Zero means DefaultRecovery.
	Recovery int
	// Disposable lets the archive be destroyed, and at once: for tests.
	// Without it the engine refuses.
	Disposable bool
	// Tags of the secret. It has a Name tag besides, and the one by which the
	// operator knows that it may write.
	Tags map[string]string
}

// CertificateArchive keeps an issued certificate with its key outside the
// cluster, in Secrets Manager, so that a cluster that is made anew gets it
// back and places no order for another.
//
// It must outlive the environment: make it in a program that outlives it, not
// in the one that is destroyed. The environment takes it by
// [AdoptCertificateArchive].
type CertificateArchive struct {
	pulumi.ResourceState

	// ARN of the secret.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// SecretName in Secrets Manager.
	SecretName string `pulumi:"secretName"`
	// Issuer of the certificates in it.
	Issuer Issuer

	tags map[string]string
	// ready is what must be there before the archive is read.
	ready []pulumi.Resource
}

// AdoptCertificateArchiveArgs describe an archive that another program made.
type AdoptCertificateArchiveArgs struct {
	// Prefix and Issuer as in CertificateArchiveArgs.
	Prefix string
	Issuer Issuer
	// ARN of the secret. Required.
	ARN pulumi.StringInput
	// Tags of the secret. The operator takes those away that it is not told
	// of.
	Tags map[string]string
}

// CheckCertificateArchive returns what is wrong with the arguments, without
// making anything.
func CheckCertificateArchive(name string, args *CertificateArchiveArgs) error {
	_, err := planArchive(name, args)
	return err
}

func planArchive(name string, args *CertificateArchiveArgs) (CertificateArchiveArgs, error) {
	if args == nil {
		args = &CertificateArchiveArgs{}
	}
	a := *args
	if a.Issuer == "" {
		a.Issuer = Production
	}
	if a.Recovery == 0 {
		a.Recovery = DefaultRecovery
	}
	a.Tags = maps.Clone(a.Tags)
	p := component.NewProblems("certificate archive", name)
	checkArchived(p, a.Prefix, a.Issuer)
	if a.Recovery < 7 || a.Recovery > 30 {
		p.Add("Recovery", a.Recovery, "outside 7 to 30 days", "choose one within")
	}
	if v, taken := a.Tags[managedBy]; taken && v != operator {
		p.Add(fmt.Sprintf("Tags[%s]", managedBy), v, "the operator writes to no secret without its own mark", "leave the tag out")
	}
	return a, p.Err()
}

func checkArchived(p *component.Problems, prefix string, issuer Issuer) {
	if form := prefixForm; !form.MatchString(prefix) {
		p.Add("Prefix", prefix, "not the beginning of a name of at least 3 letters, digits and /_+=.@-",
			`write it as "dev/certificates/app"`)
	}
	if issuer != Staging && issuer != Production {
		p.Add("Issuer", issuer, "not one whose certificates outlive a cluster", fmt.Sprintf("choose %q or %q", Production, Staging))
	}
}

// archiveName is the secret's name: one for each issuer.
func archiveName(prefix string, issuer Issuer) string { return prefix + "/" + string(issuer) }

// The tag without which the operator does not write to a secret that exists:
// https://external-secrets.io/latest/provider/aws-secrets-manager/
const (
	managedBy = "managed-by"
	operator  = "external-secrets"
)

// NewCertificateArchive makes an archive with nothing in it. The error, if
// the arguments are wrong, has one line for each problem, and nothing is
// registered.
func NewCertificateArchive(
	ctx *pulumi.Context, name string, args *CertificateArchiveArgs, opts ...pulumi.ResourceOption,
) (*CertificateArchive, error) {
	a, err := planArchive(name, args)
	if err != nil {
		return nil, err
	}
	c := &CertificateArchive{SecretName: archiveName(a.Prefix, a.Issuer), Issuer: a.Issuer}
	inputs := pulumi.Map{"secretName": pulumi.String(c.SecretName), "disposable": pulumi.Bool(a.Disposable)}
	if err := component.Register(ctx, TypeCertificateArchive, name, inputs, c, opts...); err != nil {
		return nil, err
	}
	logical := component.Name(name, "secret")
	c.tags = marked(logical, a.Tags)
	recovery := a.Recovery
	if a.Disposable {
		recovery = 0
	}
	settings := &secretsmanager.SecretArgs{
		Name:                 pulumi.String(c.SecretName),
		Description:          pulumi.String("Certificate that outlives the cluster"),
		RecoveryWindowInDays: pulumi.Int(recovery),
		Tags:                 pulumi.ToStringMap(c.tags),
	}
	if a.Key != nil {
		settings.KmsKeyId = a.Key.ToStringOutput().ToStringPtrOutput()
	}
	secret, err := secretsmanager.NewSecret(ctx, logical, settings, pulumi.Parent(c), pulumi.Protect(!a.Disposable))
	if err != nil {
		return nil, err
	}
	// The operator writes the versions that follow, and the engine must not
	// take them back.
	empty, err := secretsmanager.NewSecretVersion(ctx, component.Name(name, "empty"), &secretsmanager.SecretVersionArgs{
		SecretId: secret.ID(), SecretString: pulumi.String(emptyArchive),
	}, pulumi.Parent(c), pulumi.IgnoreChanges([]string{"secretString", "versionStages"}))
	if err != nil {
		return nil, err
	}
	c.ARN, c.ready = secret.Arn, []pulumi.Resource{empty}
	return c, component.Publish(ctx, c)
}

// AdoptCertificateArchive takes an archive that another program made. Nothing
// is looked up, and nothing of it is changed by the engine.
func AdoptCertificateArchive(
	ctx *pulumi.Context, name string, args *AdoptCertificateArchiveArgs, opts ...pulumi.ResourceOption,
) (*CertificateArchive, error) {
	if args == nil {
		args = &AdoptCertificateArchiveArgs{}
	}
	issuer := cmp.Or(args.Issuer, Production)
	p := component.NewProblems("adopted certificate archive", name)
	checkArchived(p, args.Prefix, issuer)
	if args.ARN == nil {
		p.Add("ARN", nil, "not given", "pass the ARN of the secret")
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	c := &CertificateArchive{
		SecretName: archiveName(args.Prefix, issuer), Issuer: issuer, tags: marked(args.Tags["Name"], args.Tags),
	}
	inputs := pulumi.Map{"secretName": pulumi.String(c.SecretName)}
	if err := component.Register(ctx, TypeCertificateArchive, name, inputs, c, opts...); err != nil {
		return nil, err
	}
	c.ARN = args.ARN.ToStringOutput()
	return c, component.Publish(ctx, c)
}

// Tags of the secret, for whoever adopts it.
func (c *CertificateArchive) Tags() map[string]string { return maps.Clone(c.tags) }

func marked(name string, tags map[string]string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, tags)
	if name != "" {
		all["Name"] = name
	}
	all[managedBy] = operator
	return all
}
