package service_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheMostSpecificAcceptRangeDecides(t *testing.T) {
	w := serve(t)
	table := map[string]int{
		"application/json":                     200,
		"Application/JSON; charset=utf-8":      200,
		"application/*":                        200,
		"text/html, */*;q=0.1":                 200,
		"application/json;q=0, */*":            406,
		"*/*, application/json;q=0":            406,
		"application/*;q=0, application/json":  200,
		"*/*;q=0":                              406,
		"application/problem+json":             406,
		"text/html, application/xml":           406,
		"application/json;q=high":              406,
		"nonsense":                             406,
		"///, application/json":                200,
		"text/html;q=0.5,application/json;q=1": 200,
	}
	for accept, want := range table {
		assert.Equal(t, want, w.get(t, "/api/v1/greeting", "Accept: "+accept).code, accept)
	}
	assert.Equal(t, 200, w.get(t, "/api/v1/greeting", "Accept: text/html", "Accept: application/json").code,
		"two header lines are one list")
}
