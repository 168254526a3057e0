package pulumicli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/blang/semver"
)

// Binary is a Pulumi CLI that can be run.
type Binary struct {
	// Path is absolute.
	Path string
	// Version is what the CLI says of itself.
	Version semver.Version
	// Origin tells people where it came from: "on the PATH", "built earlier",
	// "built now".
	Origin string
}

// Options are the choices of Locate.
type Options struct {
	// Progress receives what people want to know meanwhile; nil discards it.
	Progress io.Writer
	// Terminal says that Progress is a terminal, whose last line can be
	// rewritten.
	Terminal bool
	// Cache is the folder for the CLI that is built; empty means the folder
	// "drydock" in os.UserCacheDir.
	Cache string
}

// Locate returns a suitable CLI: from the PATH, from the cache, or built now.
// Errors: no Go toolchain to build with, and a build that failed, with the
// last lines of what the toolchain said.
func Locate(ctx context.Context, o Options) (Binary, error) {
	if o.Progress == nil {
		o.Progress = io.Discard
	}
	found, why := onPath(ctx)
	if why == nil {
		return found, nil
	}
	cache, err := o.cache()
	if err != nil {
		return Binary{}, err
	}
	target := filepath.Join(cache, fmt.Sprintf("pulumi-%s-%s-%s", Pinned, runtime.GOOS, runtime.GOARCH), executable("pulumi"))
	if b, err := inspect(ctx, target); err == nil {
		b.Origin = "built earlier"
		return b, nil
	}
	if !errors.Is(why, exec.ErrNotFound) {
		fmt.Fprintf(o.Progress, "%v: building %s instead\n", why, Pinned)
	}
	if err := build(ctx, target, o); err != nil {
		return Binary{}, err
	}
	b, err := inspect(ctx, target)
	b.Origin = "built now"
	return b, err
}

func (o Options) cache() (string, error) {
	if o.Cache != "" {
		return o.Cache, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("pulumi: no folder to build into: %w", err)
	}
	return filepath.Join(dir, "drydock"), nil
}

// onPath returns the PATH's CLI, or why it cannot be used.
func onPath(ctx context.Context) (Binary, error) {
	path, err := exec.LookPath("pulumi")
	if err != nil {
		return Binary{}, err
	}
	b, err := inspect(ctx, path)
	if err != nil {
		return Binary{}, fmt.Errorf("%s: %w", path, err)
	}
	if why := Suitable(b.Version); why != "" {
		return Binary{}, fmt.Errorf("%s: %s", path, why)
	}
	b.Origin = "on the PATH"
	return b, nil
}

// inspect asks the CLI at path for its version.
func inspect(ctx context.Context, path string) (Binary, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Binary{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "version")
	cmd.Env = append(os.Environ(), "PULUMI_SKIP_UPDATE_CHECK=true")
	out, err := cmd.Output()
	if err != nil {
		return Binary{}, fmt.Errorf("pulumi version: %w", err)
	}
	v, err := ParseVersion(string(out))
	if err != nil {
		if v, err = builtVersion(path); err != nil {
			return Binary{}, err
		}
	}
	return Binary{Path: path, Version: v}, nil
}

func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
