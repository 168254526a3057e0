package openapi

// Schema is the part of JSON Schema 2020-12 in use.
type Schema struct {
	Ref         string            `json:"$ref,omitempty"`
	Type        string            `json:"type,omitempty"`
	Format      string            `json:"format,omitempty"`
	Description string            `json:"description,omitempty"`
	Default     string            `json:"default,omitempty"`
	MinLength   int               `json:"minLength,omitempty"`
	MaxLength   int               `json:"maxLength,omitempty"`
	Properties  map[string]Schema `json:"properties,omitempty"`
	Required    []string          `json:"required,omitempty"`
	Items       *Schema           `json:"items,omitempty"`
}

const schemaPrefix = "#/components/schemas/"

// Ref refers to a schema among the components.
func Ref(name string) Schema { return Schema{Ref: schemaPrefix + name} }

// Text is a string with a meaning.
func Text(description string) Schema { return Schema{Type: "string", Description: description} }

// Body is a response with one body of the given media type and schema.
func Body(description, mediaType string, schema Schema) Response {
	return Response{Description: description, Content: map[string]MediaType{mediaType: {Schema: schema}}}
}
