package kubernetes

import (
	"fmt"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// DeleteUnreachableSetting is a setting of the world that stands for the
// environment variable PULUMI_K8S_DELETE_UNREACHABLE of the real provider:
// "true" has providers that do not say so themselves drop what they cannot
// reach.
const DeleteUnreachableSetting = "kubernetes:deleteUnreachable"

// unreachableWords begin what is said of a cluster that does not answer; the
// reason follows.
const unreachableWords = "configured Kubernetes cluster is unreachable: "

// remedy is what the provider advises, in its own words
// (https://github.com/pulumi/pulumi-kubernetes/blob/v4.30.0/provider/pkg/provider/provider.go).
const remedy = "If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation " +
	`with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"`

// whenUnreachable is what the provider does about an object in a cluster that
// it cannot reach. A read or a deletion drops the object from the state where
// the provider is told to (deleteUnreachable), and is refused otherwise. The
// deletion of a Helm release is refused in either case: only a read drops it.
func whenUnreachable(w *world.World, config world.Props, op world.Op, token string, err error) (gone bool, _ error) {
	drop := dropsUnreachable(&world.Call{World: w}, config)
	switch {
	case op == world.OpRead && drop:
		return true, nil
	case op == world.OpRead:
		return false, fmt.Errorf("failed to read resource state due to unreachable cluster. %s", remedy)
	case op == world.OpDelete && token == tokenRelease:
		return false, fmt.Errorf("can't delete Helm Release with unreachable cluster. Reason: %q", strings.TrimPrefix(err.Error(), unreachableWords))
	case op == world.OpDelete && drop:
		return true, nil
	case op == world.OpDelete:
		return false, fmt.Errorf("configured Kubernetes cluster is unreachable. %s", remedy)
	}
	return false, err
}

// dropsUnreachable reads the provider's own setting, which comes before that of
// the environment. A program's SDK sends it as text or as a boolean.
func dropsUnreachable(c *world.Call, config world.Props) bool {
	switch v := config["deleteUnreachable"].(type) {
	case bool:
		return v
	case string:
		return v == "true"
	}
	return c.Setting(DeleteUnreachableSetting, "") == "true"
}
