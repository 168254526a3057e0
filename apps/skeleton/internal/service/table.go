package service

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// table finds a route by path and method.
type table map[string]map[string]*Route

func newTable(routes []Route) (table, error) {
	t := table{}
	for i := range routes {
		r := &routes[i]
		if !strings.HasPrefix(r.Path, "/") || r.Method == "" || r.Handle == nil {
			return nil, fmt.Errorf("service: route %q: needs a method, a path from / and a Handle: complete it",
				r.Method+" "+r.Path)
		}
		for _, method := range served(r.Method) {
			if t[r.Path] == nil {
				t[r.Path] = map[string]*Route{}
			}
			if t[r.Path][method] != nil {
				return nil, fmt.Errorf("service: route %q: is in the table twice: remove one", method+" "+r.Path)
			}
			t[r.Path][method] = r
		}
	}
	return t, nil
}

// served lists the methods that a route with the given one answers.
func served(method string) []string {
	if method == http.MethodGet {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{method}
}

// match is what the table says about a request.
type match struct {
	// label stands for the path in metrics and logs: bounded, unlike paths.
	label string
	// route is nil if the path or the method is unknown.
	route *Route
	// allow lists the methods of the path, empty if the path is unknown.
	allow string
}

// unmatched is the label of all unknown paths together.
const unmatched = "unmatched"

func (t table) match(method, path string) match {
	methods, found := t[path]
	if !found {
		return match{label: unmatched}
	}
	return match{
		label: path,
		route: methods[method],
		allow: strings.Join(slices.Sorted(maps.Keys(methods)), ", "),
	}
}
