package versions

import (
	"fmt"
	"strconv"
	"strings"
)

// Release is a minor version of Kubernetes as EKS offers it.
type Release struct {
	// Minor is the version, "1.35".
	Minor string
	// StandardUntil is the day on which standard support ends, at its start in
	// UTC; from then on each cluster hour costs six times as much.
	StandardUntil Date
	// ExtendedUntil is the day on which extended support ends; from then on
	// no cluster can be made and AWS upgrades those that exist.
	ExtendedUntil Date
	// AddOns are the pinned versions of the add-ons for it, by name. Empty
	// for a version that the library no longer builds.
	AddOns map[string]string
	// Source of the dates.
	Source Source
}

// calendar is where the dates of EKS are published.
const calendar = "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html#kubernetes-release-calendar"

// EKSReleases is the table of versions, newest first.
func EKSReleases() []Release {
	seen := Source{URL: calendar, Seen: "2026-09-20"}
	// The copy of the calendar that was read ends at 1.34.
	told := Source{URL: calendar, Through: "public records of clusters of these versions", Seen: "2026-09-20"}
	return []Release{
		{"1.36", "2027-08-02", "2028-08-02", addOns("v1.14.3-eksbuild.23", "v1.36.0-eksbuild.25"), told},
		{"1.35", "2027-03-27", "2028-03-27", addOns("v1.13.2-eksbuild.31", "v1.35.3-eksbuild.29"), told},
		{"1.34", "2026-12-02", "2027-12-02", addOns("v1.12.4-eksbuild.29", "v1.34.6-eksbuild.21"), seen},
		{"1.33", "2026-07-29", "2027-07-29", addOns("v1.12.4-eksbuild.29", "v1.33.10-eksbuild.21"), seen},
		{"1.32", "2026-03-23", "2027-03-23", addOns("v1.11.4-eksbuild.51", "v1.32.13-eksbuild.24"), seen},
		{"1.31", "2025-11-26", "2026-11-26", nil, seen},
		{"1.30", "2025-07-23", "2026-07-23", nil, seen},
		{"1.29", "2025-03-23", "2026-03-23", nil, seen},
	}
}

// DefaultEKS is the version that new clusters should take: the newest that
// has been out for more than half a year.
const DefaultEKS = "1.35"

// EKSRelease returns the entry of a minor version.
func EKSRelease(minor string) (Release, bool) {
	for _, r := range EKSReleases() {
		if r.Minor == minor {
			return r, true
		}
	}
	return Release{}, false
}

// Buildable reports whether the library has add-on versions for the release.
func (r Release) Buildable() bool { return len(r.AddOns) > 0 }

// Support is the state of a version on a day.
type Support int

// The three states, in the order in which a version goes through them.
const (
	Standard Support = iota
	Extended
	Ended
)

// SupportOn returns the state of support on a day.
func (r Release) SupportOn(day Date) Support {
	switch {
	case !r.ExtendedUntil.After(day):
		return Ended
	case !r.StandardUntil.After(day):
		return Extended
	}
	return Standard
}

// CheckEKS judges a version of Kubernetes for EKS on a day, usually AsOf. An
// error means that no cluster can be built with it, a warning that it should
// not be for long. Both have the form "rule: repair".
func CheckEKS(version string, day Date) (warning string, err error) {
	choose := fmt.Sprintf("choose %s to %s", oldest(day), EKSReleases()[0].Minor)
	if _, err := parse(version); err != nil {
		return "", fmt.Errorf("not a minor version of Kubernetes: write it as %q", DefaultEKS)
	}
	r, known := EKSRelease(version)
	if !known {
		return "", fmt.Errorf("not in the list of EKS versions as of %s: %s", AsOf, choose)
	}
	switch support := r.SupportOn(day); {
	case support == Ended:
		return "", fmt.Errorf("extended support ended on %s: %s", r.ExtendedUntil, choose)
	case !r.Buildable():
		return "", fmt.Errorf("extended support ends on %s and the list has no add-ons for it: %s", r.ExtendedUntil, choose)
	case support == Extended:
		return fmt.Sprintf("standard support ended on %s, a cluster hour costs six times as much: "+
			"upgrade one minor version at a time before %s", r.StandardUntil, r.ExtendedUntil), nil
	}
	return "", nil
}

// oldest is the oldest version that can still be built on a day.
func oldest(day Date) string {
	minor := ""
	for _, r := range EKSReleases() {
		if r.Buildable() && r.SupportOn(day) != Ended {
			minor = r.Minor
		}
	}
	return minor
}

// CheckUpgrade refuses every step but the same version or the next minor one:
// https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html
func CheckUpgrade(from, to string) error {
	return checkStep(from, to, "EKS", "EKS upgrades one at a time")
}

// MaxSkew is how many minor versions nodes may be behind the control plane:
// https://kubernetes.io/releases/version-skew-policy/#kubelet
const MaxSkew = 3

// CheckSkew refuses nodes that are newer than the control plane, or too old.
func CheckSkew(control, nodes string) error {
	c, err := parse(control)
	if err != nil {
		return err
	}
	n, err := parse(nodes)
	if err != nil {
		return err
	}
	switch {
	case n > c:
		return fmt.Errorf("newer than the control plane's %s: upgrade the control plane first", control)
	case c-n > MaxSkew:
		return fmt.Errorf("%d minor versions behind the control plane's %s, above %d: upgrade the nodes first",
			c-n, control, MaxSkew)
	}
	return nil
}

// checkStep refuses every step but the same version or the next minor one; who
// has no way back, and how is the rule that forbids to skip one.
func checkStep(from, to, who, how string) error {
	a, err := parse(from)
	if err != nil {
		return err
	}
	b, err := parse(to)
	if err != nil {
		return err
	}
	switch {
	case b < a:
		return fmt.Errorf("older than the running %s, and %s has no way back: keep %s or go to 1.%d", from, who, from, a+1)
	case b > a+1:
		return fmt.Errorf("skips from %s over %d minor version(s), and %s: go to 1.%d first", from, b-a-1, how, a+1)
	}
	return nil
}

// parse returns the minor number of "1.35".
func parse(version string) (int, error) {
	text, found := strings.CutPrefix(version, "1.")
	minor, err := strconv.Atoi(text)
	if !found || err != nil || minor < 0 || strconv.Itoa(minor) != text {
		return 0, fmt.Errorf("%q is not a minor version of Kubernetes: write it as %q", version, DefaultEKS)
	}
	return minor, nil
}
