package cdn_test

import (
	"github.com/drydock-iac/drydock/internal/recorder"
)

// run runs a program against a recorder.
var run = recorder.Runner(computed)

// computed are the outputs of CloudFront and the random provider that the
// components use.
func computed(m recorder.Made) map[string]any {
	return map[string]any{"result": "value of " + m.Name, "domainName": m.Name + ".cloudfront.net", "hostedZoneId": "zone"}
}
