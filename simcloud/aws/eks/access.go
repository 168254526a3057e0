package eks

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	accessPolicyPrefix = "arn:aws:eks::aws:cluster-access-policy/"
	clusterAdmin       = accessPolicyPrefix + "AmazonEKSClusterAdminPolicy"
)

// accessPolicies are the access policies. Source: docPolicies.
var accessPolicies = []string{
	"AmazonEKSAdminPolicy", "AmazonEKSClusterAdminPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSEditPolicy", "AmazonEKSViewPolicy",
	"AmazonEKSSecretReaderPolicy", "AmazonEKSAutoNodePolicy", "AmazonEKSBlockStoragePolicy", "AmazonEKSBlockStorageClusterPolicy",
	"AmazonEKSComputePolicy", "AmazonEKSComputeClusterPolicy", "AmazonEKSLoadBalancingPolicy", "AmazonEKSLoadBalancingClusterPolicy",
	"AmazonEKSNetworkingPolicy", "AmazonEKSNetworkingClusterPolicy", "AmazonEKSHybridPolicy", "AmazonEKSClusterInsightsPolicy",
	"AmazonEKSHyperpodClusterPolicy", "AmazonEKSHyperpodNodePolicy",
}

var entryTypes = []string{"STANDARD", "FARGATE_LINUX", "EC2_LINUX", "EC2_WINDOWS", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX"}

func accessEntryType() *world.Type {
	return &world.Type{
		Token:    api.AccessEntry,
		Replace:  []string{"clusterName", "principalArn", "type"},
		Defaults: world.Props{"type": "STANDARD"},
		Refs: []world.Ref{
			ofCluster(func(c *world.Call) api.Op { return entryOp(c, "creating", "CreateAccessEntry") }),
			{Path: "principalArn", Kind: api.Role, By: "arn"},
		},
		Takes: world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			check.Of(c).Word("type", entryTypes...)
			checkARN(c, c.In, "principalArn", "principal_arn", "principalArn")
		},
		Create: createEntry, Update: updateEntry,
		Delete: func(c *world.Call) error {
			for _, a := range c.Where(api.AccessPolicy, "clusterName", c.Out.Str("clusterName")) {
				if a.Props.Str("principalArn") == c.Out.Str("principalArn") {
					c.Remove(a) // an entry's policies go with it
				}
			}
			return nil
		},
	}
}

func entryOp(c *world.Call, doing, name string) api.Op {
	return operation(fmt.Sprintf("%s EKS Access Entry (%s:%s)", doing, c.In.Str("clusterName"), c.In.Str("principalArn")), name)
}

func createEntry(c *world.Call) error {
	cluster, principal := c.In.Str("clusterName"), c.In.Str("principalArn")
	op := entryOp(c, "creating", "CreateAccessEntry")
	if err := entriesOn(c, op); err != nil {
		return err
	}
	if !principalExists(c, principal) {
		return invalid(op, "The specified principalArn is invalid: invalid principal.", docAccess)
	}
	c.ID = cluster + ":" + principal
	// A managed node group brings the entry of its role along: docAccess.
	if c.Find(api.AccessEntry, c.ID) != nil || slices.ContainsFunc(c.Where(api.NodeGroup, "clusterName", cluster), func(g *world.Object) bool {
		return g.Props.Str("nodeRoleArn") == principal
	}) {
		return inUse(op, "The specified access entry resource is already in use on this cluster.", docAccess)
	}
	if err := groupsRule(c, op); err != nil {
		return err
	}
	for k, v := range entryProps(c, cluster, principal, c.Out.Str("type")) {
		if !c.In.Has(k) {
			c.Out[k] = v
		}
	}
	return nil
}

func updateEntry(c *world.Call) error {
	if err := groupsRule(c, entryOp(c, "updating", "UpdateAccessEntry")); err != nil {
		return err
	}
	c.Out["modifiedAt"] = stamp(c)
	return nil
}

// entriesOn refuses where the cluster reads the aws-auth ConfigMap alone.
func entriesOn(c *world.Call, op api.Op) error {
	cluster := c.Find(api.Cluster, c.In.Str("clusterName"))
	if cluster.Props.Map("accessConfig").Str("authenticationMode") != "CONFIG_MAP" {
		return nil
	}
	return op.Refuse("InvalidRequestException", "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.", docAccess)
}

func groupsRule(c *world.Call, op api.Op) error {
	for _, g := range c.In.Strs("kubernetesGroups") {
		if strings.HasPrefix(g, "system:") {
			return invalid(op, fmt.Sprintf("The kubernetes group name %s is invalid, it cannot start with system:", g), docAccess)
		}
	}
	return nil
}

var accountRole = regexp.MustCompile(`^arn:aws:iam::` + api.Account + `:role/`)

// principalExists reports whether an IAM principal can have an entry. Users
// and other accounts are not simulated and count as there; roles that AWS
// itself made, as those of IAM Identity Center, too.
func principalExists(c *world.Call, arn string) bool {
	if !strings.HasPrefix(arn, "arn:aws:iam::") {
		return false
	}
	return !accountRole.MatchString(arn) || arn == api.Caller || strings.Contains(arn, ":role/aws-reserved/") || iam.RoleByARN(c, arn) != nil
}

func entryProps(c *world.Call, cluster, principal, kind string) world.Props {
	_, rest, _ := strings.Cut(principal, "arn:aws:iam::")
	account, path, _ := strings.Cut(rest, ":")
	sort, name, _ := strings.Cut(path, "/")
	user := principal
	switch {
	case sort == "role" && kind == "STANDARD":
		user = fmt.Sprintf("arn:aws:sts::%s:assumed-role/%s/{{SessionName}}", account, name[strings.LastIndex(name, "/")+1:])
	case kind != "STANDARD":
		user = "system:node:{{EC2PrivateDNSName}}"
	}
	return world.Props{
		"clusterName": cluster, "principalArn": principal, "type": kind, "userName": user, "kubernetesGroups": []string{},
		"accessEntryArn": api.ARN(c, "eks", fmt.Sprintf("access-entry/%s/%s/%s/%s/%s", cluster, sort, account, name, c.UUID("entry", principal))),
		"createdAt":      stamp(c), "modifiedAt": stamp(c),
	}
}

func associationID(cluster, principal, policy string) string {
	return cluster + "#" + principal + "#" + policy
}

func accessPolicyType() *world.Type {
	op := func(c *world.Call) api.Op {
		return operation(fmt.Sprintf("creating EKS Access Policy Association (%s)",
			associationID(c.In.Str("clusterName"), c.In.Str("principalArn"), c.In.Str("policyArn"))), "AssociateAccessPolicy")
	}
	return &world.Type{
		Token:   api.AccessPolicy,
		Replace: []string{"accessScope", "clusterName", "policyArn", "principalArn"},
		Refs: []world.Ref{ofCluster(op),
			{Path: "principalArn", Kind: api.AccessEntry, By: "principalArn"}, {Path: "principalArn", Kind: api.Role, By: "arn"}},
		Takes: world.Times{Create: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			check.Of(c).Block("accessScope").Word("type", "cluster", "namespace")
			checkARN(c, c.In, "principalArn", "principal_arn", "principalArn")
			checkARN(c, c.In, "policyArn", "policy_arn", "policyArn")
		},
		Create: func(c *world.Call) error { return associatePolicy(c, op(c)) },
	}
}

func associatePolicy(c *world.Call, op api.Op) error {
	cluster, principal, policy := c.In.Str("clusterName"), c.In.Str("principalArn"), c.In.Str("policyArn")
	if err := entriesOn(c, op); err != nil {
		return err
	}
	if name, ok := strings.CutPrefix(policy, accessPolicyPrefix); !ok || !slices.Contains(accessPolicies, name) {
		return op.RefuseStatus(404, "ResourceNotFoundException", "The specified policyArn could not be found. You can view the available access policies with 'list-access-policies'.", docPolicies)
	}
	if c.Find(api.AccessEntry, cluster+":"+principal) == nil {
		return op.RefuseStatus(404, "ResourceNotFoundException", "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.", docAccess)
	}
	scope := c.In.Map("accessScope")
	if scope.Str("type") == "namespace" && len(scope.Strs("namespaces")) == 0 {
		return invalid(op, "Namespaces must be specified when the access scope type is namespace", docAccess)
	}
	c.ID = associationID(cluster, principal, policy)
	// The service takes a policy that is associated already and changes its scope.
	if o := c.Find(api.AccessPolicy, c.ID); o != nil {
		c.Remove(o)
	}
	c.Out["associatedAt"], c.Out["modifiedAt"] = stamp(c), stamp(c)
	return nil
}
