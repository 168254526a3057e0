package identity

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// Defaults of RoleArgs.
const (
	DefaultPath       = "/"
	DefaultMaxSession = 3600
)

// Bounds of https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
const (
	maxRoleName       = 64
	maxRoleSession    = 43200
	maxDescription    = 1000
	maxAttachedToRole = 20
)

var rolePathForm = regexp.MustCompile(`^/([!-~]{1,510}/)?$`)

var roleNameForm = regexp.MustCompile(`^[\w+=,.@-]{1,64}$`)

var policyNameForm = regexp.MustCompile(`^[\w+=,.@-]{1,128}$`)

// autoNameSuffix is what the engine adds to a logical name to make a name of
// its own: a hyphen and seven digits.
const autoNameSuffix = 8

// MaxLogicalName is the longest name of a Role that leaves its name in IAM to
// the engine.
const MaxLogicalName = maxRoleName - autoNameSuffix - len("-role")

// RoleArgs are the settings of a Role.
type RoleArgs struct {
	// Trust says who may assume the role. Required.
	Trust Source
	// Name in IAM, at most 64 characters. Empty lets the engine choose one.
	// A role with a given name cannot be replaced before it is deleted.
	Name string
	// Path in IAM. Empty means DefaultPath.
	Path string
	// Description for the console, at most 1,000 characters.
	Description string
	// Partition of the AWS managed policies. Empty means PartitionAWS.
	Partition Partition
	// ManagedPolicies are names of policies that AWS maintains, with path
	// where they have one: "AmazonEKSClusterPolicy".
	ManagedPolicies []string
	// Attached are ARNs of your own managed policies; the key enters the name
	// of the attachment in the state.
	Attached map[string]pulumi.StringInput
	// Policies are the inline policies by name.
	Policies map[string]Source
	// Boundary is the ARN of the policy that bounds what the role can be
	// allowed. Nil means none.
	Boundary pulumi.StringInput
	// MaxSession is the longest session in seconds, 3,600 to 43,200. Zero
	// means DefaultMaxSession.
	MaxSession int
	// Tags of the role. It has a Name tag besides.
	Tags map[string]string
}

func (a RoleArgs) withDefaults() RoleArgs {
	a.Path = pathOr(a.Path)
	if a.Partition == "" {
		a.Partition = PartitionAWS
	}
	if a.MaxSession == 0 {
		a.MaxSession = DefaultMaxSession
	}
	a.Tags = maps.Clone(a.Tags)
	return a
}

// CheckRole returns what is wrong with the arguments of a role, without
// making it.
func CheckRole(name string, args *RoleArgs) error {
	_, err := planRole(name, args)
	return err
}

func planRole(name string, args *RoleArgs) (RoleArgs, error) {
	if args == nil {
		args = &RoleArgs{}
	}
	a := args.withDefaults()
	p := component.NewProblems("role", name)
	a.checkNames(p, name)
	a.checkDocuments(p)
	a.checkAttachments(p)
	checkTags(p, a.Tags)
	return a, p.Err()
}

func (a RoleArgs) checkNames(p *component.Problems, instance string) {
	if a.Name != "" && !roleNameForm.MatchString(a.Name) {
		p.Add("Name", a.Name, fmt.Sprintf("not a role name of 1 to %d letters, digits and _+=,.@-", maxRoleName),
			"shorten or change it, or leave it empty")
	}
	if a.Name == "" && len(instance) > MaxLogicalName {
		p.Add("name", nil, fmt.Sprintf("%d characters, above %d, which leave room for what the engine adds",
			len(instance), MaxLogicalName), "shorten it, or set Name")
	}
	checkPath(p, a.Path, rolePathForm)
	checkDescription(p, a.Description)
	if a.MaxSession < DefaultMaxSession || a.MaxSession > maxRoleSession {
		p.Add("MaxSession", a.MaxSession, "outside 3600 to 43200 seconds", "choose 1 to 12 hours")
	}
}

func (a RoleArgs) checkDocuments(p *component.Problems) {
	if a.Trust == nil {
		p.Add("Trust", nil, "not given", "say who may assume the role, such as identity.TrustService(\"ec2\")")
	} else {
		p.Join("Trust", a.Trust.Check(Trust))
	}
	form, size := policyNameForm, 0
	for _, key := range slices.Sorted(maps.Keys(a.Policies)) {
		field := fmt.Sprintf("Policies[%s]", key)
		if !form.MatchString(key) {
			p.Add("Policies", key, "not a policy name of 1 to 128 letters, digits and _+=,.@-", "change the key")
		}
		if a.Policies[key] == nil {
			p.Add(field, nil, "nil", "give a document or leave the key out")
			continue
		}
		p.Join(field, a.Policies[key].Check(Permissions))
		size += len(a.Policies[key].known())
	}
	if size > MaxInlineSize {
		p.Add("Policies", nil, fmt.Sprintf("%d characters together, above the %d of a role", size, MaxInlineSize),
			"move some into a managed policy and attach it")
	}
}

func (a RoleArgs) checkAttachments(p *component.Problems) {
	seen := map[string]bool{}
	for _, name := range a.ManagedPolicies {
		switch {
		case name == "" || strings.HasPrefix(name, "arn:"):
			p.Add("ManagedPolicies", name, "not the name of an AWS managed policy", "put the ARN of a policy into Attached")
		case seen[name]:
			p.Add("ManagedPolicies", name, "given twice", "leave one out")
		}
		if _, taken := a.Attached[lastName(name)]; taken && !seen[name] {
			p.Add("Attached", lastName(name), "also the name of an AWS managed policy of this role", "choose another key")
		}
		seen[name] = true
	}
	for _, key := range slices.Sorted(maps.Keys(a.Attached)) {
		if a.Attached[key] == nil {
			p.Add(fmt.Sprintf("Attached[%s]", key), nil, "nil", "give an ARN or leave the key out")
		}
	}
	if n := len(a.ManagedPolicies) + len(a.Attached); n > maxAttachedToRole {
		p.Add("ManagedPolicies", nil, fmt.Sprintf("%d policies attached, above the %d of a role", n, maxAttachedToRole),
			"join some of them")
	}
}

// attachments are the managed policies by key; one of AWS has its last name
// as key.
func (a RoleArgs) attachments() map[string]pulumi.StringInput {
	all := map[string]pulumi.StringInput{}
	maps.Copy(all, a.Attached)
	for _, name := range a.ManagedPolicies {
		all[lastName(name)] = pulumi.String(a.Partition.ManagedPolicy(name))
	}
	return all
}

// lastName is a policy's name without its path.
func lastName(policy string) string { return policy[strings.LastIndex(policy, "/")+1:] }

func (a RoleArgs) inputs() pulumi.Map {
	in := pulumi.Map{
		"path":            pulumi.String(a.Path),
		"maxSession":      pulumi.Int(a.MaxSession),
		"managedPolicies": pulumi.ToStringArray(a.ManagedPolicies),
		"policies":        pulumi.ToStringArray(slices.Sorted(maps.Keys(a.Policies))),
	}
	if a.Name != "" {
		in["name"] = pulumi.String(a.Name)
	}
	return in
}
