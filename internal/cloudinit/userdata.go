package cloudinit

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"regexp"
)

// MaxBytes is the most bytes of user data that EC2 takes, counted before
// base64: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
const MaxBytes = 16384

// UserData returns the document as a launch template takes it: base64, of the
// text itself or, where that is longer than EC2 takes, of its gzip, which
// cloud-init unpacks by itself. The error says what is wrong with the
// document, which secret it holds, or how far it is above the limit.
func (d Document) UserData() (string, error) {
	text, err := d.Text()
	if err != nil {
		return "", err
	}
	if what := SecretIn(text); what != "" {
		return "", fmt.Errorf("user data: holds %s: everything on the machine reads user data: let it fetch the secret by its role", what)
	}
	raw := []byte(text)
	if len(raw) > MaxBytes {
		if raw, err = squeeze(raw); err != nil {
			return "", err
		}
	}
	if len(raw) > MaxBytes {
		return "", fmt.Errorf("user data: %d bytes, %d compressed: EC2 takes %d: move files into an image or a bucket", len(text), len(raw), MaxBytes)
	}
	return base64.StdEncoding.EncodeToString(raw), nil
}

// Parse reads user data as the machine would: from base64, unpacked where it
// is packed.
func Parse(userData string) (Document, error) {
	raw, err := base64.StdEncoding.DecodeString(userData)
	if err != nil {
		return Document{}, fmt.Errorf("user data: %w", err)
	}
	// https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
	if bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return Document{}, fmt.Errorf("user data: %w", err)
		}
		if raw, err = io.ReadAll(unpacked); err != nil {
			return Document{}, fmt.Errorf("user data: %w", err)
		}
	}
	return parseText(string(raw))
}

func squeeze(raw []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// secrets are what must not stand in user data, by what gives it away.
var secrets = []struct {
	what string
	form *regexp.Regexp
}{
	{"a private key", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY`)},
	{"an AWS access key", regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b`)},
	{"an AWS secret key", regexp.MustCompile(`(?i)aws_secret_access_key\s*[=:]\s*['"]?[0-9A-Za-z/+]{16}`)},
	{"an RKE2 token", regexp.MustCompile(`\bK10[0-9a-f]{64}::`)},
	{"a GitHub token", regexp.MustCompile(`\b(gh[pousr]_[0-9A-Za-z]{30}|github_pat_[0-9A-Za-z_]{30})`)},
}

// SecretIn names the secret that a text seems to hold, "" for none. It knows
// secrets by their form, so it cannot see a plain password.
func SecretIn(text string) string {
	for _, s := range secrets {
		if s.form.MatchString(text) {
			return s.what
		}
	}
	return ""
}
