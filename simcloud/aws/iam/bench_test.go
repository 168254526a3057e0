package iam_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/stretchr/testify/require"
)

type obj = map[string]any

type bench struct {
	t *testing.T
	w *world.World
	s *world.Session
}

func newBench(t *testing.T) *bench {
	t.Helper()
	p := &world.Provider{Name: "aws", Types: map[string]*world.Type{}}
	for _, ty := range iam.Types() {
		p.Types[ty.Token] = ty
	}
	w := world.New("test", p)
	s, err := w.Session("aws")
	require.NoError(t, err)
	return &bench{t, w, s}
}

func urn(kind, name string) string { return "urn:pulumi:test::test::" + kind + "::" + name }

// create checks and creates; a failed check comes back as an error
// "check: property: reason".
func (b *bench) create(kind, name string, in world.Props) (string, world.Props, error) {
	b.t.Helper()
	checked, fails, err := b.s.Check(urn(kind, name), kind, nil, in)
	require.NoError(b.t, err)
	for _, f := range fails {
		return "", nil, fmt.Errorf("check: %s: %s", f.Property, f.Reason)
	}
	return b.s.Create(urn(kind, name), kind, checked, false)
}

func (b *bench) must(kind, name string, in world.Props) (string, world.Props) {
	b.t.Helper()
	id, out, err := b.create(kind, name, in)
	require.NoError(b.t, err)
	return id, out
}

func (b *bench) remove(kind, id string) error {
	return b.s.Delete(urn(kind, id), kind, id, nil)
}

// said is the code and message of a refusal, without the document's address.
func said(err error) string {
	if err == nil {
		return ""
	}
	_, text, found := strings.Cut(err.Error(), "api error ")
	if !found {
		return err.Error()
	}
	return text[:strings.LastIndex(text, " (https://")]
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
