package eks

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func podIdentityType() *world.Type {
	op := func(c *world.Call) api.Op {
		return operation(fmt.Sprintf("creating EKS Pod Identity Association (%s:%s)", c.In.Str("namespace"), c.In.Str("serviceAccount")), "CreatePodIdentityAssociation")
	}
	return &world.Type{
		Token:   api.PodIdentity,
		Replace: []string{"clusterName", "namespace", "serviceAccount"},
		Refs:    []world.Ref{ofCluster(op), {Path: "roleArn", Kind: api.Role, By: "arn"}},
		Takes:   world.Times{Create: 2 * time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			checkARN(c, c.In, "roleArn", "role_arn", "roleArn")
		},
		Create: func(c *world.Call) error {
			cluster := c.In.Str("clusterName")
			if err := identityRole(c, op(c), c.In.Str("roleArn")); err != nil {
				return err
			}
			// Neither namespace nor service account need exist: docIdentity.
			if o := association(c, cluster, c.In.Str("namespace"), c.In.Str("serviceAccount")); o != nil {
				return inUse(op(c), "Association already exists: "+o.ID, docIdentity)
			}
			c.ID = newAssociation(c, "")
			c.Out["associationId"] = c.ID
			c.Out["associationArn"] = api.ARN(c, "eks", fmt.Sprintf("podidentityassociation/%s/%s", cluster, c.ID))
			return nil
		},
		Update: func(c *world.Call) error {
			update := op(c)
			update.Doing, update.Name = fmt.Sprintf("updating EKS Pod Identity Association (%s)", c.ID), "UpdatePodIdentityAssociation"
			return identityRole(c, update, c.In.Str("roleArn"))
		},
	}
}

// identityRole checks a role for Pod Identity: the service assumes it and tags
// the session. Source: docTrust.
func identityRole(c *world.Call, op api.Op, arn string) error {
	role := iam.RoleByARN(c, arn)
	if role == nil {
		return invalid(op, "Role provided in the request does not exist.", docIdentity)
	}
	if !iam.Trusts(role, "pods.eks.amazonaws.com", "sts:AssumeRole", "sts:TagSession") {
		return invalid(op, "Trust policy of the role provided is invalid. Follow the official documentation to resolve the issue.", docTrust)
	}
	return nil
}

// association is that of a service account, or nil.
func association(c *world.Call, cluster, namespace, account string) *world.Object {
	for _, o := range c.Where(api.PodIdentity, "clusterName", cluster) {
		if o.Props.Str("namespace") == namespace && o.Props.Str("serviceAccount") == account {
			return o
		}
	}
	return nil
}

// newAssociation is an id: "a-" and 17 letters or digits.
func newAssociation(c *world.Call, salt string) string { return "a-" + c.Hex(17, "association", salt) }

func makeAssociation(c *world.Call, owner *world.Object, props world.Props, salt string) {
	id := newAssociation(c, salt)
	props["associationId"] = id
	props["associationArn"] = api.ARN(c, "eks", fmt.Sprintf("podidentityassociation/%s/%s", props.Str("clusterName"), id))
	c.Make(owner, api.PodIdentity, id, props)
}
