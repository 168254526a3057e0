package ssm

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// A Value is what a parameter holds.
type Value struct {
	// Name of the parameter, without a version.
	Name string
	// Text is the value in the clear.
	Text string
	// Type is "String", "StringList" or "SecureString"; DataType is "text",
	// "aws:ec2:image" or "aws:ssm:integration".
	Type, DataType string
	// Version counts from 1.
	Version int
	// ARN of the parameter; a public one has no account.
	ARN string
}

// Get returns what a reference names: the name or ARN of a parameter of the
// account, or the name of a public one, in the call's region. The name may end
// in a colon and a version. It reports whether there is such a parameter.
func Get(c *world.Call, ref string) (Value, bool) {
	name, version := strings.TrimPrefix(ref, api.ARN(c, "ssm", "parameter")), 0
	if at := strings.LastIndex(name, ":"); at >= 0 {
		n, err := strconv.Atoi(name[at+1:])
		if err != nil {
			return Value{}, false // labels are not simulated: no resource type sets one
		}
		name, version = name[:at], n
	}
	if id, ok := published(c.Scope, name); ok {
		v := Value{Name: name, Text: id, Type: "String", DataType: dataImage, Version: 1, ARN: fmt.Sprintf("arn:aws:ssm:%s::parameter%s", c.Scope, name)}
		return v, version == 0 || version == v.Version
	}
	o := c.Find(Parameter, canonical(c, name))
	if o == nil {
		return Value{}, false
	}
	p := o.Props
	v := Value{Name: o.ID, Text: valueOf(p), Type: p.Str("type"), DataType: p.Str("dataType"), Version: p.Int("version"), ARN: p.Str("arn")}
	if version == 0 || version == v.Version {
		return v, true
	}
	old := c.Find(past, fmt.Sprintf("%s:%d", o.ID, version))
	if old == nil {
		return Value{}, false
	}
	v.Text, v.Version = old.Props.Str("value"), version
	return v, true
}

func getParameter(c *world.Call) (world.Props, error) {
	name := c.In.Str("name")
	v, ok := Get(c, name)
	if !ok {
		return nil, operation(fmt.Sprintf("reading SSM Parameter (%s)", name), "GetParameter").Refuse("ParameterNotFound", "", docGet)
	}
	text := v.Text
	if v.Type == secure && !c.In.BoolOr("withDecryption", true) {
		text = "AQICAH" + c.Hex(64, "cipher", v.Name, v.Text)
	}
	out := world.Props{
		"id": v.Name, "name": v.Name, "arn": v.ARN, "type": v.Type, "value": text, "version": v.Version, "insecureValue": "",
		"withDecryption": c.In.BoolOr("withDecryption", true),
	}
	if v.Type != secure {
		out["insecureValue"] = text
	}
	return out, nil
}
