package random

import (
	"errors"
	"fmt"
	"io"

	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	lowers   = "abcdefghijklmnopqrstuvwxyz"
	uppers   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits   = "0123456789"
	specials = "!@#$%&*()-_=+[]{}<>:?"

	textInputs = "length:integer! lower:boolean upper:boolean numeric:boolean number:boolean special:boolean " +
		"minLower:integer minUpper:integer minNumeric:integer minSpecial:integer overrideSpecial:string"
)

// textDefaults are what the provider assumes
// (https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/password).
func textDefaults() world.Props {
	return world.Props{
		"lower": true, "upper": true, "numeric": true, "number": true, "special": true,
		"minLower": 0.0, "minUpper": 0.0, "minNumeric": 0.0, "minSpecial": 0.0,
	}
}

func passwordType() *world.Type {
	return &world.Type{
		Token: Password, Schema: schema(textInputs, "result:string bcryptHash:string", "result bcryptHash"),
		Defaults: textDefaults(), Check: checkText,
		Create: func(c *world.Call) error {
			text, err := drawText(c)
			if err != nil {
				return err
			}
			c.Out["result"] = text
			c.Out["bcryptHash"], err = bcryptHash(text, NewReader(c, "bcrypt"))
			return err
		},
	}
}

func stringType() *world.Type {
	return &world.Type{
		Token: String, Schema: schema(textInputs, "result:string", ""),
		Defaults: textDefaults(), Check: checkText,
		Create: func(c *world.Call) error {
			text, err := drawText(c)
			if err != nil {
				return err
			}
			c.Out["result"], c.ID = text, taken(c, text)
			return nil
		},
	}
}

func checkText(c *world.Check) {
	if !c.In.Known("length") {
		return
	}
	length := c.In.Int("length")
	if length < 1 {
		c.Fail("length", fmt.Sprintf("Attribute length value must be at least 1, got: %d", length))
		return
	}
	sum := 0
	for _, min := range []string{"minUpper", "minLower", "minNumeric", "minSpecial"} {
		if c.In.Int(min) < 0 {
			c.Fail(min, fmt.Sprintf("Attribute %s value must be at least 0, got: %d", min, c.In.Int(min)))
		}
		sum += c.In.Int(min)
	}
	if length < sum {
		c.Fail("length", fmt.Sprintf("Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special, got: %d", length))
	}
	if c.In.Known("number") && c.In.Known("numeric") && c.In.Bool("number") != c.In.Bool("numeric") {
		c.Fail("number", "Number and numeric are both configured with different values")
	}
}

// drawText draws the demanded minimum of each class, the rest from all classes
// together, and shuffles the lot.
func drawText(c *world.Call) (string, error) {
	r := NewReader(c, "text")
	numeric := c.In.BoolOr("numeric", c.In.BoolOr("number", true))
	c.Out["numeric"], c.Out["number"] = numeric, numeric
	classes := []struct {
		on    bool
		least int
		chars string
	}{
		{c.Out.Bool("upper"), c.Out.Int("minUpper"), uppers},
		{c.Out.Bool("lower"), c.Out.Int("minLower"), lowers},
		{numeric, c.Out.Int("minNumeric"), digits},
		{c.Out.Bool("special"), c.Out.Int("minSpecial"), c.Out.StrOr("overrideSpecial", specials)},
	}
	var all string
	var text []byte
	for _, class := range classes {
		if class.on {
			all += class.chars
		}
		text = append(text, pick(r, class.chars, class.least)...)
	}
	if all == "" {
		return "", errors.New("the character set specified is empty")
	}
	text = append(text, pick(r, all, c.Out.Int("length")-len(text))...)
	shuffle(r, len(text), func(i, j int) { text[i], text[j] = text[j], text[i] })
	return string(text), nil
}

func pick(r io.Reader, from string, n int) []byte {
	out := make([]byte, 0, max(n, 0))
	for range n {
		out = append(out, from[below(r, len(from))])
	}
	return out
}
