package identity_test

import "github.com/drydock-iac/drydock/internal/recorder"

// computed are the outputs of IAM that the components use.
func computed(m recorder.Made) map[string]any {
	out := map[string]any{"arn": "arn:aws:iam::111122223333:role/" + m.Name}
	if m.Inputs["name"] == nil {
		out["name"] = m.Name
	}
	return out
}
