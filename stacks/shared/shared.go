// Package shared is a stack of what outlives environments: for each of them in
// AWS an archive of the certificate that Let's Encrypt issues, so that an
// environment that is destroyed and made anew asks for no other. It is needed
// only by environments whose TLS is platform.LetsEncrypt, and comes before
// them:
//
//	pulumi up --stack shared
//	pulumi config set --stack dev --path drydock:platform.archive "$(pulumi stack output devArchive --stack shared)"
//
// The archives are protected: an empty one costs what a secret of
// Secrets Manager costs, a lost one a certificate out of five a week.
package shared

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/stacks/platform"
)

// Name of the stack.
const Name = "shared"

// Run makes an archive for each of the environments that are in AWS.
func Run(ctx *pulumi.Context, environments ...platform.Settings) error {
	if err := platform.CheckAccount(ctx); err != nil {
		return err
	}
	for _, s := range environments {
		if s.Cluster.Kind == platform.Existing {
			continue
		}
		archive := platform.ArchiveOf(s)
		made, err := addons.NewCertificateArchive(ctx, archive.Name, archive.Made())
		if err != nil {
			return err
		}
		ctx.Export(platform.ArchiveOutput(s.Name), made.ARN)
	}
	return nil
}
