package api

import "github.com/drydock-iac/drydock/simcloud/world"

// Op names one API call: what the provider says it is doing, the service and
// the operation, and the document that its rules come from.
//
//	var createSubnet = api.Op{Doing: "creating EC2 Subnet", Service: "EC2", Name: "CreateSubnet"}
//	return createSubnet.Refuse("InvalidSubnet.Conflict", fmt.Sprintf("The CIDR '%s' conflicts with another subnet", cidr), docSubnets)
type Op struct{ Doing, Service, Name string }

// Refuse makes the refusal of the call with the service's own code and words;
// doc is the address of the document that states the rule.
func (o Op) Refuse(code, message, doc string) *world.Error {
	return &world.Error{Doing: o.Doing, Service: o.Service, Operation: o.Name, Code: code, Message: message, Doc: doc}
}

// RefuseStatus is Refuse with an HTTP status other than 400.
func (o Op) RefuseStatus(status int, code, message, doc string) *world.Error {
	e := o.Refuse(code, message, doc)
	e.Status = status
	return e
}
