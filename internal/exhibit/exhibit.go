// Package exhibit shows in the examples of components what they make. Only
// tests import it.
package exhibit

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/simcloud"
)

// Of runs a program against a simulated account and returns what it made of
// the components by the name, a line each, sorted: the kind and the logical
// name. It returns the error's text if the program fails.
func Of(component string, program pulumi.RunFunc) string {
	cloud, err := simcloud.New()
	if err == nil {
		err = pulumi.RunErr(program, pulumi.WithMocks("project", "stack", cloud.Mocks(simcloud.Config{"aws:region": "eu-central-1"})))
	}
	if err != nil {
		return err.Error()
	}
	var lines []string
	for _, i := range cloud.Inventory() {
		if at := strings.LastIndex(i.URN, "::"+component+"-"); at >= 0 {
			lines = append(lines, i.Kind[strings.LastIndex(i.Kind, ":")+1:]+" "+i.URN[at+len("::"):])
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
