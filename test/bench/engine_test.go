// Package bench_test measures what the library costs. Every benchmark prints
// ratios of two things measured in the same run, so that the machine does not
// matter:
//
//	go -C test test ./bench -bench . -run '^$'
package bench_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/program"
	"github.com/drydock-iac/drydock/test/simtest"
)

const configuration = `{
	"domain": "env.drydock.example",
	"admins": ["arn:aws:iam::111122223333:role/drydock"],
	"apiAccess": ["203.0.113.0/24"],
	"image": "registry.drydock.example/skeleton@sha256:a8d6461ee82f816bb136e17f6b6127537b20d526c0e922f46dc2b0b78f6b5346"
}`

// rounds is how often each side is measured; the median counts.
const rounds = 15

func cloud(b *testing.B, opts ...simcloud.Option) *simcloud.Cloud {
	b.Helper()
	c, err := simcloud.New(append(opts, simcloud.EstablishedAccount())...)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func prod(ctx *pulumi.Context) error {
	settings, err := program.Settings("prod")
	if err != nil {
		return err
	}
	return platform.Run(ctx, settings)
}

// bareType is a resource type without rules.
const bareType = "bare:index:Thing"

func bareProvider() *world.Provider {
	return &world.Provider{Name: "bare", Version: "1.0.0", Types: map[string]*world.Type{bareType: {Token: bareType}}}
}

type thing struct{ pulumi.CustomResourceState }

// bare registers as many resources as prod has, each on its own.
func bare(n int) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		for i := range n {
			props := pulumi.Map{"name": pulumi.String(fmt.Sprint("thing-", i)), "size": pulumi.Int(i)}
			if err := ctx.RegisterResource(bareType, fmt.Sprint("thing-", i), props, &thing{}); err != nil {
				return err
			}
		}
		return nil
	}
}

// again registers what a state holds once more, each resource with the same
// type, name, inputs and dependencies, without any component: what the engine
// and the providers cost on their own.
func again(states []*resource.State) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		made := map[resource.URN]pulumi.Resource{}
		for _, s := range states {
			if s.Type == resource.RootStackType || s.Type == "pulumi:providers:aws" {
				continue
			}
			var after []pulumi.Resource
			for _, d := range s.Dependencies {
				after = append(after, made[d])
			}
			r := &thing{}
			props := pulumi.Map{}
			for k, v := range s.Inputs {
				props[string(k)] = pulumi.Any(v.Mappable())
			}
			if err := ctx.RegisterResource("bare:index:Thing", s.URN.Name()+"-"+string(s.Type.Name()), props, r, pulumi.DependsOn(after)); err != nil {
				return err
			}
			made[s.URN] = r
		}
		return nil
	}
}

// timed runs preview and up of a program on a new cloud and returns how long
// each took.
func timed(b *testing.B, run pulumi.RunFunc) (preview, up time.Duration, states []*resource.State) {
	b.Helper()
	s := simtest.New(b, run, simtest.On(cloud(b, simcloud.With(bareProvider()))), simtest.Named("drydock", "prod"),
		simtest.Config("drydock:platform", configuration))
	preview = s.Preview().NoError(b).Took
	result := s.Up().NoError(b)
	return preview, result.Took, result.State.Resources
}

// BenchmarkProdAgainstBareResources compares preview and up of prod with the
// same number of bare resources through the same engine.
func BenchmarkProdAgainstBareResources(b *testing.B) {
	_, _, states := timed(b, prod)
	for _, floor := range []struct {
		name string
		run  pulumi.RunFunc
	}{
		{"bare", bare(len(states))},
		{"same-inputs", again(states)},
	} {
		b.Run(floor.name, func(b *testing.B) {
			for range b.N {
				var previews, ups, barePreviews, bareUps []time.Duration
				// The two sides take turns, so that a noisy moment meets both.
				for range rounds {
					p, u, _ := timed(b, prod)
					previews, ups = append(previews, p), append(ups, u)
					p, u, _ = timed(b, floor.run)
					barePreviews, bareUps = append(barePreviews, p), append(bareUps, u)
				}
				b.ReportMetric(ratio(previews, barePreviews), "preview/floor")
				b.ReportMetric(ratio(ups, bareUps), "up/floor")
				b.ReportMetric(float64(len(states)), "resources")
				b.ReportMetric(middle(ups).Seconds()*1000, "up-ms")
			}
		})
	}
}

func ratio(a, b []time.Duration) float64 { return float64(middle(a)) / float64(middle(b)) }

func middle(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}
