package iam_test

import (
	"encoding/json"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

type obj = map[string]any

func newBench(t *testing.T) *worldtest.Lab {
	t.Helper()
	return worldtest.New(t, "test", iam.Types())
}

// policy makes a document of statements.
func policy(statements ...obj) string {
	text, _ := json.Marshal(obj{"Version": "2012-10-17", "Statement": statements})
	return string(text)
}

func allow(action, resource string) obj {
	return obj{"Effect": "Allow", "Action": action, "Resource": resource}
}

func trust(service string) string {
	return policy(obj{"Effect": "Allow", "Principal": obj{"Service": service}, "Action": "sts:AssumeRole"})
}

func role(name string) world.Props {
	return world.Props{"name": name, "assumeRolePolicy": trust("ec2.amazonaws.com")}
}

const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess"
