package random

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

func idType() *world.Type {
	return &world.Type{
		Token: ID, Schema: schema("byteLength:integer! prefix:string", "b64Std:string b64Url:string dec:string hex:string", ""),
		Check: func(c *world.Check) { atLeastOne(c, "byteLength") },
		Create: func(c *world.Call) error {
			b := draw(c, c.In.Int("byteLength"))
			prefix := c.In.Str("prefix")
			url := base64.RawURLEncoding.EncodeToString(b)
			c.Out["b64Url"] = prefix + url
			c.Out["b64Std"] = prefix + base64.StdEncoding.EncodeToString(b)
			c.Out["hex"] = prefix + hex.EncodeToString(b)
			c.Out["dec"] = prefix + new(big.Int).SetBytes(b).String()
			c.ID = taken(c, url)
			return nil
		},
	}
}

func bytesType() *world.Type {
	return &world.Type{
		Token: Bytes, Schema: schema("length:integer!", "base64:string hex:string", "base64 hex"),
		Check: func(c *world.Check) { atLeastOne(c, "length") },
		Create: func(c *world.Call) error {
			b := draw(c, c.In.Int("length"))
			c.Out["base64"], c.Out["hex"] = base64.StdEncoding.EncodeToString(b), hex.EncodeToString(b)
			return nil
		},
	}
}

func uuidType() *world.Type {
	return &world.Type{
		Token: UUID, Schema: schema("", "result:string", ""),
		Create: func(c *world.Call) error {
			b := draw(c, 16)
			b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80 // version 4, variant 1: RFC 9562 section 5.4
			h := hex.EncodeToString(b)
			c.ID = fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
			c.Out["result"] = c.ID
			return nil
		},
	}
}

func integerType() *world.Type {
	return &world.Type{
		Token: Integer, Schema: schema("min:integer! max:integer! seed:string", "result:integer", ""),
		Check: func(c *world.Check) {
			if c.In.Known("min") && c.In.Known("max") && c.In.Int("min") > c.In.Int("max") {
				c.Fail("min", "The minimum (min) value needs to be smaller than or equal to maximum (max) value.")
			}
		},
		Create: func(c *world.Call) error {
			low, high := c.In.Int("min"), c.In.Int("max")
			n := low + int(number64(seeded(c))%uint64(high-low+1))
			c.Out["result"], c.ID = float64(n), taken(c, strconv.Itoa(n))
			return nil
		},
	}
}

func shuffleType() *world.Type {
	return &world.Type{
		Token: Shuffle, Schema: schema("inputs:array! resultCount:integer seed:string", "results:array", ""),
		Create: func(c *world.Call) error {
			inputs := c.In.List("inputs")
			count := c.In.IntOr("resultCount", len(inputs))
			results := []any{}
			r := seeded(c)
			for len(inputs) > 0 && len(results) < count {
				round := append([]any{}, inputs...)
				shuffle(r, len(round), func(i, j int) { round[i], round[j] = round[j], round[i] })
				results = append(results, round[:min(len(round), count-len(results))]...)
			}
			c.Out["results"] = results
			return nil
		},
	}
}

func petType() *world.Type {
	return &world.Type{
		Token: Pet, Schema: schema("length:integer prefix:string separator:string", "", ""),
		Defaults: world.Props{"length": 2.0, "separator": "-"},
		Create: func(c *world.Call) error {
			// The name is the identifier: one that is taken is drawn again.
			for try := 0; c.ID == "" && try < 32; try++ {
				c.ID = taken(c, petName(c, NewReader(c, "pet"+strconv.Itoa(try))))
			}
			return nil
		},
	}
}

func petName(c *world.Call, r io.Reader) string {
	var words []string
	if p := c.In.Str("prefix"); p != "" {
		words = append(words, p)
	}
	length := c.Out.Int("length")
	for i := range length {
		list := adverbs
		switch i {
		case length - 1:
			list = animals
		case length - 2:
			list = adjectives
		}
		choice := strings.Fields(list)
		words = append(words, choice[below(r, len(choice))])
	}
	return strings.Join(words, c.Out.Str("separator"))
}

func atLeastOne(c *world.Check, property string) {
	if c.In.Known(property) && c.In.Int(property) < 1 {
		c.Fail(property, fmt.Sprintf("Attribute %s value must be at least 1, got: %d", property, c.In.Int(property)))
	}
}

func draw(c *world.Call, n int) []byte {
	b := make([]byte, n)
	_, _ = io.ReadFull(NewReader(c, "bytes"), b)
	return b
}

// seeded reads from the program's own seed where it gives one, so that equal
// seeds give equal results whatever the resource is called.
func seeded(c *world.Call) io.Reader {
	if seed := c.In.Str("seed"); seed != "" {
		return NewReader(&world.Call{World: c.World}, "seed:"+seed)
	}
	return NewReader(c, "number")
}
