package timeline_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/internal/timeline"
)

const minute = time.Minute

func made(urn string, minutes int, refs ...string) timeline.Operation {
	return timeline.Operation{URN: urn, Took: time.Duration(minutes) * minute, Refs: refs}
}

func gone(urn string, minutes int, refs ...string) timeline.Operation {
	o := made(urn, minutes, refs...)
	o.Delete = true
	return o
}

func step(urn string, start, took int) timeline.Step {
	return timeline.Step{URN: urn, Start: time.Duration(start) * minute, Took: time.Duration(took) * minute}
}

func deletion(urn string, start, took int) timeline.Step {
	s := step(urn, start, took)
	s.Delete = true
	return s
}

func TestStepsBeginWhenWhatTheyWaitForIsDone(t *testing.T) {
	for _, c := range []struct {
		name        string
		resources   []timeline.Resource
		operations  []timeline.Operation
		total       int
		critical    []timeline.Step
		unavoidable int
	}{
		{name: "nothing happened", resources: []timeline.Resource{{URN: "a"}}},
		{
			name:       "independent steps run at once",
			operations: []timeline.Operation{made("a", 3), made("b", 5)},
			total:      5, unavoidable: 5,
			critical: []timeline.Step{step("b", 0, 5)},
		},
		{
			name: "a dependency, a provider and a parent are waited for",
			resources: []timeline.Resource{
				{URN: "a"}, {URN: "b", Dependencies: []string{"a"}}, {URN: "c", Provider: "b"}, {URN: "d", Parent: "c"},
			},
			operations: []timeline.Operation{made("a", 1), made("b", 2), made("c", 3), made("d", 4)},
			total:      10, unavoidable: 4,
			critical: []timeline.Step{step("a", 0, 1), step("b", 1, 2), step("c", 3, 3), step("d", 6, 4)},
		},
		{
			name: "a component takes no time but hands on its own waiting",
			resources: []timeline.Resource{
				{URN: "a"}, {URN: "component", Dependencies: []string{"a"}}, {URN: "b", Parent: "component"},
			},
			operations: []timeline.Operation{made("a", 1), made("b", 2, "a")},
			total:      3, unavoidable: 3,
			critical: []timeline.Step{step("a", 0, 1), step("b", 1, 2)},
		},
		{
			name: "an order that no reference demands is not unavoidable",
			resources: []timeline.Resource{
				{URN: "a"}, {URN: "b", Dependencies: []string{"a"}}, {URN: "c", Dependencies: []string{"a", "b"}},
			},
			operations: []timeline.Operation{made("a", 4), made("b", 4), made("c", 2, "a")},
			total:      10, unavoidable: 6,
			critical: []timeline.Step{step("a", 0, 4), step("b", 4, 4), step("c", 8, 2)},
		},
		{
			name:       "a destroy goes the other way",
			resources:  []timeline.Resource{{URN: "vpc"}, {URN: "subnet", Dependencies: []string{"vpc"}}},
			operations: []timeline.Operation{gone("subnet", 1, "vpc"), gone("vpc", 2)},
			total:      3, unavoidable: 3,
			critical: []timeline.Step{deletion("subnet", 0, 1), deletion("vpc", 1, 2)},
		},
		{
			name:       "what an up deletes goes after everything else",
			resources:  []timeline.Resource{{URN: "new"}, {URN: "old"}},
			operations: []timeline.Operation{made("new", 5), gone("old", 2)},
			total:      7, unavoidable: 7,
			critical: []timeline.Step{step("new", 0, 5), deletion("old", 5, 2)},
		},
		{
			name:       "a replacement that deletes first counts both, one after the other",
			resources:  []timeline.Resource{{URN: "a"}, {URN: "b", Dependencies: []string{"a"}}},
			operations: []timeline.Operation{gone("a", 1), made("a", 2), made("b", 1, "a")},
			total:      4, unavoidable: 4,
			critical: []timeline.Step{step("a", 0, 3), step("b", 3, 1)},
		},
		{
			name:       "a replacement that creates first deletes at the end",
			resources:  []timeline.Resource{{URN: "a"}, {URN: "b", Dependencies: []string{"a"}}},
			operations: []timeline.Operation{made("a", 2), made("b", 1, "a"), gone("a", 1)},
			total:      4, unavoidable: 4,
			critical: []timeline.Step{step("a", 0, 2), step("b", 2, 1), deletion("a", 3, 1)},
		},
		{
			name:       "a circle in a damaged state ends",
			resources:  []timeline.Resource{{URN: "a", Dependencies: []string{"b"}}, {URN: "b", Dependencies: []string{"a"}}},
			operations: []timeline.Operation{made("a", 1), made("b", 1)},
			total:      2, unavoidable: 1,
			critical: []timeline.Step{step("b", 0, 1), step("a", 1, 1)},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := timeline.Of(c.resources, c.operations)
			assert.Equal(t, time.Duration(c.total)*minute, got.Total)
			assert.Equal(t, c.critical, got.Critical)
			assert.Equal(t, time.Duration(c.unavoidable)*minute, got.Unavoidable)
		})
	}
}

func TestTheRatioComparesTheScheduleWithItsChain(t *testing.T) {
	got := timeline.Of(
		[]timeline.Resource{{URN: "a"}, {URN: "b", Dependencies: []string{"a"}}},
		[]timeline.Operation{made("a", 3), made("b", 2)})
	assert.InDelta(t, 5.0/3.0, got.Ratio(), 1e-9)
	assert.Equal(t, []timeline.Step{step("a", 0, 3)}, got.Chain)
	assert.Equal(t, []timeline.Step{step("a", 0, 3), step("b", 3, 2)}, got.Steps)
	assert.InDelta(t, 1, timeline.Schedule{}.Ratio(), 0)
}
