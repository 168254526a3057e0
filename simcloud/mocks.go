package simcloud

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/simcloud/internal/rpc"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Mocks returns the cloud as the mocks of the Pulumi Go SDK, with the same
// rules as through an engine, for unit tests that must take milliseconds:
//
//	err := pulumi.RunErr(program, pulumi.WithMocks("project", "stack", cloud.Mocks(simcloud.Config{"aws:region": "eu-central-1"})))
//
// Mocks know nothing of what the engine itself refuses, such as two resources
// of one name: whole life cycles belong on an engine.
func (c *Cloud) Mocks(config Config) pulumi.MockResourceMonitor {
	return &mocks{cloud: c, config: config, sessions: map[string]*world.Session{}}
}

// Config is a stack's configuration by full key ("aws:region").
type Config map[string]string

type mocks struct {
	cloud  *Cloud
	config Config

	mu       sync.Mutex
	sessions map[string]*world.Session // by reference of the provider, "" and the package for the default ones
}

// NewResource makes one resource. A component gets what it asked for.
func (m *mocks) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	if !args.Custom {
		return "", args.Inputs, nil
	}
	urn := "urn:pulumi:mock::mock::" + args.TypeToken + "::" + args.Name
	if pkg, ok := strings.CutPrefix(args.TypeToken, "pulumi:providers:"); ok {
		return m.newProvider(pkg, args)
	}
	s, err := m.session(packageOf(args.TypeToken), args.Provider)
	if err != nil {
		return "", nil, err
	}
	if args.ID != "" {
		_, out, err := s.Read(urn, args.TypeToken, args.ID)
		if err == nil && out == nil {
			err = fmt.Errorf("reading %s %q: %w", args.TypeToken, args.ID, world.ErrGone)
		}
		return args.ID, rpc.ToMap(out), err
	}
	in, fails, err := s.Check(urn, args.TypeToken, nil, rpc.FromMap(args.Inputs))
	if err != nil {
		return "", nil, err
	}
	if len(fails) > 0 {
		return "", nil, failed(args, fails)
	}
	id, out, err := s.Create(urn, args.TypeToken, in, false)
	if err != nil {
		return "", nil, err
	}
	return id, keepSecrets(args.Inputs, rpc.ToMap(out)), nil
}

func (m *mocks) newProvider(pkg string, args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	id := args.Name + "-id"
	s, err := m.cloud.world.Session(pkg)
	if err != nil {
		return "", nil, err
	}
	config := rpc.FromMap(args.Inputs)
	if fails := s.CheckConfig(config); len(fails) > 0 {
		return "", nil, failed(args, fails)
	}
	s.Configure(config)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[pkg+"::"+args.Name] = s
	return id, args.Inputs, nil
}

// Call runs a look-up.
func (m *mocks) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	s, err := m.session(packageOf(args.Token), args.Provider)
	if err != nil {
		return nil, err
	}
	out, err := s.Invoke(args.Token, rpc.FromMap(args.Args))
	return rpc.ToMap(out), err
}

// session finds the session of a provider reference, which is the URN and the
// id of the provider resource joined by "::"; without one it is the default
// provider of the package, configured by the stack.
func (m *mocks) session(pkg, reference string) (*world.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if parts := strings.Split(reference, "::"); len(parts) >= 4 {
		if s := m.sessions[pkg+"::"+parts[3]]; s != nil {
			return s, nil
		}
	}
	if s := m.sessions[pkg]; s != nil {
		return s, nil
	}
	s, err := m.cloud.world.Session(pkg)
	if err != nil {
		return nil, err
	}
	config := world.Props{}
	for key, value := range m.config {
		if name, ok := strings.CutPrefix(key, pkg+":"); ok {
			config[name] = value
		}
	}
	s.Configure(config)
	m.sessions[pkg] = s
	return s, nil
}

func packageOf(token string) string {
	pkg, _, _ := strings.Cut(token, ":")
	return pkg
}

func failed(args pulumi.MockResourceArgs, fails []world.Failure) error {
	var errs []error
	for _, f := range fails {
		errs = append(errs, fmt.Errorf("%s resource '%s' has a problem: %s. Examine values at '%s.%s'",
			args.TypeToken, args.Name, f.Reason, args.Name, f.Property))
	}
	return errors.Join(errs...)
}

// keepSecrets marks an output secret where the input of that name was, as the
// engine does for a provider that does not keep the marks itself.
func keepSecrets(in, out resource.PropertyMap) resource.PropertyMap {
	for name, v := range in {
		if o, ok := out[name]; ok && v.ContainsSecrets() && !o.IsSecret() {
			out[name] = resource.MakeSecret(o)
		}
	}
	return out
}
