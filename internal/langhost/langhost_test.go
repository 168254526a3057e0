package langhost_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/drydock-iac/drydock/internal/langhost"
)

// engine remembers the messages it is sent.
type engine struct {
	pulumirpc.UnimplementedEngineServer
	mu       sync.Mutex
	messages []string
}

func (e *engine) Log(_ context.Context, r *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.messages = append(e.messages, r.GetSeverity().String()+" "+r.GetMessage())
	return &emptypb.Empty{}, nil
}

// connect starts a host and an engine and returns a client that has shaken
// hands.
func connect(t *testing.T) (pulumirpc.LanguageRuntimeClient, *engine, string) {
	t.Helper()
	e, cancel := &engine{}, make(chan bool)
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{Cancel: cancel, Init: func(s *grpc.Server) error {
		pulumirpc.RegisterEngineServer(s, e)
		return nil
	}})
	require.NoError(t, err)
	host, err := langhost.Serve()
	require.NoError(t, err)
	assert.Equal(t, fmt.Sprintf("go:%d", host.Port), host.Env())
	conn, err := grpc.NewClient(fmt.Sprintf("127.0.0.1:%d", host.Port), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, conn.Close())
		assert.NoError(t, host.Close())
		close(cancel)
	})
	client, address := pulumirpc.NewLanguageRuntimeClient(conn), fmt.Sprintf("127.0.0.1:%d", handle.Port)
	_, err = client.Handshake(t.Context(), &pulumirpc.LanguageHandshakeRequest{EngineAddress: address})
	require.NoError(t, err)
	return client, e, address
}

// program writes a Go program that needs no modules.
func program(t *testing.T, body string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":  "module example.com/program\n\ngo 1.26\n",
		"main.go": "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() {\n" + body + "\n\tfmt.Fprint(os.Stderr, \"bye\")\n}\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

func TestAProgramRunsInTheEnvironmentThatTheSDKReads(t *testing.T) {
	client, e, address := connect(t)
	dir := program(t, `	for _, name := range []string{"ORGANIZATION", "PROJECT", "STACK", "ROOT_DIRECTORY", "CONFIG", "CONFIG_SECRET_KEYS",
		"DRY_RUN", "PARALLEL", "MONITOR", "ENGINE"} {
		fmt.Println(name, os.Getenv("PULUMI_"+name))
	}`)
	answer, err := client.Run(t.Context(), &pulumirpc.RunRequest{
		Organization: "org", Project: "drydock", Stack: "dev", Pwd: dir, DryRun: true, Parallel: 8, MonitorAddress: "monitor:1",
		Config: map[string]string{"drydock:a": "b"}, ConfigSecretKeys: []string{"drydock:a"},
		Info: &pulumirpc.ProgramInfo{RootDirectory: "/root", ProgramDirectory: dir, EntryPoint: "."},
	})
	require.NoError(t, err)
	assert.Empty(t, answer.GetError())
	assert.False(t, answer.GetBail())
	e.mu.Lock()
	defer e.mu.Unlock()
	assert.ElementsMatch(t, []string{
		"INFO ORGANIZATION org", "INFO PROJECT drydock", "INFO STACK dev", "INFO ROOT_DIRECTORY /root",
		`INFO CONFIG {"drydock:a":"b"}`, `INFO CONFIG_SECRET_KEYS ["drydock:a"]`,
		"INFO DRY_RUN true", "INFO PARALLEL 8", "INFO MONITOR monitor:1", "INFO ENGINE " + address, "INFO bye",
	}, e.messages)
}

func TestAProgramsExitIsItsAnswer(t *testing.T) {
	client, _, _ := connect(t)
	for _, c := range []struct {
		name, body, want string
		bail             bool
	}{
		{name: "an error that the SDK has reported", body: "\tos.Exit(32)", bail: true},
		{name: "any other exit", body: "\tos.Exit(3)", want: "program: exit status 3: see the messages above"},
		{name: "a program that does not compile", body: "\tundefined()", want: "go build in DIR: exit status 1\n" +
			"# example.com/program\n./main.go:9:2: undefined: undefined"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := program(t, c.body)
			answer, err := client.Run(t.Context(), &pulumirpc.RunRequest{Pwd: dir})
			require.NoError(t, err)
			assert.Equal(t, c.want, strings.ReplaceAll(answer.GetError(), dir, "DIR"))
			assert.Equal(t, c.bail, answer.GetBail())
		})
	}
}

func TestTheHostNamesNoPluginsAndKnowsTheToolchain(t *testing.T) {
	client, _, _ := connect(t)
	packages, err := client.GetRequiredPackages(t.Context(), &pulumirpc.GetRequiredPackagesRequest{})
	require.NoError(t, err)
	assert.Empty(t, packages.GetPackages())
	about, err := client.About(t.Context(), &pulumirpc.AboutRequest{})
	require.NoError(t, err)
	assert.Regexp(t, `^go1\.`, about.GetVersion())
	dir := program(t, "")
	modules, err := client.GetProgramDependencies(t.Context(), &pulumirpc.GetProgramDependenciesRequest{
		Info: &pulumirpc.ProgramInfo{ProgramDirectory: dir},
	})
	require.NoError(t, err)
	assert.Empty(t, modules.GetDependencies())
}
