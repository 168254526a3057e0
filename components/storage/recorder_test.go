package storage_test

import (
	"github.com/drydock-iac/drydock/internal/recorder"
)

// run runs a program against a recorder.
var run = recorder.Runner(computed)

// computed are the outputs of S3 that the components use. The SDK reads no
// file back, so the source of an object is left out.
func computed(m recorder.Made) map[string]any {
	out := map[string]any{"source": nil}
	if m.Token == "aws:s3/bucketV2:BucketV2" {
		out["bucket"] = m.Name + "-1234567"
		out["bucketRegionalDomainName"] = m.Name + "-1234567.s3.eu-central-1.amazonaws.com"
	}
	return out
}
