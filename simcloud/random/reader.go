package random

import (
	"encoding/hex"
	"io"
	"math/big"
	"strconv"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// NewReader returns an endless stream of bytes that follow from the world's
// seed, the call and the salt. It never fails.
func NewReader(c *world.Call, salt string) io.Reader { return &reader{c: c, salt: salt} }

type reader struct {
	c    *world.Call
	salt string
	n    int
	rest []byte
}

func (r *reader) Read(p []byte) (int, error) {
	for done := 0; done < len(p); {
		if len(r.rest) == 0 {
			r.rest, _ = hex.DecodeString(r.c.Hex(64, "entropy", r.salt, strconv.Itoa(r.n)))
			r.n++
		}
		n := copy(p[done:], r.rest)
		r.rest = r.rest[n:]
		done += n
	}
	return len(p), nil
}

// below draws a number in [0, n) without bias.
func below(r io.Reader, n int) int {
	if n <= 1 {
		return 0
	}
	limit := big.NewInt(int64(n))
	buf := make([]byte, 16) // 128 bits against at most 63: the remainder's bias is below 2^-65
	_, _ = io.ReadFull(r, buf)
	return int(new(big.Int).Mod(new(big.Int).SetBytes(buf), limit).Int64())
}

// shuffle brings n things into a drawn order.
func shuffle(r io.Reader, n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, below(r, i+1))
	}
}
