package cluster

import (
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/secretsmanager"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ssm"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
	"github.com/drydock-iac/drydock/internal/keys"
)

// authorityHours is how long an authority is valid, ten years, as RKE2's own:
// https://docs.rke2.io/security/certificates
const authorityHours = 87600

// tokenLength in letters and digits: 285 bits.
const tokenLength = 48

// authority is a certificate that signs others, with its key.
type authority struct {
	key         *keys.Private
	certificate *keys.Certificate
}

// authorityFiles are the files in which RKE2 looks for authorities, without
// their endings: https://docs.rke2.io/security/certificates
func authorityFiles() []string {
	return []string{"server-ca", "client-ca", "request-header-ca", "etcd/peer-ca", "etcd/server-ca"}
}

// lasting are the options of what the cluster cannot be made again without.
func (b *rkeBuilder) lasting() pulumi.ResourceOption {
	return pulumi.Composite(b.own(), pulumi.Protect(b.plan.Protect))
}

func (b *rkeBuilder) authorities() error {
	b.cas = map[string]authority{}
	for _, file := range authorityFiles() {
		role := strings.ReplaceAll(file, "/", "-")
		key, err := keys.NewPrivate(b.ctx, b.child(role, "key"), b.lasting())
		if err != nil {
			return err
		}
		certificate, err := keys.NewAuthority(b.ctx, b.child(role), b.plan.Name+"-"+role, key, authorityHours, b.lasting())
		if err != nil {
			return err
		}
		b.cas[file] = authority{key, certificate}
	}
	b.r.CertificateAuthority = b.cas["server-ca"].certificate.PEM
	service, err := keys.NewPrivate(b.ctx, b.child("service-key"), b.lasting())
	b.service = service
	return err
}

func (b *rkeBuilder) tokens() (err error) {
	if b.token, err = keys.NewPassword(b.ctx, b.child("token"), tokenLength, b.lasting()); err != nil {
		return err
	}
	b.agentToken, err = keys.NewPassword(b.ctx, b.child("agent-token"), tokenLength, b.lasting())
	return err
}

// record makes the two parameters that servers read before they decide. What
// the first server writes into the record stays there: the value is ignored
// later, and neither description nor anything else but tags may ever change,
// for such a change would write the first value again.
func (b *rkeBuilder) record() (err error) {
	parameter := func(role, value, what string, opts ...pulumi.ResourceOption) (*ssm.Parameter, error) {
		name := b.child(role)
		return ssm.NewParameter(b.ctx, name, &ssm.ParameterArgs{
			Name: pulumi.String("/drydock/rke/" + b.plan.Name + "/" + role),
			Type: pulumi.String("String"),
			// It is no secret, and a plan may show it.
			InsecureValue: pulumi.String(value),
			Description:   pulumi.String(what + " of the Kubernetes cluster " + b.plan.Name),
			Tags:          b.tags(name),
		}, opts...)
	}
	if b.state, err = parameter("record", "new", "Record", b.lasting(), pulumi.IgnoreChanges([]string{"insecureValue"})); err != nil {
		return err
	}
	wish := b.plan.Snapshots.RestoreFrom
	if wish == "" {
		wish = "none"
	}
	b.restore, err = parameter("restore", wish, "Snapshot to restore", b.own())
	return err
}

// heldSecret is a secret with its value.
type heldSecret struct {
	secret *secretsmanager.Secret
	value  *secretsmanager.SecretVersion
}

func (b *rkeBuilder) secrets() error {
	serverCA := b.cas["server-ca"].certificate.PEM
	files := pulumi.StringMap{"service.key": b.service.PEM}
	for file, ca := range b.cas {
		files[file+".crt"], files[file+".key"] = ca.certificate.PEM, ca.key.PEM
	}
	text := pulumi.All(b.token.Result, b.agentToken.Result, serverCA, files.ToStringMapOutput()).ApplyT(func(v []any) (string, error) {
		return rke2.ServerSecret(v[0].(string), v[1].(string), v[2].(string), v[3].(map[string]string))
	}).(pulumi.StringOutput)
	var err error
	if b.serverSecret, err = b.hold("servers", "Tokens and authorities, for servers", text); err != nil {
		return err
	}
	if len(b.plan.Agents) == 0 {
		return nil
	}
	text = pulumi.All(b.agentToken.Result, serverCA).ApplyT(func(v []any) (string, error) {
		return rke2.AgentSecret(v[0].(string), v[1].(string))
	}).(pulumi.StringOutput)
	b.agentSecret, err = b.hold("agents", "Token for agents", text)
	return err
}

// hold keeps a text in Secrets Manager under the cluster's key.
func (b *rkeBuilder) hold(role, what string, text pulumi.StringOutput) (heldSecret, error) {
	name := b.child("secret", role)
	secret, err := secretsmanager.NewSecret(b.ctx, name, &secretsmanager.SecretArgs{
		Description:          pulumi.String(what + " of the Kubernetes cluster " + b.plan.Name),
		KmsKeyId:             b.key.Arn,
		RecoveryWindowInDays: pulumi.Int(max(b.plan.SecretRecoveryDays, 0)),
		Tags:                 b.tags(name),
	}, b.own())
	if err != nil {
		return heldSecret{}, err
	}
	value, err := secretsmanager.NewSecretVersion(b.ctx, b.child("secret", "value", role), &secretsmanager.SecretVersionArgs{
		SecretId:     secret.ID(),
		SecretString: pulumi.ToSecret(text).(pulumi.StringOutput).ToStringPtrOutput(),
	}, b.own())
	return heldSecret{secret, value}, err
}
