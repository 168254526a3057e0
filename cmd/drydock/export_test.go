package main

import "github.com/drydock-iac/drydock/simcloud"

// What the tests of this folder look at beside the command line.
var (
	Masked    = masked
	Quote     = quote
	Leftovers = leftovers
	FindSite  = func(dir string) (string, string, error) {
		s, err := findSite(dir)
		if err != nil {
			return "", "", err
		}
		return s.root, s.project.Name.String(), nil
	}
	Machine = func(dir string) ([]simcloud.Item, error) {
		s, err := findSite(dir)
		if err != nil {
			return nil, err
		}
		cloud, err := simcloud.New(s.simulation()...)
		if err != nil {
			return nil, err
		}
		return cloud.Inventory(), nil
	}
	Simulated = func(dir, env string) (map[string]string, []string, error) {
		s, err := findSite(dir)
		if err != nil {
			return nil, nil, err
		}
		_, stack, encrypted, err := s.simulated(env)
		values := map[string]string{}
		for key, value := range stack.Config {
			text, err := value.MarshalJSON()
			if err != nil {
				return nil, nil, err
			}
			values[key.String()] = string(text)
		}
		return values, encrypted, err
	}
)
