package aws

import "github.com/drydock-iac/drydock/simcloud/world"

// tagged gives a type that has tags its tagsAll: the provider's default tags
// overlaid with the resource's own.
func tagged(t *world.Type) *world.Type {
	if t.Schema.Outputs["tagsAll"] == nil {
		return t
	}
	create, update := t.Create, t.Update
	t.Create = func(c *world.Call) error {
		if create != nil {
			if err := create(c); err != nil {
				return err
			}
		}
		setTagsAll(c)
		return nil
	}
	t.Update = func(c *world.Call) error {
		if update != nil {
			if err := update(c); err != nil {
				return err
			}
		}
		setTagsAll(c)
		return nil
	}
	return t
}

func setTagsAll(c *world.Call) {
	all := map[string]any{}
	for k, v := range nested(c.Config, "defaultTags").Map("tags") {
		all[k] = v
	}
	for k, v := range c.In.Map("tags") {
		all[k] = v
	}
	c.Out["tagsAll"] = all
}
