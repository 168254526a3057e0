package world

import "time"

// A Provider is one Pulumi provider of the world: its resource types, its
// functions and what its configuration means.
type Provider struct {
	// Name is the package ("aws"), Version the SDK's.
	Name, Version string
	// Types are the resource types by token.
	Types map[string]*Type
	// TypeOf, if set, finds a type that Types does not list, or nil.
	TypeOf func(token string) *Type
	// Functions are the look-ups by token.
	Functions map[string]*Function
	// CheckConfig checks a provider resource's inputs. May be nil.
	CheckConfig func(config Props) []Failure
	// ReplaceConfig reports whether a change of configuration makes another
	// provider of it, and with it others of all its resources. May be nil.
	ReplaceConfig func(old, new Props) bool
	// Scope says where a provider with this configuration works: a region, a
	// cluster. It is called with the world locked.
	Scope func(w *World, config Props) (string, error)
	// Unreachable says what the provider makes of a read or a deletion whose
	// Scope failed with err: it counts the resource as gone, or answers with an
	// error. Nil passes err on. It is called with the world locked.
	Unreachable func(w *World, config Props, op Op, token string, err error) (gone bool, _ error)
}

func (p *Provider) typeOf(token string) *Type {
	if t := p.Types[token]; t != nil {
		return t
	}
	if p.TypeOf != nil {
		return p.TypeOf(token)
	}
	return nil
}

// A Type is one resource type: what the schema cannot say about it.
type Type struct {
	Token string
	// Global types exist once per account, not once per scope.
	Global bool
	// Schema is what the provider's SDK says of the type's properties; nil
	// turns the check of properties over to Check.
	Schema *Schema
	// AutoName is how the provider makes up the physical name. May be nil.
	AutoName *AutoName
	// Replace lists inputs, by top-level name or dotted path, of which a change
	// makes a new resource.
	Replace []string
	// Replaces decides the same by a function of old and new inputs, for what
	// depends on values. May be nil. It returns the paths.
	Replaces func(old, new Props) []string
	// Expired names outputs that make a new resource though no input changed,
	// such as a certificate that is due for renewal. c.Object is the resource.
	// May be nil.
	Expired func(c *Call) []string
	// DeleteFirst says that a replacement must wait for the deletion, besides
	// the case of an explicit name that stays the same.
	DeleteFirst func(old, new Props) bool
	// Defaults are outputs that the service assumes for inputs left out.
	Defaults Props
	// Moving are outputs that any change may alter, such as a version that is
	// counted up: unknown in the preview of an update.
	Moving []string
	// Refs are the inputs that must name an existing object.
	Refs []Ref
	// InUse makes the refusal of a deletion while others hold the object; nil
	// means that the service does not refuse.
	InUse func(c *Call, holders []*Object) error
	// Takes are the typical durations.
	Takes Times

	// Check adds rules over the inputs. It must bear unknown values.
	Check func(c *Check)
	// Create makes the object: it sets c.ID and computed values in c.Out,
	// which holds inputs and defaults to begin with. If it leaves c.ID empty the
	// world chooses one.
	Create func(c *Call) error
	// Update changes c.Object; c.Out holds old outputs overlaid with the new
	// inputs. Nil accepts every change that does not replace.
	Update func(c *Call) error
	// Delete takes the object away. Nil needs nothing beyond InUse.
	Delete func(c *Call) error
	// Read brings c.Out up to date from the rest of the world. May be nil.
	Read func(c *Call) error
	// DryRun asks the service in a preview what it would make of the inputs,
	// where the real provider asks: c.Object is nil for a new resource, c.Out
	// what the preview would show. It may change c.Out and nothing else. An
	// error is a refusal that shows in the preview. May be nil.
	DryRun func(c *Call) error
}

// Times are the typical durations of a type's operations on the real service.
type Times struct{ Create, Update, Delete time.Duration }

// AutoName is how the bridge makes up a physical name: logical name, hyphen,
// seven random hexadecimal digits.
type AutoName struct {
	// Property is the input that holds the name.
	Property string
	// Max is the longest legal name in bytes; 0 means 255.
	Max int
	// Unless names another input that takes the name's place ("namePrefix").
	Unless string
}

// A Ref is an input whose value must name an existing object.
type Ref struct {
	// Path leads to the values (Props.At).
	Path string
	// Kind is the type of the object referred to.
	Kind string
	// By is the property of the referent that the value equals; "" is its ID.
	By string
	// Missing makes the refusal for a value that names nothing; nil demands
	// nothing (Holds may still be set).
	Missing func(c *Call, value string) error
	// Holds says that the referent cannot be deleted while this exists.
	Holds bool
}

// A Function is a look-up (Pulumi invoke).
type Function struct {
	Token string
	Run   func(c *Call) (Props, error)
}

// Check carries one call of a type's own check.
type Check struct {
	// In are the inputs, with made-up names and defaults filled in; values may
	// be Unknown.
	In Props
	// Old are the inputs of the existing resource, nil for a new one.
	Old   Props
	Scope string
	URN   string
	fails []Failure
}

// Fail refuses the value of property.
func (c *Check) Fail(property, reason string) {
	c.fails = append(c.fails, Failure{property, reason})
}

// Effect is what an injected fault does.
type Effect string

// The effects of a fault.
const (
	// Refuse fails the operation before it does anything.
	Refuse Effect = "refuse"
	// LoseAnswer lets the operation happen and loses the answer.
	LoseAnswer Effect = "lose answer"
	// Throttle has the service turn the call away; the provider's client
	// retries, which takes time, and gives up after 25 attempts in a row.
	Throttle Effect = "throttle"
	// Hook calls Fault.Do after the operation has happened.
	Hook Effect = "hook"
)

// A Fault makes matching operations go wrong on purpose.
type Fault struct {
	// Op is create, update, delete, read or invoke; "" matches all.
	Op Op
	// Kind is a type token; a trailing * matches the rest; "" matches all.
	Kind string
	// URN is a part of the resource's URN; "" matches all.
	URN string
	// Skip lets the first matches pass.
	Skip int
	// Times is how many matches it affects after that; 0 means one, -1 all.
	Times int
	// Percent is the share of the remaining matches that it affects, drawn from the
	// world's seed; 0 means all.
	Percent int
	Effect  Effect
	// Err is the refusal; nil means a 500 InternalError.
	Err error
	// Do is called for Hook.
	Do func()

	seen, done int
}

// Op is an operation on a resource.
type Op string

// The operations.
const (
	OpCreate Op = "create"
	OpUpdate Op = "update"
	OpDelete Op = "delete"
	OpRead   Op = "read"
	OpInvoke Op = "invoke"
)

// Event is one operation that the world carried out or refused.
type Event struct {
	Op   Op            `json:"op"`
	URN  string        `json:"urn"`
	Kind string        `json:"kind"`
	ID   string        `json:"id,omitempty"`
	Took time.Duration `json:"took"`
	// Refs are the URNs of the objects that the inputs name: what the
	// operation could not have begun without.
	Refs []string `json:"refs,omitempty"`
	// Err is the refusal, "" where there was none; Code the service's own code
	// of it, where it has one.
	Err  string `json:"err,omitempty"`
	Code string `json:"code,omitempty"`
}
