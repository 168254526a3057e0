package random

import "github.com/drydock-iac/drydock/simcloud/world"

// Version is the version of the SDK that the provider speaks.
const Version = "4.18.4"

// The resource types.
const (
	Password = "random:index/randomPassword:RandomPassword"
	String   = "random:index/randomString:RandomString"
	ID       = "random:index/randomId:RandomId"
	Pet      = "random:index/randomPet:RandomPet"
	Integer  = "random:index/randomInteger:RandomInteger"
	UUID     = "random:index/randomUuid:RandomUuid"
	Shuffle  = "random:index/randomShuffle:RandomShuffle"
	Bytes    = "random:index/randomBytes:RandomBytes"
)

// Provider returns the provider for a world.
func Provider() *world.Provider {
	p := &world.Provider{Name: "random", Version: Version, Types: map[string]*world.Type{}}
	for _, t := range Types() {
		p.Types[t.Token] = t
	}
	return p
}

// Types returns the resource types.
func Types() []*world.Type {
	types := []*world.Type{passwordType(), stringType(), idType(), petType(), integerType(), uuidType(), shuffleType(), bytesType()}
	for _, t := range types {
		t.Global = true
		for name := range t.Schema.Inputs {
			t.Replace = append(t.Replace, name)
		}
	}
	return types
}

// taken keeps identifiers apart that the real provider may give twice: there
// they live in different states, here in one world.
func taken(c *world.Call, id string) string {
	if c.Find(c.Type.Token, id) != nil {
		return ""
	}
	return id
}
