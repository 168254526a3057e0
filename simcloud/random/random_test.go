package random_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/random"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func open(t *testing.T, seed string) *worldtest.Lab {
	t.Helper()
	return worldtest.Of(t, seed, random.Provider())
}

func TestBadInputIsRefusedInTheProvidersWords(t *testing.T) {
	for name, tt := range map[string]struct {
		token string
		in    world.Props
		want  string
	}{
		"no length":         {random.Password, world.Props{}, `length: Missing required argument. The argument "length" is required, but no definition was found.`},
		"length zero":       {random.Password, world.Props{"length": 0.0}, "length: Attribute length value must be at least 1, got: 0"},
		"minima too long":   {random.String, world.Props{"length": 3.0, "minLower": 2.0, "minUpper": 2.0}, "length: Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special, got: 3"},
		"negative minimum":  {random.String, world.Props{"length": 3.0, "minLower": -1.0}, "minLower: Attribute minLower value must be at least 0, got: -1"},
		"misspelt":          {random.String, world.Props{"length": 3.0, "uper": true}, `uper: Invalid or unknown key "uper"; did you mean "upper"?`},
		"min above max":     {random.Integer, world.Props{"min": 3.0, "max": 2.0}, "min: The minimum (min) value needs to be smaller than or equal to maximum (max) value."},
		"no bytes":          {random.Bytes, world.Props{"length": 0.0}, "length: Attribute length value must be at least 1, got: 0"},
		"id without length": {random.ID, world.Props{"byteLength": 0.0}, "byteLength: Attribute byteLength value must be at least 1, got: 0"},
		"number disagrees":  {random.String, world.Props{"length": 1.0, "number": true, "numeric": false}, "number: Number and numeric are both configured with different values"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, open(t, "a").Fails(tt.token, tt.in))
		})
	}
}

func TestAnEmptyCharacterSetIsRefused(t *testing.T) {
	_, _, err := open(t, "a").Try(random.String, "x", world.Props{"length": 2.0, "upper": false, "lower": false, "numeric": false, "special": false})
	assert.EqualError(t, err, "the character set specified is empty")
}

func TestAPasswordKeepsItsMinimaAndItsHashIsReal(t *testing.T) {
	_, out := open(t, "a").Make(random.Password, "p", world.Props{
		"length": 20.0, "minNumeric": 5.0, "minSpecial": 4.0, "overrideSpecial": "#", "upper": false,
	})
	text := out.Str("result")
	assert.Len(t, text, 20)
	assert.GreaterOrEqual(t, len(regexp.MustCompile(`[0-9]`).FindAllString(text, -1)), 5)
	assert.GreaterOrEqual(t, strings.Count(text, "#"), 4)
	assert.Regexp(t, `^[a-z0-9#]+$`, text)
	assert.NoError(t, bcrypt.CompareHashAndPassword([]byte(out.Str("bcryptHash")), []byte(text)))
}

func TestSameSeedSameValuesOtherSeedOthers(t *testing.T) {
	draw := func(seed string) []any {
		l := open(t, seed)
		_, str := l.Make(random.String, "s", world.Props{"length": 16.0})
		id, _ := l.Make(random.ID, "i", world.Props{"byteLength": 8.0})
		uuid, _ := l.Make(random.UUID, "u", world.Props{})
		pet, _ := l.Make(random.Pet, "p", world.Props{"prefix": "dev"})
		_, n := l.Make(random.Integer, "n", world.Props{"min": 0.0, "max": 1e9})
		_, b := l.Make(random.Bytes, "b", world.Props{"length": 9.0})
		assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, uuid)
		assert.Regexp(t, `^dev-[a-z]+-[a-z]+$`, pet)
		return []any{str.Str("result"), id, uuid, pet, n.Int("result"), b.Str("base64")}
	}
	a, again, other := draw("a"), draw("a"), draw("b")
	assert.Equal(t, a, again)
	for i := range a {
		assert.NotEqual(t, a[i], other[i])
	}
}

func TestIdentifiersComeInFourSpellings(t *testing.T) {
	id, out := open(t, "a").Make(random.ID, "i", world.Props{"byteLength": 3.0, "prefix": "x-"})
	assert.Equal(t, "x-"+id, out.Str("b64Url"))
	assert.Regexp(t, `^x-[0-9a-f]{6}$`, out.Str("hex"))
	assert.Regexp(t, `^x-[0-9]+$`, out.Str("dec"))
}

func TestAShuffleRepeatsItsInputsUntilThereAreEnough(t *testing.T) {
	_, out := open(t, "a").Make(random.Shuffle, "s", world.Props{"inputs": []any{"a", "b"}, "resultCount": 5.0})
	got := out.Strs("results")
	assert.Len(t, got, 5)
	assert.ElementsMatch(t, []string{"a", "b"}, got[:2])
	assert.ElementsMatch(t, []string{"a", "b"}, got[2:4])
}

func TestEqualSeedsOfTheProgramGiveEqualNumbers(t *testing.T) {
	l := open(t, "a")
	_, one := l.Make(random.Integer, "one", world.Props{"min": 0.0, "max": 1e6, "seed": "k"})
	_, two := l.Make(random.Integer, "two", world.Props{"min": 0.0, "max": 1e6, "seed": "k"})
	assert.Equal(t, one.Int("result"), two.Int("result"))
}

func TestAChangedKeeperMakesANewValue(t *testing.T) {
	l := open(t, "a")
	old := world.Props{"length": 8.0, "keepers": map[string]any{"v": "1"}}
	d, err := l.Session.Diff(random.String, old, world.Props{"length": 8.0, "keepers": map[string]any{"v": "2"}})
	require.NoError(t, err)
	assert.Equal(t, []string{"keepers.v"}, d.Replace)
	_, first := l.Make(random.String, "s", old)
	_, second := l.Make(random.String, "s", old)
	assert.NotEqual(t, first.Str("result"), second.Str("result"), "a replacement draws anew")
}
