package cluster

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/internal/jwks"
)

// stsAudience is what a token must be made for to be taken by AWS:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
const stsAudience = "sts.amazonaws.com"

// ownIssuer is the issuer that RKE2 names unless told otherwise. Tokens with
// it are taken as long as it stands second in the list, so that a cluster
// that had no identity keeps the ones it has given out.
const ownIssuer = "https://kubernetes.default.svc.cluster.local"

// issuerFacts are what the world needs to check the tokens of pods.
type issuerFacts struct {
	// url of the issuer. Unset without identity.
	url pulumi.StringOutput
	arn pulumi.StringOutput
	// provider is IAM's trust, which is there only after the documents.
	provider pulumi.Resource
}

// issuer publishes the public half of the key that signs the tokens of service
// accounts, and has IAM trust it.
//
// AWS asks the issuer's URL for two documents, without credentials. They lie
// in a bucket of which anybody may read these two objects and nothing else:
// the API server, which could serve them itself, need not be reachable from
// anywhere, and the documents are there before the cluster is. What they hold
// is public by its nature; the key that signs never leaves the servers' secret.
func (b *rkeBuilder) issuer() error {
	b.r.OIDCIssuer, b.r.OIDCProviderARN = pulumi.String("").ToStringOutput(), pulumi.String("").ToStringOutput()
	if b.plan.DisableIdentity {
		return nil
	}
	bucket, err := storage.NewBucket(b.ctx, b.child("issuer"), &storage.BucketArgs{
		Encryption: storage.Encryption{Keys: storage.KeysS3},
		Public:     []string{jwks.DiscoveryKey, jwks.SetKey},
		Tags:       b.plan.Tags,
	}, b.lasting())
	if err != nil {
		return err
	}
	url := pulumi.Sprintf("https://%s", bucket.DomainName)
	documents := []any{url}
	for _, o := range []struct {
		role, key string
		text      pulumi.StringOutput
	}{
		{"keys", jwks.SetKey, b.service.Public.ApplyT(keySet).(pulumi.StringOutput)},
		{"discovery", jwks.DiscoveryKey, pulumi.All(url, b.service.Public).ApplyT(func(v []any) (string, error) {
			return discovery(v[0].(string), v[1].(string))
		}).(pulumi.StringOutput)},
	} {
		object, err := storage.NewObject(b.ctx, b.child("issuer", o.role), &storage.ObjectArgs{
			Bucket: bucket, Key: o.key, Text: o.text, ContentType: "application/json", CacheControl: "max-age=300",
			Tags: b.plan.Tags,
		}, b.own())
		if err != nil {
			return err
		}
		documents = append(documents, object.ARN)
	}
	name := b.child("oidc")
	// IAM looks at the issuer when it is told of it, so the documents come
	// first: the URL that it gets waits for them. (To depend on components does
	// not do: the SDK may overlook children that are just being registered.)
	//
	// S3's certificate is one that AWS knows by itself, so there is no
	// thumbprint to give and to keep up to date:
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
	provider, err := iam.NewOpenIdConnectProvider(b.ctx, name, &iam.OpenIdConnectProviderArgs{
		Url: pulumi.All(documents...).ApplyT(func(v []any) string { return v[0].(string) }).(pulumi.StringOutput), ClientIdLists: pulumi.ToStringArray([]string{stsAudience}), Tags: b.tags(name),
	}, b.own())
	if err != nil {
		return err
	}
	b.r.OIDCIssuer, b.r.OIDCProviderARN = url, provider.Arn
	b.trusted = issuerFacts{url: url, arn: provider.Arn, provider: provider}
	return nil
}

// keySet and discovery are the documents. They are empty without a key, which
// the engine shows a program that it runs only to refresh.
func keySet(public string) (string, error) {
	if public == "" {
		return "", nil
	}
	return jwks.Set(public)
}

func discovery(issuer, public string) (string, error) {
	if public == "" {
		return "", nil
	}
	algorithm, err := jwks.Algorithm(public)
	if err != nil {
		return "", err
	}
	return jwks.Discovery(issuer, algorithm)
}

// apiServerArgs are what the API server is told about tokens. RKE2 keeps its
// own settings of all that is not named here: the keys, which are in the files
// that authorities made, and the audiences of the API, of which AWS is none.
func apiServerArgs(issuer string) []string {
	return []string{
		"service-account-issuer=" + issuer,
		"service-account-issuer=" + ownIssuer,
		"service-account-jwks-uri=" + issuer + "/" + jwks.SetKey,
	}
}

// identity is how pods get roles, nil without.
func (b *rkeBuilder) identity() *Identity {
	if b.plan.DisableIdentity {
		return nil
	}
	return &Identity{
		OIDC:      identity.OIDC{ARN: b.trusted.arn, Issuer: b.trusted.url},
		Partition: b.partition(),
		Webhook:   []pulumi.Resource{b.webhook, b.trusted.provider},
	}
}
