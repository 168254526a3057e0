package platform_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/stacks/program"
)

// noise is what differs from one name to the next.
var noise = regexp.MustCompile(`[0-9a-f]{32}|\b(i|eni|sg|nat|subnet)-0[0-9a-f]{16}|-[0-9a-f]{10}-[0-9a-f]{5}\b|198\.18\.\d+\.\d+`)

func TestReachAsksDevFromEverywhere(t *testing.T) {
	s := environment(t, "dev", program.Run)
	s.Up().NoError(t)
	var node, pod, endpoint string
	for _, o := range s.Cloud.World().Objects() {
		switch o.Kind {
		case api.Instance:
			node = o.ID
		case kindPod:
			pod = o.ID
		case api.Cluster:
			endpoint = o.Props.Str("endpoint")
		}
	}
	const name = "open    name ID.gr7.eu-central-1.eks.amazonaws.com\n"
	for _, tt := range []struct{ from, to, want string }{
		{"203.0.113.7", endpoint, name + "open    API server dev\n"},
		{"internet", endpoint, name + "closed  API server dev: its publicAccessCidrs 203.0.113.0/24 leave out 0.0.0.0/0\n"},
		{node, endpoint, name + "open    way out ID within the VPC\nopen    API server dev\n"},
		{pod, "dev-app/dev-app", "open    client pod traefik/traefikID\nopen    service dev-app/dev-app\nopen    pod dev-app/dev-appID, dev-app/dev-appID\n"},
		{pod, "203.0.113.9:443", "open    name 203.0.113.9\nopen    way out ID over ID as ID\nopen    internet 203.0.113.9\n"},
		{"internet", node + ":30080", "closed  instance ID: it has no public address, and the client is not in its VPC\n"},
		{node, "dev-app/dev-app", "open    client node ID\nopen    service dev-app/dev-app\n" +
			"closed  pod dev-app/dev-app: network policy dev-app/dev-app does not let the request through to pod dev-app/dev-appID\n"},
	} {
		require.Equal(t, tt.want, noise.ReplaceAllString(s.Cloud.Reach(tt.from, tt.to).String(), "ID"), "%s to %s", tt.from, tt.to)
	}
}
