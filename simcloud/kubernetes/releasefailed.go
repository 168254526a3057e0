package kubernetes

import (
	"errors"
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// failed words the failure of a release and says whether it stays, as Helm and
// the provider do
// (https://github.com/pulumi/pulumi-kubernetes/blob/v4.30.0/provider/pkg/provider/helm_release.go,
// https://helm.sh/docs/helm/helm_install/ and helm_upgrade/, --atomic): an
// atomic installation is taken back, and nothing is left to know of; an atomic
// upgrade is rolled back, but the provider keeps the new settings, as those of
// a release that is not done; any other release stays, failed.
//
// While the wait may still end well nothing is decided.
func (t *transaction) failed(err error) error {
	release := t.namespace + "/" + t.name
	atomic := t.c.In.Bool("atomic")
	if world.Waiting(err) && !t.c.Last {
		return err
	}
	if refusedByHelm(err) || t.owner == nil && atomic {
		if atomic && !refusedByHelm(err) {
			return wrap(err, fmt.Sprintf("release %s failed, and has been uninstalled due to atomic being set: ", t.name))
		}
		return err
	}
	text := fmt.Sprintf("Helm release %q was created, but failed to initialize completely. Use Helm CLI to investigate: ", release)
	if t.owner != nil {
		text = fmt.Sprintf("Helm release %q failed to initialize completely. Use Helm CLI to investigate: ", release)
	}
	text += fmt.Sprintf("failed to become available within allocated timeout. Error: Helm Release %s: ", release)
	if atomic {
		text += fmt.Sprintf("release %s failed, and has been rolled back due to atomic being set: ", t.name)
	}
	t.kept = !atomic
	err = wrap(err, text)
	return &world.Unfinished{Err: err, Reasons: reasons(err), Untouched: atomic}
}

// wrap puts words before an error, inside its first sentence.
func wrap(err error, text string) error {
	var u *Unready
	if errors.As(err, &u) {
		return &Unready{Doing: text + u.Doing, Reasons: u.Reasons}
	}
	return fmt.Errorf("%s%w", text, err)
}

// refusedByHelm reports whether Helm itself refused, before it kept anything of
// the release: an object belongs to somebody else or is of no known kind.
func refusedByHelm(err error) bool {
	var f *foreign
	var m *noMatch
	return errors.As(err, &f) || errors.As(err, &m)
}

// foreign is Helm's refusal to take over an object.
type foreign struct{ text string }

func (f *foreign) Error() string { return f.text }
