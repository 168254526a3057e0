package rpc

import (
	"slices"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/drydock-iac/drydock/simcloud/world"
)

var diffKinds = map[world.Change][2]pulumirpc.PropertyDiff_Kind{
	world.Added:   {pulumirpc.PropertyDiff_ADD, pulumirpc.PropertyDiff_ADD_REPLACE},
	world.Removed: {pulumirpc.PropertyDiff_DELETE, pulumirpc.PropertyDiff_DELETE_REPLACE},
	world.Changed: {pulumirpc.PropertyDiff_UPDATE, pulumirpc.PropertyDiff_UPDATE_REPLACE},
}

func difference(d world.Difference) *pulumirpc.DiffResponse {
	r := &pulumirpc.DiffResponse{
		Changes:             pulumirpc.DiffResponse_DIFF_NONE,
		Replaces:            d.Replace,
		DeleteBeforeReplace: d.DeleteFirst,
		HasDetailedDiff:     true,
		DetailedDiff:        map[string]*pulumirpc.PropertyDiff{},
	}
	for path, change := range d.Paths {
		r.Changes = pulumirpc.DiffResponse_DIFF_SOME
		kind := diffKinds[change][0]
		if slices.Contains(d.Replace, path) {
			kind = diffKinds[change][1]
		}
		r.DetailedDiff[path] = &pulumirpc.PropertyDiff{Kind: kind, InputDiff: true}
		top := path
		if i := strings.IndexAny(path, ".["); i > 0 {
			top = path[:i]
		}
		if !slices.Contains(r.Diffs, top) {
			r.Diffs = append(r.Diffs, top)
		}
	}
	slices.Sort(r.Diffs)
	return r
}

// typeOf is the resource type a request is about: engines since 3.140 say it,
// older ones leave it in the URN.
func typeOf(req interface {
	GetType() string
	GetUrn() string
}) string {
	if token := req.GetType(); token != "" {
		return token
	}
	parts := strings.Split(req.GetUrn(), "::")
	if len(parts) < 3 {
		return ""
	}
	return parts[2][strings.LastIndex(parts[2], "$")+1:]
}
