package world

import "strings"

// Object is one thing that exists in the world: a resource that a program
// made, or something a service made for it (Owner is set).
type Object struct {
	// Kind is the Pulumi type token, such as "aws:ec2/vpc:Vpc".
	Kind string `json:"kind"`
	// ID identifies the object among its kind and scope.
	ID string `json:"id"`
	// Scope is the region, the Kubernetes cluster or "" for global kinds.
	Scope string `json:"scope,omitempty"`
	// URN names the resource whose creation made the object; "" for an object
	// that a service made or that was there before.
	URN string `json:"urn,omitempty"`
	// Owner is the Key of the object that brings this one along and takes it
	// with it when it goes.
	Owner string `json:"owner,omitempty"`
	// Inputs are what was asked for, Props what there is (inputs, defaults and
	// computed values).
	Inputs Props `json:"inputs,omitempty"`
	Props  Props `json:"props,omitempty"`
}

// Key identifies the object in the world.
func (o *Object) Key() string { return keyOf(o.Kind, o.Scope, o.ID) }

// Name is the last part of the URN, the logical name.
func (o *Object) Name() string { return o.URN[strings.LastIndex(o.URN, "::")+1:][min(1, len(o.URN)):] }

func keyOf(kind, scope, id string) string { return kind + "|" + scope + "|" + id }
