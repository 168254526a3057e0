package storage

import (
	"path"
	"strings"
)

const (
	plainText   = "text/plain; charset=utf-8"
	octetStream = "application/octet-stream"
)

// contentTypes are the media types by extension, from
// https://www.iana.org/assignments/media-types/media-types.xhtml. The table of
// the operating system differs from machine to machine.
var contentTypes = map[string]string{
	".txt": plainText, ".log": plainText, ".md": "text/markdown; charset=utf-8", ".csv": "text/csv; charset=utf-8",
	".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
	".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".json": "application/json",
	".xml": "application/xml", ".yaml": "application/yaml", ".yml": "application/yaml", ".toml": "application/toml",
	".pdf": "application/pdf", ".zip": "application/zip", ".gz": "application/gzip", ".tgz": "application/gzip",
	".tar": "application/x-tar", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".png": "image/png",
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".ico": "image/vnd.microsoft.icon",
	".woff2": "font/woff2", ".pem": "application/x-pem-file", ".sh": "application/x-sh",
}

func (a ObjectArgs) contentType() string {
	if a.ContentType != "" {
		return a.ContentType
	}
	if known := contentTypes[strings.ToLower(path.Ext(a.Key))]; known != "" {
		return known
	}
	if a.Text != nil {
		return plainText
	}
	return octetStream
}
