package problem

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// MediaType is the content type of every error.
const MediaType = "application/problem+json"

// Write sends p as the answer to r, replacing what a handler may have said
// about the content it did not get to send.
func (p *Problem) Write(w http.ResponseWriter, r *http.Request) error {
	own := *p
	own.Instance = r.URL.EscapedPath()
	body, err := json.Marshal(own)
	if err != nil {
		return fmt.Errorf("problem %d: encode: %w", p.Status, err)
	}
	body = append(body, '\n')
	h := w.Header()
	for _, stale := range []string{"Content-Encoding", "Etag", "Last-Modified"} {
		h.Del(stale)
	}
	h.Set("Content-Type", MediaType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.Status)
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("problem %d: send: %w", p.Status, err)
	}
	return nil
}
