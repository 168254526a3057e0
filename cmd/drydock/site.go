package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"

	"github.com/drydock-iac/drydock/stacks/platform"
)

// site is the place where a command works: the project and where it keeps
// what it must remember.
type site struct {
	// root is the folder of Pulumi.yaml, or the working directory where there
	// is none above it.
	root string
	// found says that there is a Pulumi.yaml.
	found   bool
	project *workspace.Project
}

// projectName is used where no Pulumi.yaml names another.
const projectName = "drydock"

// findSite looks for Pulumi.yaml in dir and above.
func findSite(dir string) (site, error) {
	for at := dir; ; at = filepath.Dir(at) {
		path := filepath.Join(at, "Pulumi.yaml")
		project, err := workspace.LoadProject(path)
		if err == nil {
			return site{root: at, found: true, project: project}, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return site{}, refusal{fmt.Errorf("%s: %w", path, err)}
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	return site{root: dir, project: &workspace.Project{
		Name: tokens.PackageName(projectName), Runtime: workspace.NewProjectRuntimeInfo("go", nil),
	}}, nil
}

// keep is the folder of what the simulated cloud needs to remember.
func (s site) keep(parts ...string) string {
	return filepath.Join(append([]string{s.root, ".drydock"}, parts...)...)
}

// prepare makes the folders, which git does not see.
func (s site) prepare() error {
	for _, dir := range []string{s.keep("state"), s.keep("home"), s.keep("work")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("folder to remember in: %w", err)
		}
	}
	ignore := s.keep(".gitignore")
	if _, err := os.Stat(ignore); err == nil {
		return nil
	}
	return os.WriteFile(ignore, []byte("*\n"), 0o644)
}

// simulated returns the settings of an environment for the simulated cloud,
// which go to a folder of their own: the CLI writes its encryption salt into
// the file, and a trial must not change the files of the repository. An
// encrypted value cannot be read without its key, which belongs to the real
// cloud; the names of those values are returned, and a stand-in takes their
// place.
func (s site) simulated(env string) (workspace.Project, workspace.ProjectStack, []string, error) {
	project := *s.project
	// The program is inline: there is nothing to find in a folder.
	project.Main = ""
	project.Runtime = workspace.NewProjectRuntimeInfo("go", nil)
	project.Backend = nil
	stack := workspace.ProjectStack{Config: config.Map{}}
	var encrypted []string
	if given, err := s.load(s.root, env); err != nil {
		return project, stack, nil, refusal{err}
	} else if given != nil {
		for key, value := range given.Config {
			if key.String() == platform.KubeconfigKey {
				continue // The simulated machine has a kubeconfig of its own.
			}
			if value.Secure() {
				encrypted = append(encrypted, key.String())
				value = config.NewTypedValue(standIn, config.TypeString)
			}
			stack.Config[key] = value
		}
	}
	if before, err := s.load(s.keep("work"), env); err == nil && before != nil {
		stack.EncryptionSalt = before.EncryptionSalt
	}
	return project, stack, encrypted, nil
}

// standIn takes the place of an encrypted setting.
const standIn = "simulated-secret"

// load reads the settings of an environment in dir; nil where there are none.
func (s site) load(dir, env string) (*workspace.ProjectStack, error) {
	path := filepath.Join(dir, "Pulumi."+env+".yaml")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	stack, err := workspace.LoadProjectStack(nil, s.project, path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return stack, nil
}
