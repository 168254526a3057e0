package platform_test

import "github.com/drydock-iac/drydock/stacks/platform"

func badClusters() []bad {
	version := func(v string) func(*setup) { return func(s *setup) { s.Cluster.Version = v } }
	return []bad{
		{"no version of Kubernetes is named", version(""), []string{
			`cluster "dev": Version "": not a minor version of Kubernetes: write it as "1.35"`,
		}},
		{"the version is out of all support", version("1.29"), []string{
			`cluster "dev": Version "1.29": extended support ended on 2026-03-23: choose 1.32 to 1.36`,
		}},
		{"the version is older than the list", version("1.20"), []string{
			`cluster "dev": Version "1.20": not in the list of EKS versions as of 2026-11-21: choose 1.32 to 1.36`,
		}},
		{"the version is one that the library no longer builds", version("1.31"), []string{
			`cluster "dev": Version "1.31": extended support ends on 2026-11-26 and the list has no add-ons for it: choose 1.32 to 1.36`,
		}},
		{"the version is not out yet", version("1.40"), []string{
			`cluster "dev": Version "1.40": not in the list of EKS versions as of 2026-11-21: choose 1.32 to 1.36`,
		}},
		{"the version has a patch", version("1.35.2"), []string{
			`cluster "dev": Version "1.35.2": not a minor version of Kubernetes: write it as "1.35"`,
		}},
		{"the version starts with a v", version("v1.35"), []string{
			`cluster "dev": Version "v1.35": not a minor version of Kubernetes: write it as "1.35"`,
		}},
		{"the version is a word", version("latest"), []string{
			`cluster "dev": Version "latest": not a minor version of Kubernetes: write it as "1.35"`,
		}},
		{"the control plane's logs are kept for an unknown number of days", func(s *setup) {
			s.Cluster.LogDays = 100
		}, []string{
			`cluster "dev": LogRetention 100: not a number of days that CloudWatch knows: choose one of [1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653]`,
		}},
		{"the control plane's logs are kept for a negative number of days", func(s *setup) {
			s.Cluster.LogDays = -7
		}, []string{
			`cluster "dev": LogRetention -7: not a number of days that CloudWatch knows: choose one of [1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653]`,
		}},
	}
}

func badServices() []bad {
	skeleton := func(least, most int) func(*setup) {
		return func(s *setup) { s.Skeleton = platform.Skeleton{Min: least, Max: most} }
	}
	return []bad{
		{"the ingress has one replica", func(s *setup) { s.Ingress.Replicas = 1 }, []string{
			`traefik "dev-ingress": Replicas 1: too few to lose one: have at least 2`,
		}},
		{"the ingress has a negative number of replicas", func(s *setup) { s.Ingress.Replicas = -2 }, []string{
			`traefik "dev-ingress": Replicas -2: too few to lose one: have at least 2`,
		}},
		{"the skeleton's bounds are the wrong way round", skeleton(5, 2), []string{
			`skeleton "dev-app": Replicas "5 to 2": not a range that starts at 1 or above: give Min of at least 1 and Max of at least Min`,
		}},
		{"the skeleton may have no pod", skeleton(0, 4), []string{
			`skeleton "dev-app": Replicas "0 to 4": not a range that starts at 1 or above: give Min of at least 1 and Max of at least Min`,
		}},
		{"the skeleton has no upper bound", skeleton(2, 0), []string{
			`skeleton "dev-app": Replicas "2 to 0": not a range that starts at 1 or above: give Min of at least 1 and Max of at least Min`,
		}},
		{"the skeleton's bounds are negative", skeleton(-2, -1), []string{
			`skeleton "dev-app": Replicas "-2 to -1": not a range that starts at 1 or above: give Min of at least 1 and Max of at least Min`,
		}},
	}
}
