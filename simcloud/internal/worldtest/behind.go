package worldtest

import (
	"errors"
	"maps"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Put places an object that no resource of the program makes.
func (l *Lab) Put(kind, id string, props P) {
	l.World.Seed(&world.Object{Kind: kind, ID: id, Scope: l.Region, Props: world.Props(props).Clone()})
}

// Change runs f on the world of the lab's region behind the program's back.
func (l *Lab) Change(salt string, f func(c *world.Call) error) error {
	return l.World.Mutate(l.Region, salt, f)
}

// Remove takes an object away behind the program's back.
func (l *Lab) Remove(kind, id string) {
	l.Helper()
	require.NoError(l, l.Change("remove", func(c *world.Call) error {
		o := c.Find(kind, id)
		require.NotNil(l, o, "%s %s", kind, id)
		c.Remove(o)
		return nil
	}))
}

// Set changes properties of an object behind the program's back.
func (l *Lab) Set(kind, id string, props P) {
	l.Helper()
	require.NoError(l, l.Change("set", func(c *world.Call) error {
		o := c.Find(kind, id)
		require.NotNil(l, o, "%s %s", kind, id)
		maps.Copy(o.Props, world.Props(props).Clone())
		return nil
	}))
}

// View asks a question of the lab's region.
func (l *Lab) View(f func(c *world.Call)) { l.World.View(l.Region, f) }

// Kinds counts the objects of a kind.
func (l *Lab) Kinds(kind string) int {
	n := 0
	for _, o := range l.World.Objects() {
		if o.Kind == kind {
			n++
		}
	}
	return n
}

// Fails returns what the plan-time check finds wrong, as "property: reason".
func (l *Lab) Fails(token string, in P) []string {
	l.Helper()
	_, fails, err := l.Session.Check(URN(token, "checked"), token, nil, world.Props(in).Clone())
	require.NoError(l, err)
	var out []string
	for _, f := range fails {
		out = append(out, f.Property+": "+f.Reason)
	}
	return out
}

// Refused asserts the provider's action, the service's code and the message of
// a refusal, and that it names its document.
func (l *Lab) Refused(err error, doing, code, message string) {
	l.Helper()
	var refusal *world.Error
	require.ErrorAs(l, err, &refusal)
	require.Equal(l, []string{doing, code, message}, []string{refusal.Doing, refusal.Code, refusal.Message})
	require.Contains(l, refusal.Doc, "https://docs.aws.amazon.com/")
}

// Said is the code and the message of a refusal, the whole text of any other
// error and nothing for none.
func Said(err error) string {
	var refusal *world.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refusal):
		return refusal.Code + ": " + refusal.Message
	}
	return err.Error()
}

// KeyPolicy is the policy of a KMS key that lets the principals, each its kind
// and value as JSON, do everything.
func KeyPolicy(principals ...string) string {
	var statements []string
	for _, p := range principals {
		statements = append(statements, `{"Effect":"Allow","Principal":{`+p+`},"Action":"kms:*","Resource":"*"}`)
	}
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
}

// With returns inputs with others over them; a nil takes one away.
func With(in, over P) P {
	out := maps.Clone(in)
	for k, v := range over {
		out[k] = v
		if v == nil {
			delete(out, k)
		}
	}
	return out
}
