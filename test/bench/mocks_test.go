package bench_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/program"
)

// constructed runs n environments like prod in one process under mocks and
// returns how long that took.
func constructed(b *testing.B, n int, mocks pulumi.MockResourceMonitor) time.Duration {
	b.Helper()
	settings, err := program.Settings("prod")
	if err != nil {
		b.Fatal(err)
	}
	plans := make([]*platform.Plan, n)
	for i := range plans {
		s := settings
		if n > 1 {
			s.Name = fmt.Sprintf("prod%d", i)
			s.Network.CIDR = fmt.Sprintf("10.%d.0.0/16", 40+i)
		}
		plans[i], err = platform.NewPlan(s, platform.Config{
			Region: "eu-central-1", Domain: s.Name + ".drydock.example",
			Admins: []string{"arn:aws:iam::111122223333:role/drydock"}, APIAccess: []string{"203.0.113.0/24"}, Image: image,
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	start := time.Now()
	err = pulumi.RunErr(func(ctx *pulumi.Context) error {
		for _, plan := range plans {
			if _, err := platform.Deploy(ctx, plan); err != nil {
				return err
			}
		}
		return nil
	}, pulumi.WithMocks("drydock", "prod", mocks))
	took := time.Since(start)
	if err != nil {
		b.Fatal(err)
	}
	return took
}

const image = "registry.drydock.example/skeleton@sha256:a8d6461ee82f816bb136e17f6b6127537b20d526c0e922f46dc2b0b78f6b5346"

// accepting are mocks that accept anything and answer with the outputs that a
// resource of the same type once had in the simulated cloud: what is left is
// the SDK's own cost and the library's.
type accepting struct {
	outputs map[string]resource.PropertyMap
}

// learn records the outputs of one prod in the simulated cloud.
func learn(b *testing.B) accepting {
	b.Helper()
	r := &recorder{MockResourceMonitor: cloud(b).Mocks(simcloud.Config{"aws:region": "eu-central-1"}), outputs: map[string]resource.PropertyMap{}}
	constructed(b, 1, r)
	return accepting{r.outputs}
}

type recorder struct {
	pulumi.MockResourceMonitor
	mu      sync.Mutex
	outputs map[string]resource.PropertyMap
}

func (r *recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	id, out, err := r.MockResourceMonitor.NewResource(args)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outputs[args.TypeToken] = out
	return id, out, err
}

func (accepting) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func (a accepting) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	out := a.outputs[args.TypeToken].Copy()
	for k, v := range args.Inputs {
		out[k] = v
	}
	if args.TypeToken == "aws:acm/certificate:Certificate" {
		option := out["domainValidationOptions"].ArrayValue()[0].ObjectValue().Copy()
		option["domainName"] = args.Inputs["domainName"]
		out["domainValidationOptions"] = resource.NewProperty([]resource.PropertyValue{resource.NewProperty(option)})
	}
	return args.Name + "-id", out, nil
}

// BenchmarkProdUnderMocks constructs prod under mocks that accept anything,
// and under the simulated cloud's, and 50 environments in one process.
func BenchmarkProdUnderMocks(b *testing.B) {
	mocks := learn(b)
	for range b.N {
		var one, fifty, simulated []time.Duration
		for range rounds {
			one = append(one, constructed(b, 1, mocks))
			simulated = append(simulated, constructed(b, 1, cloud(b).Mocks(simcloud.Config{"aws:region": "eu-central-1"})))
		}
		for range 5 {
			fifty = append(fifty, constructed(b, 50, mocks))
		}
		b.ReportMetric(middle(one).Seconds()*1000, "prod-ms")
		b.ReportMetric(middle(simulated).Seconds()*1000, "prod-simulated-ms")
		b.ReportMetric(float64(middle(fifty))/50/float64(middle(one)), "each-of-50/one")
	}
}
