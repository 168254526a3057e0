package kubernetes

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// settingLoad begins the settings of a world that say what the workloads of a
// cluster have to do: a JSON object of cores by "namespace/name".
const settingLoad = "load:"

// SetLoad gives a Deployment ("namespace/name") of a cluster that many cores of
// work, spread evenly over its ready pods. None at all (0) is an idle workload,
// whose autoscaler goes down to its least number; of one that was never given
// any nothing is known, and its autoscaler stands still. It fails where the
// cluster, by its name, or the Deployment does not exist.
func SetLoad(w *world.World, cluster, workload string, cores float64) error {
	if cores < 0 || math.IsNaN(cores) || math.IsInf(cores, 0) {
		return fmt.Errorf("simcloud: load %v of %s: not a number of cores", cores, workload)
	}
	key, all := "", map[string]float64{}
	var err error
	w.View("", func(c *world.Call) {
		scope := scopeNamed(c, cluster)
		inside := *c
		inside.Scope = scope
		switch {
		case scope == "":
			err = fmt.Errorf("simcloud: cluster %q: does not exist", cluster)
		case inside.FindIn(scope, tokenDeployment, workload) == nil:
			err = fmt.Errorf("simcloud: deployment %q in cluster %q: does not exist", workload, cluster)
		default:
			key, all = settingLoad+scope, loads(&inside)
		}
	})
	if err != nil {
		return err
	}
	all[workload] = cores
	text, err := json.Marshal(all)
	if err == nil {
		w.Set(key, string(text))
	}
	return err
}

// scopeNamed is the scope of the first cluster of that name.
func scopeNamed(c *world.Call, name string) string {
	for _, kind := range []string{api.Cluster, KindCluster} {
		for _, o := range c.Everywhere(kind) {
			if o.Props.StrOr("name", o.ID) == name {
				return Scope(o)
			}
		}
	}
	return ""
}

// loads are the cores of work in the call's cluster, by workload.
func loads(c *world.Call) map[string]float64 {
	out := map[string]float64{}
	if text := c.Setting(settingLoad+c.Scope, ""); text != "" {
		_ = json.Unmarshal([]byte(text), &out) // SetLoad wrote it
	}
	return out
}

// follow lets the autoscalers of pods and of nodes catch up with the clock, in
// turns, for each sees what the other has done.
func follow(c *world.Call) {
	for range 1000 { // a bound that no cluster reaches
		scaled := scaleByLoad(c)
		if k := karpenterOf(c); !(k != nil && k.grow()) && !scaled {
			break
		}
		seat(c)
	}
	if k := karpenterOf(c); k != nil && k.shrink() {
		seat(c)
	}
}

// past reads a time that a controller has written down.
func past(text string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, text)
	return t, err == nil
}
