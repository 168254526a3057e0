package simcloud

import "fmt"

// Item is one thing that exists in a cloud.
type Item struct {
	// Kind is the Pulumi type token.
	Kind string `json:"kind"`
	// Scope is the region or cluster, "" for global kinds.
	Scope string `json:"scope,omitempty"`
	ID    string `json:"id"`
	// URN names the resource that made it, "" for what a service made or what
	// was there before.
	URN string `json:"urn,omitempty"`
}

// String is one line: kind, scope and id.
func (i Item) String() string {
	if i.Scope == "" {
		return fmt.Sprintf("%s %s", i.Kind, i.ID)
	}
	return fmt.Sprintf("%s %s %s", i.Kind, i.Scope, i.ID)
}

// Inventory lists all that exists, sorted, so that "nothing is left" is a
// comparison of two inventories.
func (c *Cloud) Inventory() []Item {
	var items []Item
	for _, o := range c.world.Objects() {
		items = append(items, Item{Kind: o.Kind, Scope: o.Scope, ID: o.ID, URN: o.URN})
	}
	return items
}
