package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/compute"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/policy"
	"github.com/drydock-iac/drydock/test/simtest"
)

// blocks has one of each block of AWS that no environment is made of, with all
// that it can have.
func blocks(ctx *pulumi.Context) error {
	args := simpleVPC()
	args.NAT = network.NATOne
	v, err := network.NewVPC(ctx, "core", &args)
	if err != nil {
		return err
	}
	logs, err := storage.NewBucket(ctx, "logs", &storage.BucketArgs{AcceptLogsOf: account, Encryption: storage.Encryption{Keys: storage.KeysS3}})
	if err != nil {
		return err
	}
	if err := files(func(a *storage.BucketArgs) { completeBucket(a); a.Logs = &storage.Logs{Bucket: logs} }, put("index.json", "{}"))(ctx); err != nil {
		return err
	}
	if err := federated("up", "sts.amazonaws.com", "The most")(ctx); err != nil {
		return err
	}
	return serving(ctx, v.Placement())
}

// pinned is an image by its id: one by parameter alone may change.
func pinned() compute.Image { return compute.Image{ID: "ami-0123456789abcdef0"} }

// serving are machines of both kinds, the one behind both kinds of balancer.
func serving(ctx *pulumi.Context, n network.Placement) error {
	edge, err := network.NewLoadBalancer(ctx, "edge", &network.LoadBalancerArgs{
		Network: n, InternetFacing: true, Listeners: []network.Listener{{Port: 80, Target: network.Target{Port: 8080}}},
	})
	if err != nil {
		return err
	}
	web, err := network.NewApplicationLoadBalancer(ctx, "web", &network.ApplicationLoadBalancerArgs{
		Network: n, InternetFacing: true, Listeners: []network.WebListener{{
			Port: 80, Default: network.Respond{Status: 404},
			Rules: []network.WebRule{{Key: "api", Priority: 1, Paths: []string{"/api/*"}, Action: network.Forward{To: "site"}}},
		}},
		Targets: []network.WebTarget{{Key: "site", Port: 8081}},
	})
	if err != nil {
		return err
	}
	_, err = compute.NewGroup(ctx, "workers", &compute.GroupArgs{
		Network: n, Min: 1, Max: 2, Spot: &compute.Spot{Types: []string{"t3a.small"}}, Tags: tags(),
		Machine: compute.Machine{
			Image: pinned(), Containers: true, Policies: map[string]identity.Source{"read": mayRead("a")},
			Ingress: []network.Rule{{Key: "edge", Port: 8080, Group: edge.SecurityGroupID}, {Key: "web", Port: 8081, Group: web.SecurityGroupID}},
		},
		TargetGroups: map[string]pulumi.StringInput{"edge": edge.TargetGroups["80"].ARN, "web": web.TargetGroups["site"].ARN},
		Schedules:    map[string]compute.Schedule{"night": {Cron: "0 20 * * *", Min: compute.Size(0)}},
		Tracking:     map[string]compute.Tracking{"cpu": {Target: 60}},
	})
	if err != nil {
		return err
	}
	key, err := compute.NewKeyPair(ctx, "old", &compute.KeyPairArgs{})
	if err != nil {
		return err
	}
	_, err = compute.NewInstance(ctx, "jump", &compute.InstanceArgs{Network: n, Machine: compute.Machine{Image: pinned(), KeyName: key.Name}})
	return err
}

func TestRulesThatEveryBlockKeeps(t *testing.T) {
	own := map[string]func(*testing.T, *simtest.Result){
		"every name starts with the name of its component":   namedAfterComponent,
		"every declared output of a component is there":      outputsAreThere,
		"no name in the state changes without being noticed": frozen,
		"no rule of policy is broken":                        orderly,
	}
	for name, program := range map[string]pulumi.RunFunc{
		"blocks": blocks, "application-balancer": web(withRules("api")), "network-balancer": edgeWithLogs(true), "distribution": fronted(1, asIs),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simtest.New(t, program, simtest.On(established(t)), simtest.Named("drydock", name))
			r := s.Up().NoError(t)
			for rule, check := range own {
				t.Run(rule, func(t *testing.T) { check(t, r) })
			}
			s.Destroy().NoError(t)
			s.NothingLeft(t)
		})
	}
}

// untagged are the rules that hold of components without their environment, which
// gives the tags.
func untagged() []policy.Rule {
	var out []policy.Rule
	for _, r := range policy.Rules() {
		if r.ID != "tags" {
			out = append(out, r)
		}
	}
	return out
}

// orderly demands that the rules of policy hold.
func orderly(t *testing.T, r *simtest.Result) {
	t.Helper()
	var all []policy.Resource
	for _, s := range r.State.Resources {
		all = append(all, policy.Resource{
			URN: string(s.URN), Parent: string(s.Parent), Type: string(s.Type), Name: s.URN.Name(), ID: string(s.ID),
			Inputs: policy.Values(s.Inputs), Outputs: policy.Values(s.Outputs),
		})
	}
	assert.Empty(t, policy.Check(policy.NewPlan(all...), untagged(), nil).Findings)
}
