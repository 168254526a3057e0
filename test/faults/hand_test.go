package faults_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

const region = simtest.DefaultRegion

// hand is another hand in the same account: a colleague in the console, a
// tool, another team's stack. What it makes and deletes goes through the
// services' own rules.
type hand struct {
	t     *testing.T
	cloud *simcloud.Cloud
	aws   *world.Session
	n     int
}

func newHand(t *testing.T, cloud *simcloud.Cloud) *hand {
	t.Helper()
	s, err := cloud.World().Session("aws")
	require.NoError(t, err)
	s.Configure(world.Props{"region": region})
	return &hand{t: t, cloud: cloud, aws: s}
}

func (h *hand) urn(kind string) string {
	h.n++
	return fmt.Sprintf("urn:pulumi:other::hand::%s::hand-%d", kind, h.n)
}

// create makes something in AWS and returns its id.
func (h *hand) create(kind string, in world.Props) string {
	h.t.Helper()
	return h.createIn(h.aws, kind, in)
}

func (h *hand) createIn(s *world.Session, kind string, in world.Props) string {
	h.t.Helper()
	urn := h.urn(kind)
	checked, fails, err := s.Check(urn, kind, nil, in)
	require.NoError(h.t, err)
	require.Empty(h.t, fails)
	id, _, err := s.Create(urn, kind, checked, false)
	require.NoError(h.t, err)
	return id
}

// delete takes something in AWS away, by id.
func (h *hand) delete(kind, id string) {
	h.t.Helper()
	require.NoError(h.t, h.aws.Delete(h.urn(kind), kind, id, nil))
}

// named returns the one object of a kind that a program calls by that logical
// name.
func (h *hand) named(kind, name string) world.Object {
	h.t.Helper()
	for _, o := range h.cloud.World().Objects() {
		if o.Kind == kind && strings.HasSuffix(o.URN, "::"+name) {
			return o
		}
	}
	h.t.Fatalf("there is no %s called %s", kind, name)
	return world.Object{}
}

// lose takes away, by the service's rules, what a program calls by that name.
func (h *hand) lose(kind, name string) {
	h.t.Helper()
	h.delete(kind, h.named(kind, name).ID)
}

// change sets a property of something behind the program's back.
func (h *hand) change(o world.Object, property string, value any) {
	h.t.Helper()
	require.NoError(h.t, h.cloud.World().Mutate(o.Scope, "change", func(c *world.Call) error {
		found := c.Find(o.Kind, o.ID)
		if found == nil {
			return fmt.Errorf("%s %s: %w", o.Kind, o.ID, world.ErrGone)
		}
		c.Change(found, property, value)
		return nil
	}))
}

// object returns something by kind and id.
func (h *hand) object(kind, id string) world.Object {
	h.t.Helper()
	for _, o := range h.cloud.World().Objects() {
		if o.Kind == kind && o.ID == id {
			return o
		}
	}
	h.t.Fatalf("there is no %s %s", kind, id)
	return world.Object{}
}

// quota sets a service quota.
func (h *hand) quota(name string, value int) { simcloud.Quota(name, value).Apply(h.cloud) }

// stopAt lets the program get as far as it can without the resource of that
// kind and name, which the cloud refuses once.
func (d *drill) stopAt(kind, name string) {
	d.t.Helper()
	d.cloud.World().SetPatience(impatient)
	d.cloud.Inject(world.Fault{Op: world.OpCreate, Kind: kind, URN: "::" + name, Effect: world.Refuse})
	d.Up().Failed(d.t, "InternalError")
	d.cloud.World().ClearFaults()
}

// kubernetes is a session in the cluster of the program, with the kubeconfig
// that the program uses.
func (d *drill) kubernetes() *world.Session {
	d.t.Helper()
	s, err := d.cloud.World().Session("kubernetes")
	require.NoError(d.t, err)
	for _, r := range d.State().Resources {
		if r.Type == "pulumi:providers:kubernetes" && r.Inputs.HasValue("kubeconfig") {
			v := r.Inputs["kubeconfig"]
			if v.IsSecret() {
				v = v.SecretValue().Element
			}
			s.Configure(world.Props{"kubeconfig": v.StringValue()})
			return s
		}
	}
	d.t.Fatal("the program has made no Kubernetes provider")
	return nil
}

// up deploys what must succeed.
func (d *drill) up() {
	d.t.Helper()
	d.Up().NoError(d.t)
}

// refresh brings the state up to date.
func (d *drill) refresh() *simtest.Result {
	d.t.Helper()
	return d.Refresh().NoError(d.t)
}
