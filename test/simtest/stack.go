package simtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/simcloud"
)

// DefaultRegion is the AWS region of a stack for which no other is configured.
const DefaultRegion = "eu-central-1"

// Stack is one stack of a program on a simulated cloud. Operations follow one
// another: each begins with the state that the last one left.
type Stack struct {
	// Cloud is the simulated cloud; Program what the next operation runs: set
	// it to another one to test a change.
	Cloud   *simcloud.Cloud
	Program pulumi.RunFunc
	// ContinueOnError makes the engine go on with all that does not depend on
	// a step that failed, as --continue-on-error does.
	ContinueOnError bool

	project  string
	name     string
	config   config.Map
	snapshot *deploy.Snapshot
	before   []simcloud.Item
	pause    func(urn string) time.Duration
}

// An Option changes a stack.
type Option func(testing.TB, *Stack)

// Config sets a value of the stack's configuration by its full key
// ("aws:region").
func Config(key, value string) Option {
	return func(t testing.TB, s *Stack) { s.config[parseKey(t, key)] = config.NewValue(value) }
}

// Secret sets a secret value of the stack's configuration.
func Secret(key, value string) Option {
	return func(t testing.TB, s *Stack) {
		sealed, err := config.Base64Crypter.EncryptValue(context.Background(), value)
		if err != nil {
			t.Fatalf("simtest: configuration %s: %v", key, err)
		}
		s.config[parseKey(t, key)] = config.NewSecureValue(sealed)
	}
}

// On places the stack in a cloud that exists already, beside other stacks.
func On(cloud *simcloud.Cloud) Option {
	return func(_ testing.TB, s *Stack) { s.Cloud = cloud }
}

// Named sets the names of project and stack; the default is "project" and
// "test".
func Named(project, stack string) Option {
	return func(_ testing.TB, s *Stack) { s.project, s.name = project, stack }
}

// Late holds the creation and the deletion of one resource back for a while. A
// program whose dependencies are complete goes up and down whichever of its
// resources is late.
func Late(urn string, by time.Duration) Option {
	return func(_ testing.TB, s *Stack) {
		s.pause = func(other string) time.Duration {
			if other == urn {
				return by
			}
			return 0
		}
	}
}

// New returns a stack that has not been deployed.
func New(t testing.TB, program pulumi.RunFunc, opts ...Option) *Stack {
	t.Helper()
	s := &Stack{Program: program, project: "project", name: "test", config: config.Map{}}
	s.config[config.MustMakeKey("aws", "region")] = config.NewValue(DefaultRegion)
	for _, opt := range opts {
		opt(t, s)
	}
	if s.Cloud == nil {
		cloud, err := simcloud.New()
		if err != nil {
			t.Fatalf("simtest: %v", err)
		}
		s.Cloud = cloud
	}
	s.before = s.Cloud.Inventory()
	return s
}

func parseKey(t testing.TB, key string) config.Key {
	k, err := config.ParseKey(key)
	if err != nil {
		t.Fatalf("simtest: configuration key %q: %v", key, err)
	}
	return k
}

// State is the stack's state after the last operation, nil before the first.
func (s *Stack) State() *deploy.Snapshot { return s.snapshot }

// Load gives the stack a recorded state, to test an upgrade.
func (s *Stack) Load(snapshot *deploy.Snapshot) { s.snapshot = snapshot }

func (s *Stack) projectInfo() *workspace.Project {
	return &workspace.Project{
		Name:    tokens.PackageName(s.project),
		Runtime: workspace.NewProjectRuntimeInfo("go", nil),
	}
}

// target is the stack as the engine sees it. The engine writes into the states
// that it is given, so a preview gets copies.
func (s *Stack) target(preview bool) *deploy.Target {
	snapshot := s.snapshot
	if preview && snapshot != nil {
		copied := *snapshot
		copied.Resources = make([]*resource.State, len(snapshot.Resources))
		for i, r := range snapshot.Resources {
			copied.Resources[i] = r.Copy()
		}
		snapshot = &copied
	}
	return &deploy.Target{
		Name:      tokens.MustParseStackName(s.name),
		Config:    s.config,
		Decrypter: config.Base64Crypter,
		Snapshot:  snapshot,
	}
}

// NothingLeft fails the test unless the cloud holds just what it held when
// the stack was made.
func (s *Stack) NothingLeft(t testing.TB) {
	t.Helper()
	had := map[string]bool{}
	for _, item := range s.before {
		had[item.String()] = true
	}
	for _, item := range s.Cloud.Inventory() {
		if !had[item.String()] {
			t.Errorf("left over: %s (made by %s)", item, orService(item.URN))
		}
		delete(had, item.String())
	}
	for gone := range had {
		t.Errorf("missing: %s was there before", gone)
	}
}

func orService(urn string) string {
	if urn == "" {
		return "a service"
	}
	return fmt.Sprintf("%q", urn)
}
