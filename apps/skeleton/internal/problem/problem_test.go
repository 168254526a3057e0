package problem_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/problem"
)

func TestAProblemIsWrittenWithAllFiveMembers(t *testing.T) {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Length", "9999")
	w.Header().Set("Content-Encoding", "gzip")
	r := httptest.NewRequest(http.MethodGet, "/a%20b?secret=1", nil)
	require.NoError(t, problem.New(http.StatusNotFound, "no such thing").Write(w, r))
	assert.Equal(t, http.StatusNotFound, w.Code)
	assert.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	assert.Empty(t, w.Header().Get("Content-Encoding"))
	assert.Equal(t, fmt.Sprint(w.Body.Len()), w.Header().Get("Content-Length"))
	assert.JSONEq(t, `{"type":"about:blank","title":"Not Found","status":404,
		"detail":"no such thing","instance":"/a%20b"}`, w.Body.String())
}

func TestAnUnknownErrorTellsTheClientNothing(t *testing.T) {
	got := problem.From(errors.New("password is hunter2"))
	assert.Equal(t, http.StatusInternalServerError, got.Status)
	assert.NotContains(t, got.Detail, "hunter2")
}

func TestAWrappedProblemIsFoundAndCopied(t *testing.T) {
	original := problem.NotReady("draining")
	got := problem.From(fmt.Errorf("outer: %w", original))
	assert.Equal(t, original, got)
	got.RequestID = "changed"
	assert.Empty(t, original.RequestID, "From must not share the original")
}

func TestABodyAboveTheLimitIs413(t *testing.T) {
	got := problem.From(fmt.Errorf("read: %w", &http.MaxBytesError{Limit: 10}))
	assert.Equal(t, http.StatusRequestEntityTooLarge, got.Status)
	assert.Equal(t, "the request body is larger than 10 bytes", got.Detail)
}

func TestTheOwnKindsAreStable(t *testing.T) {
	var got []string
	for _, k := range problem.Kinds() {
		got = append(got, fmt.Sprintf("%d %s", k.Status, k.Type()))
	}
	assert.Equal(t, []string{"422 /docs#problem-invalid-parameter", "503 /docs#problem-not-ready"}, got,
		"clients compare problem types: a change breaks them")
}
