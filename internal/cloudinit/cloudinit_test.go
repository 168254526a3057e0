package cloudinit_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/cloudinit"
)

func document() cloudinit.Document {
	return cloudinit.Document{
		Packages: []string{"jq"},
		Files: []cloudinit.File{
			{Path: "/a", Mode: "0644", Content: "one: 'two'\n\ttab \"quoted\"\\\nno end"},
			{Path: "/b", Mode: "0755", Content: "#!/bin/sh\necho $x\n"},
		},
		Commands: [][]string{{"systemctl", "start", "a b"}},
	}
}

func TestADocumentIsReadBackAsItWasWritten(t *testing.T) {
	text, err := document().UserData()
	require.NoError(t, err)
	back, err := cloudinit.Parse(text)
	require.NoError(t, err)
	assert.Equal(t, document(), back)
	again, err := document().UserData()
	require.NoError(t, err)
	assert.Equal(t, text, again)
	plain, err := base64.StdEncoding.DecodeString(text)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(plain), "#cloud-config\npackages:\n"))
}

func TestWhatIsTooLongIsPackedAndThenRefused(t *testing.T) {
	long := cloudinit.Document{Files: []cloudinit.File{{Path: "/a", Mode: "0644", Content: strings.Repeat("again and again\n", 2000)}}}
	text, err := long.UserData()
	require.NoError(t, err)
	raw, err := base64.StdEncoding.DecodeString(text)
	require.NoError(t, err)
	assert.LessOrEqual(t, len(raw), cloudinit.MaxBytes)
	back, err := cloudinit.Parse(text)
	require.NoError(t, err)
	assert.Equal(t, long, back)

	noise, source := strings.Builder{}, rand.New(rand.NewPCG(1, 2))
	for range 6000 {
		fmt.Fprintf(&noise, "%08x", source.Uint32())
	}
	_, err = cloudinit.Document{Files: []cloudinit.File{{Path: "/a", Mode: "0644", Content: noise.String()}}}.UserData()
	require.Error(t, err)
	assert.Regexp(t, `^user data: 480\d\d bytes, 2\d{4} compressed: EC2 takes 16384: move files into an image or a bucket$`, err.Error())
}

func TestWhatCannotBeUserDataIsRefused(t *testing.T) {
	file := func(path, mode, content string) cloudinit.Document {
		return cloudinit.Document{Files: []cloudinit.File{{Path: path, Mode: mode, Content: content}}}
	}
	twice := file("/a", "0644", "")
	twice.Files = append(twice.Files, twice.Files[0])
	for _, c := range []struct {
		doc  cloudinit.Document
		want string
	}{
		{file("a", "0644", ""), `user data: file "a": not an absolute path: begin it with a slash and leave out dots`},
		{file("/a/../b", "0644", ""), `user data: file "/a/../b": not an absolute path: begin it with a slash and leave out dots`},
		{file("/a", "644", ""), `user data: file "/a": mode "644": not a mode of four octal digits: write one such as "0644"`},
		{twice, `user data: file "/a": written twice: remove one`},
		{cloudinit.Document{Commands: [][]string{{}}}, `user data: command 0: empty: name the program and its arguments`},
		{file("/a", "0600", "-----BEGIN EC PRIVATE KEY-----\n"), "user data: holds a private key: everything on the machine reads user data: let it fetch the secret by its role"},
		{file("/a", "0600", "K10"+strings.Repeat("ab", 32)+"::server:x"), "user data: holds an RKE2 token: everything on the machine reads user data: let it fetch the secret by its role"},
		{file("/a", "0600", "AKIAABCDEFGHIJKLMNOP"), "user data: holds an AWS access key: everything on the machine reads user data: let it fetch the secret by its role"},
	} {
		_, err := c.doc.UserData()
		assert.EqualError(t, err, c.want)
	}
}

func TestWhatIsNoDocumentIsNotRead(t *testing.T) {
	for text, want := range map[string]string{
		"not base64!": "user data: illegal base64 data at input byte 3",
		base64.StdEncoding.EncodeToString([]byte("#!/bin/sh\n")):                `user data: not a cloud-config document: its first line is not "#cloud-config"`,
		base64.StdEncoding.EncodeToString([]byte("#cloud-config\npackages: a")): "user data: yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `a` into []string",
	} {
		_, err := cloudinit.Parse(text)
		assert.EqualError(t, err, want)
	}
}
