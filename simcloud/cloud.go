package simcloud

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/drydock-iac/drydock/simcloud/aws"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/random"
	"github.com/drydock-iac/drydock/simcloud/tls"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// DefaultSeed decides the identifiers of a cloud for which no other seed is
// given.
const DefaultSeed = "drydock"

// Cloud is one simulated cloud: an AWS account, the Kubernetes clusters in it
// and the small providers beside it. It is safe for concurrent use.
type Cloud struct {
	world *world.World

	mu      sync.Mutex
	changed func()
}

type options struct {
	seed      string
	providers []*world.Provider
	settings  map[string]string
	seeds     []*world.Object
}

// An Option changes how a Cloud begins.
type Option func(*options)

// Apply changes a cloud that exists already, as far as the option is about the
// account's settings, such as quotas, or about what is simply there.
func (o Option) Apply(c *Cloud) {
	changed := options{settings: map[string]string{}}
	o(&changed)
	for key, value := range changed.settings {
		c.world.Set(key, value)
	}
	c.seed(changed.seeds)
}

// Seed sets what identifiers and drawn faults follow from. Same program and
// seed, same ids.
func Seed(seed string) Option { return func(o *options) { o.seed = seed } }

// Quota sets a service quota, by service and code of Service Quotas
// ("vpc/L-F678F1CE"; the services' packages have constants), for accounts
// whose quota AWS has raised.
func Quota(name string, value int) Option {
	return func(o *options) { o.settings["quota:"+name] = fmt.Sprint(value) }
}

// With adds a provider, for library authors who simulate resource types of
// their own.
func With(p *world.Provider) Option {
	return func(o *options) { o.providers = append(o.providers, p) }
}

// New returns a cloud as a new account finds it: the default VPCs and nothing
// else. It fails only if the program was built with broken generated data.
func New(opts ...Option) (*Cloud, error) {
	o := options{seed: DefaultSeed, settings: map[string]string{}}
	for _, opt := range opts {
		opt(&o)
	}
	amazon, err := aws.Provider()
	if err != nil {
		return nil, err
	}
	emptyOnDelete(amazon.Types[api.Cluster])
	emptyWithRecord(amazon.Types[ssm.Parameter])
	strandOnDelete(amazon.Types[api.NodeGroup])
	awaitBalancers(amazon.Types[api.AutoScalingGroup])
	providers := append([]*world.Provider{
		amazon, kubernetes.Provider(), random.Provider(), tls.Provider(),
	}, o.providers...)
	c := &Cloud{world: world.New(o.seed, providers...)}
	for _, object := range aws.Seed() {
		c.world.Seed(object)
	}
	for key, value := range o.settings {
		c.world.Set(key, value)
	}
	c.seed(o.seeds)
	return c, nil
}

// emptyOnDelete makes what lives in a cluster go when the cluster goes.
func emptyOnDelete(cluster *world.Type) {
	remove := cluster.Delete
	cluster.Delete = func(c *world.Call) error {
		if err := remove(c); err != nil {
			return err
		}
		kubernetes.Purge(c, kubernetes.Scope(c.Object))
		return nil
	}
}

// emptyWithRecord makes what lives in a cluster of RKE2 go with the parameter
// that is the cluster's record.
func emptyWithRecord(parameter *world.Type) {
	remove := parameter.Delete
	parameter.Delete = func(c *world.Call) error {
		if remove != nil {
			if err := remove(c); err != nil {
				return err
			}
		}
		for _, scope := range boot.Scopes(c, c.Object) {
			kubernetes.Purge(c, scope)
		}
		return nil
	}
}

// strandOnDelete has nodes leave behind what their network plugin may leave,
// where the world is set to that.
func strandOnDelete(group *world.Type) {
	remove := group.Delete
	group.Delete = func(c *world.Call) error {
		if remove != nil {
			if err := remove(c); err != nil {
				return err
			}
		}
		return kubernetes.StrandGroup(c, c.Object)
	}
}

// Open returns the cloud that Save wrote to path, or a new one where there is
// no such file.
func Open(path string, opts ...Option) (*Cloud, error) {
	c, err := New(opts...)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("simcloud: %w", err)
	}
	defer f.Close()
	if err := c.world.Load(f); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// Save writes the cloud to path, replacing the file in one step.
func (c *Cloud) Save(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".world-*")
	if err != nil {
		return fmt.Errorf("simcloud: %w", err)
	}
	defer os.Remove(f.Name()) // does nothing once the rename has happened
	if err := c.Dump(f); err != nil {
		f.Close()
		return fmt.Errorf("simcloud: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("simcloud: %w", err)
	}
	return os.Rename(f.Name(), path)
}

// Dump writes all that exists, sorted, as JSON: two equal clouds give equal
// text.
func (c *Cloud) Dump(to io.Writer) error { return c.world.Save(to) }

// World is the simulation beneath, for drills and rules of one's own.
func (c *Cloud) World() *world.World { return c.world }

// Events returns what has happened since the last call and forgets it.
func (c *Cloud) Events() []world.Event { return c.world.Events() }

// Inject makes matching operations go wrong on purpose.
func (c *Cloud) Inject(f world.Fault) { c.world.Inject(f) }

// OnChange sets a function that is called after each operation that may have
// changed the cloud. It must not call back into the cloud's providers.
func (c *Cloud) OnChange(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed = f
}

func (c *Cloud) notify() {
	c.mu.Lock()
	f := c.changed
	c.mu.Unlock()
	if f != nil {
		f()
	}
}
