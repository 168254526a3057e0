package kubernetes

import (
	"time"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Version is the version of the SDK that the provider speaks.
const Version = "4.30.0"

// Provider returns the provider for a world.
func Provider() *world.Provider {
	p := &world.Provider{
		Name: "kubernetes", Version: Version, Types: map[string]*world.Type{}, TypeOf: typeOf,
		ReplaceConfig: otherCluster, Scope: scope, Unreachable: whenUnreachable,
	}
	for token, k := range kinds {
		p.Types[token] = objectType(k)
	}
	p.Types[tokenRelease] = releaseType()
	return p
}

// typeOf makes the types of custom resources.
func typeOf(token string) *world.Type {
	if k := kindOf(token); k != nil {
		return objectType(k)
	}
	return nil
}

// shortly is how long an object takes that nothing waits for: one request.
const shortly = 500 * time.Millisecond

func objectType(k *kind) *world.Type {
	t := &world.Type{
		Token: k.token(), Replace: k.replace, DeleteFirst: sameName,
		Takes:  world.Times{Create: shortly, Update: shortly, Delete: shortly},
		Create: func(c *world.Call) error { return create(c, k) },
		Update: func(c *world.Call) error { return update(c, k) },
		Delete: func(c *world.Call) error { return remove(c, k) },
		Read:   func(c *world.Call) error { return read(c, k) },
		DryRun: func(c *world.Call) error { return dryRun(c, k) },
	}
	if k.namespaced {
		t.Refs = []world.Ref{{Path: "metadata.namespace", Kind: tokenNamespace}}
	}
	switch k.token() {
	case tokenNamespace:
		t.Takes.Delete = 10 * time.Second
	case tokenDeployment, tokenStatefulSet, tokenDaemonSet, tokenPod, tokenJob:
		t.Takes.Delete = 15 * time.Second
	}
	return t
}

// sameName reports that a replacement keeps a name that the program chose, so
// that the old object must go first.
func sameName(old, in world.Props) bool {
	a, b := old.Map("metadata"), in.Map("metadata")
	return b.Str("name") != "" && a.Str("name") == b.Str("name") && a.Str("namespace") == b.Str("namespace")
}
