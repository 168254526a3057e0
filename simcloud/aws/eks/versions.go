package eks

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A release is a Kubernetes version of the service.
type release struct {
	version string
	// end is the end of extended support, from which on no cluster of the
	// version can be made.
	end time.Time
	// platform is the platform version of new clusters, patch that of Kubernetes.
	platform, patch string
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// releases are the versions that can be had in November 2026, oldest first.
// Source: docVersions; of the patches the kube-proxy table in
// https://docs.aws.amazon.com/eks/latest/userguide/managing-kube-proxy.html
var releases = []release{
	{"1.31", day(2026, time.November, 26), "eks.50", "1.31.14"},
	{"1.32", day(2027, time.March, 23), "eks.34", "1.32.13"},
	{"1.33", day(2027, time.July, 29), "eks.27", "1.33.10"},
	{"1.34", day(2027, time.December, 2), "eks.13", "1.34.6"},
	{"1.35", day(2028, time.March, 27), "eks.3", "1.35.3"},
	{"1.36", day(2028, time.August, 2), "eks.1", "1.36.0"},
}

// defaultVersion is what a cluster gets that asks for none.
const defaultVersion = "1.35"

// released returns the version where a cluster of it can be made at that time.
func released(version string, now time.Time) (release, bool) {
	for _, r := range releases {
		if r.version == version && now.Before(r.end) {
			return r, true
		}
	}
	return release{}, false
}

// minor is the second number of a version such as "1.35", or -1.
func minor(version string) int {
	major, rest, ok := strings.Cut(version, ".")
	n, err := strconv.Atoi(rest)
	if !ok || major != "1" || err != nil {
		return -1
	}
	return n
}

// step returns "" where the service updates from one version to the other:
// to the same or the next minor one. Source: docUpdate.
func step(from, to string) string {
	if d := minor(to) - minor(from); minor(to) >= 0 && (d == 0 || d == 1) {
		return ""
	}
	return fmt.Sprintf("Unsupported Kubernetes minor version update from %s to %s", from, to)
}

// maxSkew is how many minor versions a kubelet may be older than the API
// server. Source: docSkew.
const maxSkew = 3
