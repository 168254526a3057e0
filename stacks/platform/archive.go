package platform

import (
	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/internal/component"
)

// Archive is where the certificate of an environment outlives it. The stack
// "shared" makes it, the environment adopts it, and both must describe it
// alike, for the operator takes tags away that it is not told of.
type Archive struct {
	// Name is the logical name of the component.
	Name string

	prefix string
	tags   map[string]string
}

// ArchiveOf describes the archive of an environment.
func ArchiveOf(s Settings) Archive {
	tags := s.tags("certificate")
	delete(tags, "managed-by") // Its value says who may write to the secret.
	return Archive{Name: component.Name(s.Name, "certificate"), prefix: s.Name + "/certificates/edge", tags: tags}
}

// ArchiveOutput is the output of the stack "shared" with the ARN of an
// environment's archive.
func ArchiveOutput(environment string) string { return environment + "Archive" }

// SecretName is the name of the secret in AWS.
func (a Archive) SecretName() string { return a.prefix + "/" + string(addons.Production) }

// secret is the logical name of the secret, which its Name tag says.
func (a Archive) secret() string { return component.Name(a.Name, "secret") }

// Made are the arguments of who makes it.
func (a Archive) Made() *addons.CertificateArchiveArgs {
	return &addons.CertificateArchiveArgs{Prefix: a.prefix, Issuer: addons.Production, Tags: a.tags}
}
