package aws

import (
	"encoding/json"
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func checkConfig(config world.Props) []world.Failure {
	var fails []world.Failure
	if r := config.Str("region"); config.Known("region") && !api.KnownRegion(r) {
		fails = append(fails, world.Failure{Property: "region", Reason: fmt.Sprintf("Invalid AWS Region: %s", r)})
	}
	return fails
}

// replaceConfig: a provider that changes its region manages other resources.
func replaceConfig(old, in world.Props) bool { return old.Str("region") != in.Str("region") }

func region(_ *world.World, config world.Props) (string, error) {
	r := config.Str("region")
	if r == "" {
		return "", fmt.Errorf("invalid AWS Region: no region: set aws:region in the stack's configuration")
	}
	if !api.KnownRegion(r) {
		return "", fmt.Errorf("invalid AWS Region: %s", r)
	}
	return r, nil
}

// nested reads a configuration value that is an object, or the JSON text of
// one, which is how providers receive objects.
func nested(config world.Props, key string) world.Props {
	if text := config.Str(key); text != "" {
		out := world.Props{}
		if json.Unmarshal([]byte(text), &out) != nil {
			return world.Props{}
		}
		return out
	}
	return config.Map(key)
}
