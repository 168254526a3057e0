package service

import (
	"fmt"
	"net/http"
	"net/url"
	"unicode"
	"unicode/utf8"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/openapi"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/problem"
)

const (
	// defaultName is greeted if the request names nobody.
	defaultName = "world"
	// maxName is the longest name in characters.
	maxName = 64
)

// greeting is the body of an answer.
type greeting struct {
	Message string `json:"message"`
	Host    string `json:"host"`
	Version string `json:"version"`
}

func (s *Service) greetingRoute() Route {
	return Route{
		Method:   http.MethodGet,
		Path:     "/api/v1/greeting",
		Produces: mediaJSON,
		Operation: openapi.Operation{
			OperationID: "getGreeting",
			Summary:     "Greets, and says which instance did.",
			Tags:        []string{"api"},
			Parameters: []openapi.Parameter{{
				Name:        "name",
				In:          "query",
				Description: fmt.Sprintf("Whom to greet: 1 to %d printable characters.", maxName),
				Schema:      openapi.Schema{Type: "string", MinLength: 1, MaxLength: maxName, Default: defaultName},
			}},
			Responses: map[string]openapi.Response{
				"200": openapi.Body("The greeting.", mediaJSON, openapi.Ref("Greeting")),
				"400": problemResponse("The query string cannot be read."),
				"406": problemResponse("The Accept header excludes JSON."),
				"422": problemResponse("The name breaks a rule."),
			},
		},
		Handle: s.greet,
	}
}

func (s *Service) greet(w http.ResponseWriter, r *http.Request) error {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return problem.New(http.StatusBadRequest, "the query string is not valid: escape special characters as %XX")
	}
	name := defaultName
	if given, set := query["name"]; set {
		if fault := nameFault(given); fault != "" {
			return problem.InvalidParameter(problem.Violation{Parameter: "name", Detail: fault})
		}
		name = given[0]
	}
	return writeJSON(w, http.StatusOK, greeting{
		Message: "Hello, " + name + "!",
		Host:    s.cfg.Host,
		Version: s.cfg.Version,
	})
}

// nameFault says which rule the values of the parameter name break, or "".
func nameFault(given []string) string {
	if len(given) != 1 {
		return fmt.Sprintf("is given %d times: give it once", len(given))
	}
	name := given[0]
	if !utf8.ValidString(name) {
		return "is not valid UTF-8: encode it as UTF-8 before escaping"
	}
	if n := utf8.RuneCountInString(name); n < 1 || n > maxName {
		return fmt.Sprintf("has %d characters: give 1 to %d", n, maxName)
	}
	for _, c := range name {
		if !unicode.IsPrint(c) {
			return fmt.Sprintf("contains %U, which is not printable: leave it out", c)
		}
	}
	return ""
}
