package lambda

import (
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/archive"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/asset"

	"github.com/drydock-iac/drydock/internal/sweep"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// sweepHash is the hash of the archive of the sweep, as the engine knows it;
// empty if it cannot be made, and then no function is one.
var sweepHash = sync.OnceValue(func() string {
	files := map[string]any{}
	for name, text := range sweep.Files() {
		file, err := asset.FromText(text)
		if err != nil {
			return ""
		}
		files[name] = file
	}
	all, err := archive.FromAssets(files)
	if err != nil {
		return ""
	}
	return all.Hash
})

// isSweep reports whether a function's code is that of the sweep.
func isSweep(f *world.Object) bool {
	hash := f.Props.Map("code").Str("archive")
	return hash != "" && hash == sweepHash() && f.Props.Str("handler") == sweep.Handler
}

// runSweep does what the function does with an event. What it takes of
// virtual time is added to the call.
func runSweep(c *world.Call, f *world.Object, payload []byte) (string, error) {
	var event struct {
		sweep.Input
		TF struct{ Action string } `json:"tf"`
	}
	if err := json.Unmarshal(payload, &event); err != nil {
		return "", err
	}
	if event.TF.Action != "delete" {
		return answer(sweep.Report{Swept: []string{}})
	}
	a := &account{c: c, role: iam.RoleByARN(c, f.Props.Str("role")), name: f.ID, budget: time.Duration(f.Props.Int("timeout")) * time.Second}
	report, err := sweep.Run(a, event.Input)
	c.Takes(c.Type.Takes.Delete + a.spent)
	var left *sweep.Left
	if errors.As(err, &left) {
		text, failure := answer(map[string]string{"errorMessage": left.Message, "errorType": "Left", "requestId": c.UUID("invocation")})
		if failure != nil {
			return "", failure
		}
		return "", errors.New(text)
	}
	if err != nil {
		return "", err
	}
	return answer(report)
}

// answer is a value as the function returns it.
func answer(v any) (string, error) {
	text, err := json.Marshal(v)
	return string(text), err
}
