package service

import "github.com/drydock-iac/drydock/apps/skeleton/internal/openapi"

// schemas describes the bodies. A test compares them with real answers.
func schemas() map[string]openapi.Schema {
	violation := openapi.Ref("Violation")
	return map[string]openapi.Schema{
		"Greeting": {
			Type:     "object",
			Required: []string{"message", "host", "version"},
			Properties: map[string]openapi.Schema{
				"message": openapi.Text("The greeting itself."),
				"host":    openapi.Text("Host name of the instance that answered."),
				"version": openapi.Text("Version of the instance that answered."),
			},
		},
		"Status": {
			Type:       "object",
			Required:   []string{"status"},
			Properties: map[string]openapi.Schema{"status": openapi.Text("ok or ready.")},
		},
		"Problem": {
			Type:        "object",
			Description: "Problem details of RFC 9457.",
			Required:    []string{"type", "title", "status", "detail", "instance"},
			Properties: map[string]openapi.Schema{
				"type":       {Type: "string", Format: "uri-reference", Description: "Kind of problem."},
				"title":      openapi.Text("The same for all problems of one type."),
				"status":     {Type: "integer", Description: "The HTTP status."},
				"detail":     openapi.Text("What happened this time."),
				"instance":   {Type: "string", Format: "uri-reference", Description: "Path of the request."},
				"request_id": openapi.Text("Leads to the log line."),
				"errors":     {Type: "array", Items: &violation, Description: "Parameters that break a rule."},
			},
		},
		"Violation": {
			Type:     "object",
			Required: []string{"parameter", "detail"},
			Properties: map[string]openapi.Schema{
				"parameter": openapi.Text("Name of the parameter."),
				"detail":    openapi.Text("The rule and how to keep it."),
			},
		},
	}
}
