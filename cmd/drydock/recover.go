package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/drydock-iac/drydock/internal/console"
)

// recover repairs what a killed run left behind, in the simulated cloud. On
// the real one only its owner can say what became of a step whose answer was
// never heard, so the engine's own words about it stand.
func (d *dock) recover(ctx context.Context) error {
	if d.cloud == nil {
		return nil
	}
	if err := d.breakLock(ctx); err != nil {
		return err
	}
	s, err := d.state(ctx)
	if err != nil {
		return err
	}
	if len(s.deployment.PendingOperations) == 0 {
		d.known = &s
		return nil
	}
	d.progress.Note("an earlier run was cut off with %d steps under way: looking up what became of them",
		len(s.deployment.PendingOperations))
	d.ledger.drain()
	for _, line := range Settle(&s.deployment, d.ids()) {
		d.progress.Note("  %s", line)
	}
	if s.raw.Deployment, err = json.Marshal(s.deployment); err != nil {
		return err
	}
	if err := d.stack.Import(ctx, s.raw); err != nil {
		return d.explain(err)
	}
	if _, err := d.stack.Refresh(ctx, optrefresh.ProgressStreams()); err != nil {
		return d.explain(err)
	}
	return nil
}

// ids says which ids the simulated cloud has for each URN.
func (d *dock) ids() map[string][]string {
	ids := map[string][]string{}
	for _, item := range d.cloud.Inventory() {
		if item.URN != "" {
			ids[item.URN] = append(ids[item.URN], item.ID)
		}
	}
	return ids
}

// Settle takes the pending operations out of a deployment. A create whose
// effect exists, which is an id under its URN that the deployment does not
// know, becomes a resource; of the rest nothing need be kept, because a
// refresh shows what is true. It returns a line for each.
//
// Where the deployment has a resource of the same URN already, a replacement
// was under way. If that resource was to be deleted first it is gone, and the
// new one takes its place. Otherwise the new one is marked for deletion, and
// the next up makes another.
func Settle(d *apitype.DeploymentV3, exists map[string][]string) []string {
	var lines []string
	for _, op := range d.PendingOperations {
		name := console.Name(string(op.Resource.URN))
		id := lost(d, op, exists[string(op.Resource.URN)])
		if id == "" {
			lines = append(lines, fmt.Sprintf("%s %s: nothing to take over", op.Type, name))
			continue
		}
		r := op.Resource
		r.ID = resource.ID(id)
		at := slices.IndexFunc(d.Resources, func(other apitype.ResourceV3) bool { return other.URN == r.URN && !other.Delete })
		switch {
		case at >= 0 && d.Resources[at].PendingReplacement:
			d.Resources = slices.Delete(d.Resources, at, at+1)
		case at >= 0:
			r.Delete = true
		}
		d.Resources = append(d.Resources, r)
		lines = append(lines, fmt.Sprintf("%s %s: happened, taken over as %s", op.Type, name, id))
	}
	d.PendingOperations = nil
	return lines
}

// lost is the id of a create whose answer was never heard.
func lost(d *apitype.DeploymentV3, op apitype.OperationV2, ids []string) string {
	if op.Type != apitype.OperationTypeCreating {
		return ""
	}
	for _, id := range ids {
		known := func(r apitype.ResourceV3) bool { return r.URN == op.Resource.URN && string(r.ID) == id }
		if !slices.ContainsFunc(d.Resources, known) {
			return id
		}
	}
	return ""
}

// breakLock removes the lock of a run that no longer lives. The lock says
// which process made it.
func (d *dock) breakLock(ctx context.Context) error {
	files, err := filepath.Glob(d.site.keep("state", ".pulumi", "locks", "organization", d.site.project.Name.String(), d.Env, "*.json"))
	if err != nil {
		return err
	}
	broken := false
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // Given back meanwhile.
		}
		var holder struct {
			Pid                int
			Username, Hostname string
		}
		if err := json.Unmarshal(text, &holder); err != nil {
			return fmt.Errorf("lock %s: %w", path, err)
		}
		if host, err := os.Hostname(); err != nil || host != holder.Hostname || !d.gone(ctx, holder.Pid) {
			return fmt.Errorf("environment %s: process %d of %s on %s is working on it: wait for it, or end it",
				d.Env, holder.Pid, holder.Username, holder.Hostname)
		}
		broken = true
	}
	if !broken {
		return nil
	}
	d.progress.Note("an earlier run was killed: its lock is removed")
	if err := d.stack.Cancel(ctx); err != nil {
		return d.explain(err)
	}
	return nil
}

// patience is how long an engine may take to notice that its simulated cloud
// is gone.
const patience = 30 * time.Second

// gone waits until a process has ended. This process holds the simulated
// cloud, so an engine that still lives has lost its own and is about to fail.
func (d *dock) gone(ctx context.Context, pid int) bool {
	for began := time.Now(); alive(pid); {
		if time.Since(began) > patience || ctx.Err() != nil {
			return false
		}
		time.Sleep(100 * time.Millisecond)
	}
	return true
}
