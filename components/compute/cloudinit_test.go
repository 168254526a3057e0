package compute_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/compute"
)

func TestTheDocumentSaysWhatToDoInCloudInitsOrder(t *testing.T) {
	c := compute.CloudInit{
		Packages:    []string{"jq"},
		Files:       []compute.File{{Path: "/usr/local/bin/go", Content: "#!/bin/sh\necho '<&>' \"$1\"\n", Mode: "0755"}},
		Units:       []compute.Unit{{Name: "agent.service", Content: "[Service]\nExecStart=/usr/local/bin/go\n"}, {Name: "chronyd.service"}, {Name: "later.timer", Content: "[Timer]\n", Disabled: true}},
		RunCommands: [][]string{{"/usr/local/bin/go", "a b"}},
	}
	text := c.Document(map[string]string{"URL": "https://x", "A": "1"})
	head, body, _ := strings.Cut(text, "\n")
	assert.Equal(t, "#cloud-config", head)
	var d map[string]any
	require.NoError(t, json.Unmarshal([]byte(body), &d))
	file := func(path, mode, content string) any {
		return map[string]any{"path": path, "permissions": mode, "owner": "root:root", "content": content}
	}
	assert.Equal(t, map[string]any{
		"package_update": true, "packages": []any{"jq"},
		"write_files": []any{
			file("/etc/drydock/facts", "0644", "A='1'\nURL='https://x'\n"),
			file("/usr/local/bin/go", "0755", "#!/bin/sh\necho '<&>' \"$1\"\n"),
			file("/etc/systemd/system/agent.service", "0644", "[Service]\nExecStart=/usr/local/bin/go\n"),
			file("/etc/systemd/system/later.timer", "0644", "[Timer]\n"),
		},
		"runcmd": []any{
			[]any{"systemctl", "daemon-reload"}, []any{"systemctl", "enable", "--now", "agent.service"},
			[]any{"systemctl", "enable", "--now", "chronyd.service"}, []any{"/usr/local/bin/go", "a b"},
		},
	}, d)
	assert.Contains(t, text, "<&>", "shell text stays readable")
}

func TestUserDataAreCompressedOnlyWhenTheyMustBe(t *testing.T) {
	small, err := compute.CloudInit{}.UserData(nil)
	require.NoError(t, err)
	raw, err := base64.StdEncoding.DecodeString(small)
	require.NoError(t, err)
	assert.Equal(t, "#cloud-config\n{}\n", string(raw))

	c := compute.CloudInit{Files: []compute.File{{Path: "/x", Content: strings.Repeat("all work and no play\n", 2000)}}}
	big, err := c.UserData(nil)
	require.NoError(t, err)
	raw, err = base64.StdEncoding.DecodeString(big)
	require.NoError(t, err)
	assert.LessOrEqual(t, len(raw), compute.MaxUserData)
	r, err := gzip.NewReader(bytes.NewReader(raw))
	require.NoError(t, err)
	plain, err := io.ReadAll(r)
	require.NoError(t, err)
	assert.Equal(t, c.Document(nil), string(plain))
	again, _ := c.UserData(nil)
	assert.Equal(t, big, again)
}

func TestFactsThatDoNotFitAreRefusedWhenTheyAreKnown(t *testing.T) {
	for value, want := range map[string]string{
		"it's":        "user data: fact URL: has a quote or a line break: a fact is one line of text",
		"a\nb":        "user data: fact URL: has a quote or a line break: a fact is one line of text",
		"key " + akia: "user data: fact URL: holds an AWS access key: everything on the machine reads user data: let it fetch the secret by its role",
	} {
		_, err := compute.CloudInit{}.UserData(map[string]string{"URL": value})
		assert.EqualError(t, err, want)
	}
}

func TestTheFamilyOfATypeTellsItsArchitecture(t *testing.T) {
	for name, want := range map[string]compute.Arch{
		"t3.small": compute.AMD64, "t4g.small": compute.ARM64, "m7g.large": compute.ARM64, "c7gn.xlarge": compute.ARM64, "r6gd.large": compute.ARM64,
		"g5.xlarge": compute.AMD64, "g5g.xlarge": compute.ARM64, "a1.large": compute.ARM64, "m7i-flex.large": compute.AMD64, "im4gn.large": compute.ARM64, "hpc7g.4xlarge": compute.ARM64,
	} {
		assert.Equal(t, want, compute.ArchOf(name), name)
	}
}
