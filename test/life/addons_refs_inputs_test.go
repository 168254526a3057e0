package life_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
)

// manager is a cert-manager with every issuer.
func (f *fixture) manager(t *testing.T, name string) *addons.CertManager {
	t.Helper()
	m, err := addons.NewCertManager(f.ctx, name, &addons.CertManagerArgs{
		Cluster: f.lab, PrivateCA: true, ACME: &addons.ACME{Email: "ops@" + domain, Zone: f.zone},
	})
	require.NoError(t, err)
	return m
}

// archive is one that another program made.
func (f *fixture) archive(t *testing.T, name string) *addons.CertificateArchive {
	t.Helper()
	a, err := addons.AdoptCertificateArchive(f.ctx, name, &addons.AdoptCertificateArchiveArgs{
		Prefix: "dock/" + name, Issuer: addons.Staging, ARN: pulumi.String("arn:aws:secretsmanager:eu-central-1:111122223333:secret:" + name),
	})
	require.NoError(t, err)
	return a
}

// store reads and writes archives for the namespace "app".
func (f *fixture) store(t *testing.T, name string, archives ...*addons.CertificateArchive) *addons.ExternalSecrets {
	t.Helper()
	s, err := addons.NewExternalSecrets(f.ctx, name, &addons.ExternalSecretsArgs{
		Cluster: f.lab, Archives: archives, Namespaces: []string{"app", "shop"},
	})
	require.NoError(t, err)
	return s
}

func TestEveryInputOfExternalSecretsChangesThePlan(t *testing.T) {
	type secretsRow = row[addons.ExternalSecretsArgs]
	to := func(change func(*addons.ExternalSecretsArgs)) secretsRow {
		return secretsRow{to: func(a *addons.ExternalSecretsArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(f *fixture) addons.ExternalSecretsArgs {
		return addons.ExternalSecretsArgs{Cluster: f.lab, Prefixes: []string{"dock/app/"}, Namespaces: []string{"app"}}
	}, func(ctx *pulumi.Context, a *addons.ExternalSecretsArgs, _ *fixture) (string, error) {
		_, err := addons.NewExternalSecrets(ctx, "own", a)
		return "", err
	}, workloadRows(map[string]secretsRow{
		"Cluster":  {to: func(a *addons.ExternalSecretsArgs, f *fixture) { a.Cluster = f.twin }},
		"Prefixes": to(func(a *addons.ExternalSecretsArgs) { a.Prefixes = []string{"dock/shop/"} }),
		"Archives": {to: func(a *addons.ExternalSecretsArgs, f *fixture) {
			a.Archives = []*addons.CertificateArchive{f.archive(t, "kept")}
		}},
		"Namespaces": to(func(a *addons.ExternalSecretsArgs) { a.Namespaces = []string{"shop"} }),
		"Namespace":  to(func(a *addons.ExternalSecretsArgs) { a.Namespace = "operator" }),
		"Replicas":   to(func(a *addons.ExternalSecretsArgs) { a.Replicas = 3 }),
	}, func(a *addons.ExternalSecretsArgs) *addons.Workload { return &a.Workload }))
}

func TestEveryInputOfAnIssuedCertificateChangesThePlan(t *testing.T) {
	type issuedRow = row[addons.IssuedCertificateArgs]
	to := func(change func(*addons.IssuedCertificateArgs)) issuedRow {
		return issuedRow{to: func(a *addons.IssuedCertificateArgs, _ *fixture) { change(a) }}
	}
	unkept := func(a *addons.IssuedCertificateArgs, _ *fixture) { a.Archive, a.Store = nil, nil }
	var spare *addons.CertificateArchive
	everyInput(t, func(f *fixture) addons.IssuedCertificateArgs {
		kept := f.archive(t, "kept")
		spare = f.archive(t, "spare")
		return addons.IssuedCertificateArgs{
			CertManager: f.manager(t, "certs"), Issuer: addons.Staging, Namespace: "app", Names: []string{"app." + domain},
			Archive: kept, Store: f.store(t, "secrets", kept, spare),
		}
	}, func(ctx *pulumi.Context, a *addons.IssuedCertificateArgs, _ *fixture) (string, error) {
		_, err := addons.NewIssuedCertificate(ctx, "own", a)
		return "", err
	}, map[string]issuedRow{
		"CertManager": {to: func(a *addons.IssuedCertificateArgs, f *fixture) { a.CertManager = f.manager(t, "other-certs") }},
		"Issuer":      {from: unkept, to: func(a *addons.IssuedCertificateArgs, _ *fixture) { a.Issuer = addons.PrivateCA }},
		"Namespace":   to(func(a *addons.IssuedCertificateArgs) { a.Namespace = "shop" }),
		"SecretName":  to(func(a *addons.IssuedCertificateArgs) { a.SecretName = "tls" }),
		"Names":       to(func(a *addons.IssuedCertificateArgs) { a.Names = []string{"shop." + domain} }),
		"Archive":     {to: func(a *addons.IssuedCertificateArgs, _ *fixture) { a.Archive = spare }},
		"Store":       {to: func(a *addons.IssuedCertificateArgs, f *fixture) { a.Store = f.store(t, "other-secrets", a.Archive) }},
		"After":       {to: func(a *addons.IssuedCertificateArgs, f *fixture) { a.After = []pulumi.Resource{f.done} }},
	})
}

func TestEveryInputOfACertificateArchiveChangesThePlan(t *testing.T) {
	type archiveRow = row[addons.CertificateArchiveArgs]
	to := func(change func(*addons.CertificateArchiveArgs)) archiveRow {
		return archiveRow{to: func(a *addons.CertificateArchiveArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(*fixture) addons.CertificateArchiveArgs { return addons.CertificateArchiveArgs{Prefix: "dock/app"} },
		func(ctx *pulumi.Context, a *addons.CertificateArchiveArgs, _ *fixture) (string, error) {
			_, err := addons.NewCertificateArchive(ctx, "own", a)
			return "", err
		}, map[string]archiveRow{
			"Prefix": to(func(a *addons.CertificateArchiveArgs) { a.Prefix = "dock/shop" }),
			"Issuer": to(func(a *addons.CertificateArchiveArgs) { a.Issuer = addons.Staging }),
			"Key": to(func(a *addons.CertificateArchiveArgs) {
				a.Key = pulumi.String("arn:aws:kms:eu-central-1:111122223333:key/1")
			}),
			"Recovery":   to(func(a *addons.CertificateArchiveArgs) { a.Recovery = 7 }),
			"Disposable": to(func(a *addons.CertificateArchiveArgs) { a.Disposable = true }),
			"Tags":       to(func(a *addons.CertificateArchiveArgs) { a.Tags = tags() }),
		})
}

// An archive that is adopted registers nothing: what it says shows in those
// who use it.
func TestEveryInputOfAnAdoptedArchiveReachesItsUsers(t *testing.T) {
	type adoptedRow = row[addons.AdoptCertificateArchiveArgs]
	to := func(change func(*addons.AdoptCertificateArchiveArgs)) adoptedRow {
		return adoptedRow{to: func(a *addons.AdoptCertificateArchiveArgs, _ *fixture) { change(a) }}
	}
	const arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:"
	everyInput(t, func(*fixture) addons.AdoptCertificateArchiveArgs {
		return addons.AdoptCertificateArchiveArgs{Prefix: "dock/app", Issuer: addons.Staging, ARN: pulumi.String(arn + "a")}
	}, func(ctx *pulumi.Context, a *addons.AdoptCertificateArchiveArgs, f *fixture) (string, error) {
		kept, err := addons.AdoptCertificateArchive(ctx, "own", a)
		if err != nil {
			return "", err
		}
		_, err = addons.NewIssuedCertificate(ctx, "user", &addons.IssuedCertificateArgs{
			CertManager: f.manager(t, "certs"), Issuer: kept.Issuer, Namespace: "app", Names: []string{"app." + domain},
			Archive: kept, Store: f.store(t, "secrets", kept),
		})
		return "", err
	}, map[string]adoptedRow{
		"Prefix": to(func(a *addons.AdoptCertificateArchiveArgs) { a.Prefix = "dock/shop" }),
		"Issuer": to(func(a *addons.AdoptCertificateArchiveArgs) { a.Issuer = addons.Production }),
		"ARN":    to(func(a *addons.AdoptCertificateArchiveArgs) { a.ARN = pulumi.String(arn + "b") }),
		"Tags":   to(func(a *addons.AdoptCertificateArchiveArgs) { a.Tags = tags() }),
	})
}

// Whatever takes arguments in the package of add-ons has its rows, without
// exception.
func TestEveryAddOnHasRowsForItsInputs(t *testing.T) {
	t.Parallel()
	declared, covered := map[string]bool{}, map[string]bool{}
	inspect(t, filepath.Join("..", "..", "components", "addons", "*.go"), func(n ast.Node) {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || !spec.Name.IsExported() || !strings.HasSuffix(spec.Name.Name, "Args") {
			return
		}
		if _, isStruct := spec.Type.(*ast.StructType); isStruct {
			declared["addons."+spec.Name.Name] = true
		}
	})
	inspect(t, "*_test.go", func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 4 || !strings.HasPrefix(fmt.Sprint(call.Fun), "everyInput") {
			return
		}
		base, ok := call.Args[1].(*ast.FuncLit)
		if !ok {
			return
		}
		if of, ok := base.Type.Results.List[0].Type.(*ast.SelectorExpr); ok {
			covered[fmt.Sprintf("%s.%s", of.X, of.Sel)] = true
		}
	})
	require.Contains(t, declared, "addons.TraefikArgs")
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		assert.True(t, covered[name], "%s: no test takes each of its fields in turn", name)
	}
}

func inspect(t *testing.T, pattern string, visit func(ast.Node)) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		parsed, err := parser.ParseFile(gotoken.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool { visit(n); return true })
	}
}
