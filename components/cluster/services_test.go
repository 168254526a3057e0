package cluster_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/identity"
)

func TestAnAttachmentJoinsEveryGroupAndOpensOnePort(t *testing.T) {
	m := run(t, func(ctx *pulumi.Context) error {
		args := good()
		second := group()
		second.Name = "more"
		args.NodeGroups = append(args.NodeGroups, second)
		e, err := cluster.NewEKS(ctx, "dev", args)
		if err != nil {
			return err
		}
		_, err = e.Cluster().Attach(ctx, "edge", pulumi.String("arn:target"), 30080, pulumi.String("sg-lb"))
		return err
	})
	assert.Equal(t, []string{"edge-group-general", "edge-group-more"}, m.named("aws:autoscaling/attachment:Attachment"))
	assert.Equal(t, map[string]any{"autoscalingGroupName": "asg-dev-group-more", "lbTargetGroupArn": "arn:target"},
		m.inputs("edge-group-more"))
	assert.Equal(t, map[string]any{
		"securityGroupId": "dev-nodes-id", "referencedSecurityGroupId": "sg-lb", "ipProtocol": "tcp",
		"fromPort": 30080.0, "toPort": 30080.0, "description": "Load balancer to node port",
		"tags": map[string]any{"Name": "edge-rule"},
	}, m.inputs("edge-rule"))
}

func TestWorkloadsGetTheirRoleByTheMethodThatTheyChoose(t *testing.T) {
	var annotations []int
	m := run(t, func(ctx *pulumi.Context) error {
		e, err := cluster.NewEKS(ctx, "dev", good())
		if err != nil {
			return err
		}
		for name, method := range map[string]cluster.Method{"new": "", "old": cluster.MethodOIDC} {
			w, err := cluster.NewWorkloadRole(ctx, name, &cluster.WorkloadRoleArgs{
				Cluster: e.Cluster(), Namespace: "app", ServiceAccount: "worker", Method: method,
				Policies: map[string]identity.Source{"read": identity.Allow([]string{"s3:GetObject"}, "arn:aws:s3:::x/*")},
			})
			if err != nil {
				return err
			}
			annotations = append(annotations, len(w.Annotations())*10+len(w.Ready()))
		}
		return nil
	})
	assert.ElementsMatch(t, []int{2, 11}, annotations)
	assert.Equal(t, []string{"new-association"}, m.named("aws:eks/podIdentityAssociation:PodIdentityAssociation"))
	assert.Equal(t, map[string]any{
		"clusterName": "dev", "namespace": "app", "serviceAccount": "worker", "roleArn": "arn:aws:x:::new-pods-role",
		"tags": map[string]any{"Name": "new-association"},
	}, m.inputs("new-association"))
	assert.Contains(t, m.after("new-association"), "dev-addon-eks-pod-identity-agent")
	assert.Contains(t, m.inputs("new-pods-role")["assumeRolePolicy"], "pods.eks.amazonaws.com")
	assert.Contains(t, m.inputs("old-pods-role")["assumeRolePolicy"],
		`"oidc.example.com/id/A:sub":["system:serviceaccount:app:worker"]`)
}

func TestAnExistingClusterIsTakenByItsKubeconfig(t *testing.T) {
	var got cluster.Cluster
	m := run(t, func(ctx *pulumi.Context) error {
		x, err := cluster.NewExisting(ctx, "lab", &cluster.ExistingArgs{Kubeconfig: pulumi.String("sentinel"), Version: "1.36"})
		if err == nil {
			got = x.Cluster()
		}
		return err
	})
	assert.True(t, m.Named("lab-provider").Args.Inputs["kubeconfig"].IsSecret())
	assert.True(t, got.Valid())
	assert.Equal(t, "lab 1.36", got.Name+" "+got.Version)
	assert.Len(t, got.Options(), 1, "a provider, and nothing to be deleted with")
}

func TestWhatIsMissingIsSaidBeforeAnythingIsRegistered(t *testing.T) {
	provider := &kubernetes.Provider{}
	bare := cluster.Cluster{Name: "lab", Provider: provider}
	read := map[string]identity.Source{"read": identity.Allow([]string{"s3:GetObject"}, "arn:aws:s3:::x/*")}
	workload := func(c cluster.Cluster, m cluster.Method, p map[string]identity.Source) func(*pulumi.Context) error {
		return func(ctx *pulumi.Context) error {
			_, err := cluster.NewWorkloadRole(ctx, "w", &cluster.WorkloadRoleArgs{
				Cluster: c, Namespace: "app", ServiceAccount: "worker", Method: m, Policies: p,
			})
			return err
		}
	}
	with := func(id *cluster.Identity) cluster.Cluster {
		return cluster.Cluster{Name: "lab", Provider: provider, Identity: id}
	}
	for _, c := range []struct {
		name    string
		program func(*pulumi.Context) error
		want    string
	}{
		{"an attachment of nothing", func(ctx *pulumi.Context) error {
			_, err := cluster.NewAttachment(ctx, "edge", nil)
			return err
		}, "attachment \"edge\": Cluster: not given: pass the Cluster of an EKS or Existing\n" +
			"attachment \"edge\": TargetGroup: not given: pass the ARN of a target group\n" +
			"attachment \"edge\": From: not given: pass the security group of the load balancer\n" +
			"attachment \"edge\": Port 0: not a node port of 30000 to 32767: choose one within"},
		{"an attachment without groups", func(ctx *pulumi.Context) error {
			_, err := bare.Attach(ctx, "edge", pulumi.String("arn"), 8080, pulumi.String("sg"))
			return err
		}, "attachment \"edge\": Cluster \"lab\": has no node groups in AWS: attach one that has\n" +
			"attachment \"edge\": Port 8080: not a node port of 30000 to 32767: choose one within"},
		{"an existing cluster of nothing", func(ctx *pulumi.Context) error {
			_, err := cluster.NewExisting(ctx, "lab", &cluster.ExistingArgs{Version: "new", NodeGroups: []cluster.NodeGroupRef{{}}})
			return err
		}, "cluster \"lab\": Kubeconfig: not given: pass the cluster's kubeconfig, or the Context of your own\n" +
			"cluster \"lab\": Version: \"new\" is not a minor version of Kubernetes: write it as \"1.35\"\n" +
			"cluster \"lab\": NodeSecurityGroup: not given with NodeGroups, so no load balancer could reach them: name the nodes' security group"},
		{"a role for nobody", func(ctx *pulumi.Context) error {
			_, err := cluster.NewWorkloadRole(ctx, "w", nil)
			return err
		}, "workload role \"w\": Namespace \"\": not the name of a namespace: name the workload's namespace\n" +
			"workload role \"w\": ServiceAccount \"\": not the name of a service account: name the workload's own\n" +
			"workload role \"w\": Policies: none given, so the role could do nothing: give Policies or ManagedPolicies\n" +
			"workload role \"w\": Cluster: not given: pass the Cluster of an EKS or Existing"},
		{"a cluster without roles", workload(bare, "", read),
			`workload role "w": Cluster "lab": has no workload identity: give it one, or give the workload credentials another way`},
		{"Pod Identity outside EKS", workload(with(&cluster.Identity{}), cluster.MethodPodIdentity, read),
			`workload role "w": Method "pod-identity": the cluster is not one of EKS: choose "oidc"`},
		{"tokens without a provider", workload(with(&cluster.Identity{}), cluster.MethodOIDC, read),
			`workload role "w": Method "oidc": the cluster has no OpenID Connect provider: choose "pod-identity"`},
		{"another method", workload(with(&cluster.Identity{}), "keys", read),
			`workload role "w": Method "keys": not a method: choose "pod-identity" or "oidc"`},
		{"a policy that is wrong", workload(with(&cluster.Identity{ClusterName: pulumi.String("lab")}), "",
			map[string]identity.Source{"all": identity.Allow([]string{"s3:*"}, "*")}),
			`workload role "w": Role: role "w-pods": Policies[all]: Statements[0].Actions "s3:*": every action on every resource: name the actions or the resources, or set AllowWildcard`},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMocks(computed)
			var got error
			m.Run(t, func(ctx *pulumi.Context) error {
				got = c.program(ctx)
				return nil
			})
			require.EqualError(t, got, c.want)
			assert.Empty(t, m.All())
		})
	}
}

func TestTypeTokensAreFrozen(t *testing.T) {
	// A changed token makes every cluster in every state a new one, unless it
	// comes with an alias.
	assert.Equal(t, "drydock:cluster:EKS drydock:cluster:Existing drydock:cluster:Attachment drydock:cluster:WorkloadRole drydock:identity:Role",
		strings.Join([]string{
			cluster.TypeEKS, cluster.TypeExisting, cluster.TypeAttachment, cluster.TypeWorkloadRole, identity.TypeRole,
		}, " "))
}
