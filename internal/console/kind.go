package console

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind shortens a type token for people: "aws:ec2/vpc:Vpc" becomes
// "aws.ec2.Vpc", "kubernetes:apps/v1:Deployment" becomes
// "kubernetes.apps/v1.Deployment".
func Kind(token string) string {
	service, name := split(token)
	if service == "" {
		return name
	}
	return service + "." + name
}

// split separates the service of a type token from the name of the type. The
// part of the module that only repeats the type's name is left out.
func split(token string) (service, name string) {
	parts := strings.SplitN(token, ":", 3)
	if len(parts) < 3 {
		return "", token
	}
	name = parts[2]
	module := parts[1]
	if at := strings.LastIndex(module, "/"); at >= 0 && module[at+1:] == lowerFirst(name) {
		module = module[:at]
	} else if module == "index" || module == lowerFirst(name) {
		module = ""
	}
	if module == "" {
		return parts[0], name
	}
	return parts[0] + "." + module, name
}

func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}

// Name is the last part of a URN, the logical name.
func Name(urn string) string {
	parts := strings.SplitN(urn, "::", 4)
	return parts[len(parts)-1]
}

// TypeOf is the type token in a URN, the resource's own without its parents'.
func TypeOf(urn string) string {
	parts := strings.SplitN(urn, "::", 4)
	if len(parts) < 4 {
		return ""
	}
	return parts[2][strings.LastIndex(parts[2], "$")+1:]
}
