package iam_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestConditionsOnTagsOfTheResourceCount(t *testing.T) {
	const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	volume := map[string]string{"cluster": "dev", "empty": ""}
	on := func(operator, key, value string) string {
		return fmt.Sprintf(`"Condition":{%q:{"aws:ResourceTag/%s":%q}}`, operator, key, value)
	}
	for _, c := range []struct {
		name, condition string
		want            bool
	}{
		{"the tag is as it must be", on("StringEquals", "cluster", "dev"), true},
		{"it has another value", on("StringEquals", "cluster", "prod"), false},
		{"it is not there", on("StringEquals", "owner", "dev"), false},
		{"a pattern that fits", on("StringLike", "cluster", "d*"), true},
		{"a pattern that does not fit", on("StringLike", "cluster", "p*"), false},
		{"any value, and there is none", on("StringLike", "owner", "*"), false},
		{"any value, and it is empty", on("StringLike", "empty", "*"), true},
		{"it must not have the value", on("StringNotEquals", "cluster", "dev"), false},
		{"it must be there", on("Null", "cluster", "false"), true},
		{"it must not be there", on("Null", "cluster", "true"), false},
		{"the key in other letters", `"Condition":{"StringEquals":{"AWS:resourceTag/cluster":"prod"}}`, false},
		{"both must hold", `"Condition":{"StringEquals":{"aws:ResourceTag/cluster":"dev","aws:ResourceTag/empty":"x"}}`, false},
		{"a condition of another kind", `"Condition":{"StringEquals":{"aws:RequestedRegion":"nowhere"}}`, true},
		{"an operator that is not known here", on("StringEqualsIgnoreCase", "cluster", "prod"), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			allowed := func(effect string) bool {
				l := worldtest.New(t, "tagged", iam.Types())
				l.Make(api.Role, "r", world.Props{"name": "r", "assumeRolePolicy": trust})
				statements := fmt.Sprintf(`{"Effect":%q,"Action":"ec2:DeleteVolume","Resource":"*",%s}`, effect, c.condition)
				if effect == "Deny" {
					statements += `,{"Effect":"Allow","Action":"*","Resource":"*"}`
				}
				l.Make(api.RolePolicy, "p", world.Props{"name": "p", "role": "r", "policy": `{"Version":"2012-10-17","Statement":[` + statements + `]}`})
				var out bool
				l.View(func(call *world.Call) {
					out = iam.AllowsOn(call, call.Find(api.Role, "r"), "ec2:DeleteVolume", "arn:aws:ec2:eu-central-1:111122223333:volume/vol-1", volume)
				})
				return out
			}
			assert.Equal(t, c.want, allowed("Allow"))
			if other := c.name == "a condition of another kind" || c.name == "an operator that is not known here"; !other {
				assert.Equal(t, !c.want, allowed("Deny"))
			} else {
				assert.True(t, allowed("Deny"), "a denial counts only if it is known to apply")
			}
		})
	}
}
