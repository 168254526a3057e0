package sweep

import (
	_ "embed"
	"encoding/json"
	"time"
)

// Handler is what the function's runtime calls: the file and the function in
// it.
const Handler = "sweep.handler"

// Timeout is how long the function may run, the most that there is:
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const Timeout = 15 * time.Minute

// Pause is between two rounds, Reserve is kept of the time to answer in. The
// function's file has the same.
const (
	Pause   = 10 * time.Second
	Reserve = time.Minute
)

//go:embed sweep.py
var source string

// Files are those of the function, by name.
func Files() map[string]string {
	return map[string]string{"sweep.py": source, "table.json": table()}
}

// table is the decision table as the function reads it.
func table() string {
	text, err := json.MarshalIndent(map[string]any{
		"kinds": Kinds(), "gone": gone(), "hopeless": hopeless(), "groups": groupKind,
	}, "", " ")
	if err != nil {
		// Structs of strings, numbers and slices alone cannot fail to encode.
		panic(err)
	}
	return string(text)
}

// Input is what the function is invoked with.
type Input struct {
	// Cluster is the cluster's name, VPC the id of the VPC that it is in.
	Cluster string `json:"cluster"`
	VPC     string `json:"vpc"`
	// Managed says that the cluster is one of EKS, which can be asked whether
	// it exists. Any other exists while it has machines.
	Managed bool `json:"managed"`
	// KeepVolumes leaves the volumes of claims and their snapshots.
	KeepVolumes bool `json:"keepVolumes"`
}

// JSON of the input.
func (in Input) JSON() string {
	text, err := json.Marshal(in)
	if err != nil {
		// Strings and booleans alone cannot fail to encode.
		panic(err)
	}
	return string(text)
}
