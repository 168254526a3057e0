package house_test

import (
	"go/ast"
	"go/types"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t, append(everything, "test/simtest")...) {
		dir := path.Dir(s.path)
		documented[dir] = documented[dir] || s.file.Doc != nil
	}
	for dir, ok := range documented {
		assert.True(t, ok, "%s: no package comment: say in doc.go what the package is for", dir)
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t, everything...) {
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || exportedReceiver(d)) && !selfExplaining(d) {
					t.Errorf("%s: %s has no comment", s.at(d), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					ts, ok := spec.(*ast.TypeSpec)
					if ok && ts.Name.IsExported() && d.Doc == nil && ts.Doc == nil {
						t.Errorf("%s: %s has no comment", s.at(ts), ts.Name.Name)
					}
				}
			}
		}
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	name := strings.TrimPrefix(types.ExprString(d.Recv.List[0].Type), "*")
	return ast.IsExported(name)
}

// selfExplaining are methods that only satisfy an interface everyone knows.
func selfExplaining(d *ast.FuncDecl) bool {
	switch d.Name.Name {
	case "Error", "String", "Unwrap", "MarshalJSON", "UnmarshalJSON", "Len", "Less", "Swap":
		return d.Recv != nil
	}
	return false
}

func TestConstructorsHaveOneShape(t *testing.T) {
	for _, s := range sources(t, "components") {
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "New") || !takesContext(f) {
				continue
			}
			got := types.ExprString(f.Type)
			assert.Regexp(t, `^func\(ctx \*pulumi\.Context, name string, args \*\w*Args, opts \.\.\.pulumi\.ResourceOption\) \(\*\w+, error\)$`,
				got, "%s: %s", s.at(f), f.Name.Name)
		}
	}
}

func takesContext(f *ast.FuncDecl) bool {
	params := f.Type.Params.List
	return len(params) > 0 && types.ExprString(params[0].Type) == "*pulumi.Context"
}

var secretName = regexp.MustCompile(`(Password|Token|PrivateKey|Secret|Credential)s?$`)

// resolved are files with pure functions that get secrets as they are, within
// an apply, and put them into what is secret again.
var resolved = map[string]bool{"components/cluster/kubeconfig.go": true}

func TestSecretsAreInputs(t *testing.T) {
	for _, s := range sources(t, "components") {
		ast.Inspect(s.file, func(n ast.Node) bool {
			field, ok := n.(*ast.Field)
			if !ok || len(field.Names) != 1 || !field.Names[0].IsExported() {
				return true
			}
			if secretName.MatchString(field.Names[0].Name) && types.ExprString(field.Type) == "string" && !resolved[s.path] {
				t.Errorf("%s: %s is a plain string: a secret must be a pulumi.StringInput, which can carry the mark",
					s.at(field), field.Names[0].Name)
			}
			return true
		})
	}
}

// unrepeatable are calls that make a program differ between two runs, or
// between a preview and its update.
var unrepeatable = map[string]string{
	"time.Now": "the clock", "time.Since": "the clock", "os.Getenv": "the environment", "os.LookupEnv": "the environment",
	"rand.Int": "chance", "rand.Intn": "chance", "rand.N": "chance", "rand.Read": "chance",
	"http.Get": "the network", "http.Post": "the network", "net.Dial": "the network",
	"ctx.DryRun": "whether it is a preview", "fmt.Print": "standard output", "fmt.Println": "standard output", "fmt.Printf": "standard output",
	"exec.Command": "other programs", "os.ReadFile": "files",
}

func TestTheLibraryIsRepeatable(t *testing.T) {
	for _, s := range sources(t, library...) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if why, bad := unrepeatable[types.ExprString(call.Fun)]; bad {
				t.Errorf("%s: %s depends on %s", s.at(call), types.ExprString(call.Fun), why)
			}
			return true
		})
	}
}

// sizeLimit is where a file should be split; generated and table files that
// are one list are named with their reason.
const sizeLimit = 16 << 10

func TestFilesAreSmall(t *testing.T) {
	for _, s := range sources(t, append(everything, "test/simtest")...) {
		assert.LessOrEqual(t, s.size, sizeLimit, "%s: %d bytes: split it by idea", s.path, s.size)
	}
}

var tokenForm = regexp.MustCompile(`^drydock:[a-z]+:[A-Z][A-Za-z]+$`)

// tokens are promises: state refers to components by them. A change needs an
// alias in the component and a test of the upgrade; a new one is added here.
var tokens = []string{
	"drydock:addons:CertManager",
	"drydock:addons:CertificateArchive",
	"drydock:addons:ExternalDNS",
	"drydock:addons:ExternalSecrets",
	"drydock:addons:IssuedCertificate",
	"drydock:addons:Karpenter",
	"drydock:addons:LoadBalancerController",
	"drydock:addons:MetricsServer",
	"drydock:addons:Traefik",
	"drydock:addons:Volumes",
	"drydock:cdn:Distribution",
	"drydock:cdn:Lock",
	"drydock:cluster:Attachment",
	"drydock:cluster:EKS",
	"drydock:cluster:Existing",
	"drydock:cluster:RKE",
	"drydock:cluster:WorkloadRole",
	"drydock:compute:Group",
	"drydock:compute:Instance",
	"drydock:compute:KeyPair",
	"drydock:dns:Certificate",
	"drydock:dns:HealthCheck",
	"drydock:dns:Record",
	"drydock:dns:Zone",
	"drydock:identity:InstanceProfile",
	"drydock:identity:OIDCProvider",
	"drydock:identity:Policy",
	"drydock:identity:Role",
	"drydock:network:ApplicationLoadBalancer",
	"drydock:network:LoadBalancer",
	"drydock:network:SecurityGroup",
	"drydock:network:SecurityGroupRules",
	"drydock:network:VPC",
	"drydock:skeleton:Skeleton",
	"drydock:storage:Bucket",
	"drydock:storage:Object",
}

func TestTypeTokensAreFrozen(t *testing.T) {
	var found []string
	for _, s := range sources(t, "components", "stacks") {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && strings.HasPrefix(lit.Value, `"drydock:`) && strings.Count(lit.Value, ":") == 2 {
				found = append(found, strings.Trim(lit.Value, `"`))
			}
			return true
		})
	}
	for _, token := range found {
		assert.Regexp(t, tokenForm, token)
	}
	assert.ElementsMatch(t, tokens, found)
}
