package lambda

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/internal/sweep"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// classicBalancer is the type of load balancers of the first generation.
const classicBalancer = "aws:elb/loadBalancer:LoadBalancer"

// kinds are the types in the world, by the table's names.
var kinds = map[string][]string{
	"instance":                             {api.Instance},
	"launch template":                      {api.LaunchTemplate},
	"instance profile":                     {api.InstanceProfile},
	"load balancer":                        {api.LoadBalancer},
	"classic load balancer":                {classicBalancer},
	"target group":                         {api.TargetGroup},
	"network interface":                    {api.NetworkInterface},
	"interface of a deleted load balancer": {api.NetworkInterface},
	"security group rule":                  {api.IngressRule, api.EgressRule},
	"security group":                       {api.SecurityGroup},
	"volume":                               {api.Volume},
	"snapshot":                             {ec2.KindSnapshot},
}

// account is the world as the sweep sees it with a function's role.
type account struct {
	c    *world.Call
	role *world.Object
	// name is the function's, budget its timeout, spent what is gone of it.
	name          string
	budget, spent time.Duration
}

func (a *account) Region() string           { return a.c.Scope }
func (a *account) Elapsed() time.Duration   { return a.spent }
func (a *account) Remaining() time.Duration { return a.budget - a.spent }
func (a *account) Wait(d time.Duration)     { a.spent += d }

// Alive is as the function finds it out.
func (a *account) Alive(in sweep.Input) (bool, error) {
	if in.Managed {
		arn := api.ARN(a.c, "eks", "cluster/"+in.Cluster)
		return a.c.Find(api.Cluster, in.Cluster) != nil, a.permit(sweep.Asks, arn, nil)
	}
	if err := a.permit("ec2:DescribeInstances", "*", nil); err != nil {
		return false, err
	}
	running := []string{"pending", "running", "stopping", "stopped"}
	return slices.ContainsFunc(a.c.All(api.Instance), func(o *world.Object) bool {
		tags := tagsOf(o)
		return tags["kubernetes.io/cluster/"+in.Cluster] == "owned" && tags["karpenter.sh/nodepool"] == "" &&
			a.vpcOf(o) == in.VPC && slices.Contains(running, a.stateOf(o))
	}), nil
}

func (a *account) Look(k sweep.Kind) ([]sweep.Thing, error) {
	for _, action := range k.Looks() {
		if err := a.permit(action, "*", nil); err != nil {
			return nil, err
		}
	}
	var out []sweep.Thing
	for _, kind := range kinds[k.Name] {
		for _, o := range a.c.All(kind) {
			out = append(out, sweep.Thing{
				ID: o.ID, VPC: a.vpcOf(o), State: a.stateOf(o), Tags: tagsOf(o), Description: o.Props.Str("description"),
				Group: o.Props.Str("securityGroupId"), To: o.Props.Str("referencedSecurityGroupId"),
			})
		}
	}
	if k.Rules {
		for _, r := range inline(a.c) {
			out = append(out, sweep.Thing{ID: r.id, Group: r.group.ID, To: r.to})
		}
	}
	return out, nil
}

// Delete deletes by the rules of the thing's own service.
func (a *account) Delete(k sweep.Kind, t sweep.Thing) error {
	if k.Rules {
		return a.revoke(k, t)
	}
	o := a.find(k, t.ID)
	for _, action := range k.Deletes() {
		if err := a.permit(action, arnOf(a.c, o, k), t.Tags); err != nil {
			return err
		}
	}
	inner := *a.c
	inner.Object, inner.ID, inner.In, inner.Out = o, o.ID, o.Inputs, o.Props
	if o.Kind == api.Volume {
		delete(o.Props, "attachments") // what it was attached to is gone, or its state would say so
	}
	// A kind that no program of ours makes has no rules.
	if inner.Type = a.c.World.Provider("aws").Types[o.Kind]; inner.Type != nil {
		if err := remove(&inner); err != nil {
			var refusal *world.Error
			if errors.As(err, &refusal) {
				return &sweep.Refusal{Code: refusal.Code, Message: refusal.Message}
			}
			return err
		}
		a.spent += inner.Type.Takes.Delete
	}
	a.c.Remove(inner.Object)
	return nil
}

// remove asks the rules of an object's type whether it may go.
func remove(c *world.Call) error {
	if c.Type.InUse != nil {
		if holders := c.Holders(c.Object); len(holders) > 0 {
			if err := c.Type.InUse(c, holders); err != nil {
				return err
			}
		}
	}
	if c.Type.Delete != nil {
		return c.Type.Delete(c)
	}
	return nil
}

func (a *account) find(k sweep.Kind, id string) *world.Object {
	for _, kind := range kinds[k.Name] {
		if o := a.c.Find(kind, id); o != nil {
			return o
		}
	}
	return nil
}

// permit refuses what the function's role does not allow, in the words of the
// service. Source of the words:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
func (a *account) permit(action, resource string, tags map[string]string) error {
	if a.role != nil && iam.AllowsOn(a.c, a.role, action, resource, tags) {
		return nil
	}
	role := ""
	if a.role != nil {
		role = a.role.ID
	}
	code, message := "AccessDenied", fmt.Sprintf(
		"User: arn:aws:sts::%s:assumed-role/%s/%s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action",
		api.Account, role, a.name, action, resource, action)
	switch service, _, _ := strings.Cut(action, ":"); service {
	case "ec2":
		code, message = "UnauthorizedOperation", "You are not authorized to perform this operation. "+message
	case "eks":
		code = "AccessDeniedException"
	}
	return &sweep.Refusal{Code: code, Message: message}
}

// arnOf is the ARN of an object.
func arnOf(c *world.Call, o *world.Object, k sweep.Kind) string {
	if arn := o.Props.Str("arn"); arn != "" {
		return arn
	}
	if strings.HasPrefix(o.ID, "arn:") {
		return o.ID
	}
	service := "ec2"
	if o.Kind == classicBalancer {
		service = "elasticloadbalancing"
	}
	return api.ARN(c, service, strings.TrimSuffix(k.Resource, "*")+o.ID)
}

// tagsOf are an object's tags, those of the provider's configuration among
// them.
func tagsOf(o *world.Object) map[string]string {
	out := map[string]string{}
	if o == nil {
		return out
	}
	for _, property := range []string{"tagsAll", "tags"} {
		for key, value := range o.Props.Map(property) {
			if text, ok := value.(string); ok {
				out[key] = text
			}
		}
	}
	return out
}

// vpcOf is the VPC of an object, "" where it is in none.
func (a *account) vpcOf(o *world.Object) string {
	if vpc := o.Props.Str("vpcId"); vpc != "" || o.Kind != classicBalancer {
		return vpc
	}
	for _, id := range o.Props.Strs("subnets") {
		if subnet := a.c.Find(api.Subnet, id); subnet != nil {
			return subnet.Props.Str("vpcId")
		}
	}
	return ""
}

// stateOf is the state of an object as its service reports it.
func (a *account) stateOf(o *world.Object) string {
	switch o.Kind {
	case api.Instance:
		return o.Props.StrOr("instanceState", o.Props.StrOr("state", "running"))
	case api.NetworkInterface:
		if o.Owner != "" || a.attached(o, "instance") {
			return "in-use"
		}
		return "available"
	case api.Volume:
		if a.attached(o, "instanceId") {
			return "in-use"
		}
		return "available"
	case ec2.KindSnapshot:
		return "completed"
	}
	return ""
}

// attached reports whether an object is attached to an instance that is there.
func (a *account) attached(o *world.Object, property string) bool {
	return slices.ContainsFunc(o.Props.Maps("attachments"), func(p world.Props) bool {
		instance := a.c.Find(api.Instance, p.Str(property))
		return instance != nil && a.stateOf(instance) != "terminated"
	})
}
