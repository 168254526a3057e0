// Command drydock takes the environments of this repository up and down, in
// the simulated cloud or on AWS, through the real Pulumi engine.
//
//	go run ./cmd/drydock up                 # dev, in the simulated cloud
//	go run ./cmd/drydock status
//	go run ./cmd/drydock destroy
//
// It is a thin client: the program is stacks/program, the simulated cloud is
// simcloud, the engine is the Pulumi CLI, driven through the Automation API.
// What it keeps lies in .drydock beside Pulumi.yaml: Pulumi's state (an
// ordinary file backend), the simulated cloud's memory, and nothing else that
// could not be made again.
//
// In the simulated cloud every effect is on disk before the engine learns of
// it, and the engine keeps its checkpoints, so a run that is killed at any
// moment can be continued: the next one removes the dead run's lock, looks in
// the simulated cloud for what became of the steps that were under way, and
// refreshes the state.
//
// Exit codes: see the constants below, and `drydock help`.
package main
