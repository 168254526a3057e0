package simtest

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/pkg/v3/pluginstorage"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
)

func (s *Stack) provider(h plugin.Host, pkg string) (plugin.Provider, error) {
	server, err := s.Cloud.Provider(pkg)
	if err != nil {
		return nil, err
	}
	ctx, err := plugin.NewContextWithHost(context.Background(), nil, nil, h, "/", "/", nil)
	if err != nil {
		return nil, err
	}
	return plugin.NewProviderWithClient(ctx, client{server, s.pause}, false), nil
}

var errNoPlugins = errors.New("simtest: no plugins are used")

// noPlugins is a plugin manager that has nothing and fetches nothing: every
// provider comes from the cloud.
type noPlugins struct{}

func (noPlugins) GetPluginPath(context.Context, diag.Sink, workspace.PluginDescriptor, []workspace.ProjectPlugin) (string, error) {
	return "", errNoPlugins
}

func (noPlugins) IsExternalURL(context.Context, string) bool { return false }

func (noPlugins) HasPlugin(context.Context, workspace.PluginDescriptor) bool { return true }

func (noPlugins) HasPluginGTE(context.Context, workspace.PluginDescriptor) (bool, *semver.Version, error) {
	return true, nil, nil
}

func (noPlugins) GetLatestVersion(context.Context, workspace.PluginDescriptor) (*semver.Version, error) {
	return nil, errNoPlugins
}

func (noPlugins) DownloadPlugin(
	context.Context, workspace.PluginDescriptor, func(io.ReadCloser, int64) io.ReadCloser,
	func(error, int, int, time.Duration),
) (io.ReadCloser, int64, error) {
	return nil, 0, errNoPlugins
}

func (noPlugins) InstallPlugin(context.Context, workspace.PluginDescriptor, pluginstorage.Content, bool) error {
	return errNoPlugins
}

func (noPlugins) GetPlugins(context.Context) ([]workspace.PluginInfo, error) { return nil, nil }
