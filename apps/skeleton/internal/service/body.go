package service

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

const mediaJSON = "application/json"

// writeJSON sends v as the whole answer. Nothing is sent if v has no JSON.
func writeJSON(w http.ResponseWriter, code int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("service: encode %T: %w", v, err)
	}
	return writeBody(w, code, mediaJSON, append(body, '\n'))
}

// writeBody sends body as the whole answer.
func writeBody(w http.ResponseWriter, code int, mediaType string, body []byte) error {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("service: send: %w", err)
	}
	return nil
}
