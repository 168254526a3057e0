package component_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/internal/component"
)

func TestWrongTagsAreRefusedLineByLine(t *testing.T) {
	long := strings.Repeat("ä", 129)
	p := component.NewProblems("thing", "x")
	p.Tags("Tags", map[string]string{
		"": "empty", "AWS:owner": "me", "Name": "mine", long: "long", "note": strings.Repeat("ä", 257), "team": strings.Repeat("ä", 256),
	}, component.NameTag)
	assert.EqualError(t, p.Err(), `thing "x": Tags "": not a tag key: use 1 to 128 characters
thing "x": Tags "AWS:owner": keys that start with "aws:" belong to AWS: use another key
thing "x": Tags "Name": every resource has a name of its own: leave it out
thing "x": Tags["note"]: value of 257 characters: use at most 256
thing "x": Tags "`+long+`": not a tag key: use 1 to 128 characters`)
	free := component.NewProblems("thing", "x")
	free.Tags("Tags", map[string]string{"Name": "mine"})
	assert.NoError(t, free.Err(), "a component that sets no Name leaves it to the caller")
}

func TestLaterTagsWinAndTheNameIsTheResources(t *testing.T) {
	given := map[string]string{"team": "dock", "Name": "mine"}
	assert.Equal(t, pulumi.StringMap{"team": pulumi.String("yard"), "Name": pulumi.String("x")},
		component.Tagged("x", given, nil, map[string]string{"team": "yard"}))
	assert.Equal(t, map[string]string{"team": "dock", "Name": "mine"}, given)
}

func TestANameIsOneThatOthersCanStartWith(t *testing.T) {
	for name, want := range map[string]string{
		"core-2":  "",
		"Core":    `thing "Core": name "Core": not a name: use lower-case letters, digits and hyphens, a letter first`,
		"":        `thing "": name "": not a name: use lower-case letters, digits and hyphens, a letter first`,
		"core-22": `thing "core-22": name "core-22": 7 characters long: use at most 6`,
	} {
		p := component.NewProblems("thing", name)
		p.Name(name, 6)
		if want == "" {
			assert.NoError(t, p.Err())
			continue
		}
		assert.EqualError(t, p.Err(), want)
	}
}
