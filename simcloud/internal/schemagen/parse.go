package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// source is what one SDK package declares.
type source struct {
	structs      map[string]*ast.StructType
	constructors map[string]*ast.FuncDecl // by resource type name
}

func parsePackage(dir string) (map[string]*world.Schema, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, nil // the package belongs to another provider's SDK
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	src := source{map[string]*ast.StructType{}, map[string]*ast.FuncDecl{}}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		src.collect(file)
	}
	schemas := map[string]*world.Schema{}
	for name, f := range src.constructors {
		if token, ok := registered(f); ok && src.structs[name+"Args"] != nil {
			schemas[token] = src.schema(name, f)
		}
	}
	return schemas, nil
}

func (s *source) collect(file *ast.File) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if name, ok := strings.CutPrefix(d.Name.Name, "New"); ok && d.Recv == nil {
				s.constructors[name] = d
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok {
					if st, ok := t.Type.(*ast.StructType); ok {
						s.structs[t.Name.Name] = st
					}
				}
			}
		}
	}
}

// registered returns the token that a constructor registers.
func registered(f *ast.FuncDecl) (token string, ok bool) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		call, isCall := n.(*ast.CallExpr)
		if !isCall {
			return true
		}
		if sel, isSel := call.Fun.(*ast.SelectorExpr); isSel && sel.Sel.Name == "RegisterResource" {
			if lit, isLit := call.Args[0].(*ast.BasicLit); isLit {
				token, _ = strconv.Unquote(lit.Value)
				ok = true
			}
		}
		return true
	})
	return token, ok
}

var requiredPattern = regexp.MustCompile(`invalid value for required argument '(\w+)'`)

func (s *source) schema(name string, constructor *ast.FuncDecl) *world.Schema {
	schema := &world.Schema{Inputs: map[string]*world.Property{}, Outputs: map[string]*world.Property{}}
	required := map[string]bool{}
	ast.Inspect(constructor.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if m := requiredPattern.FindStringSubmatch(n.Value); m != nil {
				required[m[1]] = true
			}
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "AdditionalSecretOutputs" {
				schema.Secret = literals(n.Args[0])
			}
		}
		return true
	})
	schema.Inputs = s.fields(name+"Args", nil, true)
	tags := s.tags(name + "Args")
	for field := range required {
		schema.Inputs[tags[field]].Required = true
	}
	schema.Outputs = s.fields(name, nil, false)
	return schema
}

func literals(n ast.Node) []string {
	var out []string
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok {
			v, _ := strconv.Unquote(lit.Value)
			out = append(out, v)
		}
		return true
	})
	return out
}

func (s *source) fields(structName string, seen []string, deep bool) map[string]*world.Property {
	st := s.structs[structName]
	if st == nil {
		return nil
	}
	out := map[string]*world.Property{}
	tags := s.tags(structName)
	for _, field := range st.Fields.List {
		if len(field.Names) != 1 || tags[field.Names[0].Name] == "" {
			continue
		}
		name := tags[field.Names[0].Name]
		p := s.kind(typeName(field.Type), append(seen, structName), deep)
		if len(seen) > 0 {
			p.Required = scalarRequired(typeName(field.Type))
		}
		out[name] = p
	}
	return out
}

// scalarRequired reports whether a field of a nested Args struct must be
// given: the SDK gives optional scalars the Ptr form. Lists and maps have only
// one form, so nothing is said of them.
func scalarRequired(t string) bool {
	switch t {
	case "pulumi.StringInput", "pulumi.IntInput", "pulumi.BoolInput", "pulumi.Float64Input":
		return true
	}
	return false
}

// tags returns the property name of each field of a struct. A resource's own
// Args struct has none: they stand on its plain twin, whose name begins with a
// small letter.
func (s *source) tags(structName string) map[string]string {
	tags := map[string]string{}
	twin := strings.ToLower(structName[:1]) + structName[1:]
	for _, name := range []string{twin, structName} {
		st := s.structs[name]
		if st == nil {
			continue
		}
		for _, field := range st.Fields.List {
			if len(field.Names) == 1 && tagOf(field) != "" {
				tags[field.Names[0].Name] = tagOf(field)
			}
		}
	}
	return tags
}

func tagOf(f *ast.Field) string {
	if f.Tag == nil || len(f.Names) != 1 {
		return ""
	}
	text, _ := strconv.Unquote(f.Tag.Value)
	return reflect.StructTag(text).Get("pulumi")
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	case *ast.StarExpr:
		return typeName(e.X)
	}
	return ""
}

var scalars = map[string]string{
	"String": "string", "Int": "integer", "Bool": "boolean", "Float64": "number", "": "any",
	"Asset": "asset", "Archive": "asset", "AssetOrArchive": "asset", "Any": "any", "ID": "string",
}

// kind reads an SDK type name such as pulumi.StringArrayInput or
// ClusterVpcConfigPtrInput.
func (s *source) kind(t string, seen []string, deep bool) *world.Property {
	base, ok := strings.CutSuffix(t, "Input")
	if !ok {
		base, _ = strings.CutSuffix(t, "Output")
	}
	name, pulumi := strings.CutPrefix(base, "pulumi.")
	if pulumi {
		if k := scalars[strings.TrimSuffix(name, "Ptr")]; k != "" {
			return &world.Property{Kind: k}
		}
	} else if deep {
		if own := strings.TrimSuffix(name, "Ptr"); s.structs[own+"Args"] != nil {
			return s.object(own, seen)
		}
	}
	prefix := ""
	if pulumi {
		prefix = "pulumi."
	}
	for suffix, kind := range map[string]string{"Array": "array", "Map": "map"} {
		if element, ok := strings.CutSuffix(name, suffix); ok {
			return &world.Property{Kind: kind, Element: s.kind(prefix+element+"Input", seen, deep)}
		}
	}
	if !deep && !pulumi {
		return &world.Property{Kind: "object"}
	}
	return &world.Property{Kind: "any"}
}

func (s *source) object(own string, seen []string) *world.Property {
	for _, outer := range seen {
		if outer == own+"Args" {
			return &world.Property{Kind: "any"} // a type that contains itself
		}
	}
	return &world.Property{Kind: "object", Fields: s.fields(own+"Args", seen, true)}
}
