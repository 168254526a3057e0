package autoscaling_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func refresh(preferences P, triggers ...any) P {
	return P{"strategy": "Rolling", "preferences": preferences, "triggers": triggers}
}

func TestAnotherVersionReplacesTheInstancesBatchByBatch(t *testing.T) {
	for name, c := range map[string]struct {
		preferences P
		batches     float64
		took        time.Duration
	}{
		"one at a time by default":   {P{"instanceWarmup": "60"}, 4, 8 * time.Minute},
		"half of them at a time":     {P{"instanceWarmup": "60", "minHealthyPercentage": 50}, 2, 4 * time.Minute},
		"all at once":                {P{"instanceWarmup": "0", "minHealthyPercentage": 0}, 1, time.Minute},
		"new ones first":             {P{"instanceWarmup": "60", "minHealthyPercentage": 100, "maxHealthyPercentage": 150}, 2, 4 * time.Minute},
		"the grace period warms up":  {P{"minHealthyPercentage": 0}, 1, 6 * time.Minute},
		"at least one makes headway": {P{"instanceWarmup": "60", "minHealthyPercentage": 100}, 4, 8 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			y := newYard(t)
			in := P{"desiredCapacity": 4, "instanceRefresh": refresh(c.preferences)}
			y.Make(api.AutoScalingGroup, "nodes", y.group(in))
			old := y.ids()
			y.version(P{"instanceType": "t3.small"})
			require.NoError(t, y.update(merge(in, P{"launchTemplate": P{"id": y.template, "version": "2"}})))
			require.Equal(t, map[string]int{"t3.small": 4}, y.count("instanceType"))
			require.Equal(t, map[string]int{"subnet-a": 2, "subnet-b": 2}, y.count("subnetId"))
			for _, id := range old {
				require.NotContains(t, y.ids(), id)
			}
			r := y.refreshes()[0]
			require.Equal(t, []any{"Successful", 100.0, c.batches}, []any{r["status"], r["percentageComplete"], r["batches"]})
			require.Equal(t, world.Epoch.Add(c.took).Format(time.RFC3339), r["endTime"])
			require.Len(t, r["replaced"], 4)
		})
	}
}

func TestWhatStartsARefresh(t *testing.T) {
	tags := P{"tags": []any{P{"key": "team", "value": "a", "propagateAtLaunch": true}}}
	for name, c := range map[string]struct {
		refresh any
		change  P
		starts  bool
	}{
		"a new version":                    {refresh(P{}), P{"launchTemplate": P{"version": "2"}}, true},
		"a new version, no refresh wanted": {nil, P{"launchTemplate": P{"version": "2"}}, false},
		"tags that trigger":                {refresh(P{}, "tag"), tags, true},
		"tags that do not":                 {refresh(P{}), tags, false},
		"another size":                     {refresh(P{}), P{"maxSize": 5}, false},
		"nothing, the template at $Latest": {refresh(P{}), P{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			y := newYard(t)
			in := P{"instanceRefresh": c.refresh}
			if name == "nothing, the template at $Latest" {
				in["launchTemplate"] = P{"id": y.template, "version": "$Latest"}
			}
			if lt, ok := c.change["launchTemplate"].(P); ok {
				lt["id"] = y.template
			}
			y.Make(api.AutoScalingGroup, "nodes", y.group(in))
			old := y.ids()
			y.version(P{"instanceType": "t3.small"})
			require.NoError(t, y.update(merge(in, c.change)))
			require.Equal(t, c.starts, len(y.refreshes()) == 1)
			require.Equal(t, c.starts, old[0] != y.ids()[0])
		})
	}
}

func TestARefreshLeavesWhatItIsToldToLeave(t *testing.T) {
	y := newYard(t)
	in := P{"protectFromScaleIn": true, "instanceRefresh": refresh(P{})}
	y.Make(api.AutoScalingGroup, "nodes", y.group(in))
	old := y.ids()
	y.version(P{"instanceType": "t3.small"})
	two := P{"launchTemplate": P{"id": y.template, "version": "2"}}
	require.NoError(t, y.update(merge(in, two)))
	require.Equal(t, old, y.ids()) // protected
	in["instanceRefresh"] = refresh(P{"scaleInProtectedInstances": "Refresh", "skipMatching": true}, "max_size")
	require.NoError(t, y.update(merge(in, two, P{"maxSize": 5})))
	fresh := y.ids()
	require.NotEqual(t, old, fresh)
	require.NoError(t, y.update(merge(in, two, P{"maxSize": 6})))
	require.Equal(t, fresh, y.ids()) // they match
	require.Len(t, y.refreshes(), 3)
	require.ErrorContains(t, y.Delete(api.AutoScalingGroup, "nodes", "nodes"), "timeout while waiting for state to become '0' (last state: '3', timeout: 10m0s)")
	require.NoError(t, y.update(merge(in, two, P{"maxSize": 6, "forceDelete": true})))
	require.NoError(t, y.Delete(api.AutoScalingGroup, "nodes", "nodes"))
	require.Empty(t, y.machines())
}

func TestARefreshStopsWhereItCannotLaunch(t *testing.T) {
	y := newYard(t)
	in := P{"instanceRefresh": refresh(P{})}
	y.Make(api.AutoScalingGroup, "nodes", y.group(in))
	y.version(P{"instanceType": "t3.small"})
	y.World.Set("capacity:eu-central-1a/t3.small", "none")
	y.World.Set("capacity:eu-central-1b/t3.small", "none")
	require.NoError(t, y.update(merge(in, P{"launchTemplate": P{"id": y.template, "version": "2"}})))
	r := y.refreshes()[0]
	require.Equal(t, []any{"Failed", 0.0}, []any{r["status"], r["percentageComplete"]})
	require.Contains(t, r["statusReason"], "We currently do not have sufficient t3.small capacity")
	require.Equal(t, map[string]int{"t3.micro": 2}, y.count("instanceType")) // the first went before its successor could not come
}

func TestASuspendedProcessHoldsARefresh(t *testing.T) {
	y := newYard(t)
	in := P{"instanceRefresh": refresh(P{}), "suspendedProcesses": []any{"InstanceRefresh"}}
	y.Make(api.AutoScalingGroup, "nodes", y.group(in))
	old := y.ids()
	y.version(P{"instanceType": "t3.small"})
	require.NoError(t, y.update(merge(in, P{"launchTemplate": P{"id": y.template, "version": "2"}})))
	require.Equal(t, old, y.ids())
	require.Equal(t, "The process InstanceRefresh is suspended.", y.refreshes()[0]["statusReason"])
}

func TestWhatTheServiceRefusesOfARefresh(t *testing.T) {
	for message, preferences := range map[string]P{
		"The difference between MinHealthyPercentage 50 and MaxHealthyPercentage 151 can't be greater than 100": {"minHealthyPercentage": 50, "maxHealthyPercentage": 151},
		"CheckpointPercentages must be unique, in ascending order and between 1 and 100, got 20":                {"checkpointPercentages": []any{20, 20, 100}},
	} {
		y := newYard(t)
		_, _, err := y.Try(api.AutoScalingGroup, "nodes", y.group(P{"instanceRefresh": refresh(preferences)}))
		y.Refused(err, "creating Auto Scaling Group (nodes)", "ValidationError", message)
	}
}

func TestTheSameProgramMakesTheSameMachines(t *testing.T) {
	run := func() []world.Object {
		y := newYard(t)
		in := P{"instanceRefresh": refresh(P{})}
		y.Make(api.AutoScalingGroup, "nodes", y.group(in))
		y.version(P{"instanceType": "t3.small"})
		require.NoError(t, y.update(merge(in, P{"launchTemplate": P{"id": y.template, "version": "2"}})))
		y.drill("drill", func(c *world.Call, g *world.Object) error {
			_, err := autoscaling.KillZone(c, "eu-central-1a")
			autoscaling.ReconcileAll(c)
			return err
		})
		return y.World.Objects()
	}
	require.Equal(t, run(), run())
}
