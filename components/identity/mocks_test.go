package identity_test

import (
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// mocks record what is registered and give the inputs back.
type mocks struct {
	mu  sync.Mutex
	all map[string]pulumi.MockResourceArgs
}

func (m *mocks) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func (m *mocks) NewResource(a pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[string]pulumi.MockResourceArgs{}
	}
	m.all[a.Name] = a
	out := a.Inputs.Copy()
	out["arn"] = resource.NewStringProperty("arn:aws:iam::111122223333:role/" + a.Name)
	if _, named := out["name"]; !named {
		out["name"] = resource.NewStringProperty(a.Name)
	}
	return a.Name, out, nil
}

func (m *mocks) tokens() map[string]string {
	out := map[string]string{}
	for name, a := range m.all {
		out[name] = a.TypeToken
	}
	return out
}

func (m *mocks) parents() map[string]string {
	out := map[string]string{}
	for name, a := range m.all {
		out[name] = a.RegisterRPC.GetParent()
	}
	return out
}

func (m *mocks) input(name, key string) string {
	return m.all[name].Inputs[resource.PropertyKey(key)].StringValue()
}
