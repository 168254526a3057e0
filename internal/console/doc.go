// Package console turns what the engine reports into what a person or a
// machine reads.
//
// Progress prints a line for each resource as soon as its step is done, on a
// terminal with a line below that says what is under way. A Report is the
// outcome of one command: Text is for people, JSON for machines. JSON's field
// names are stable: none is renamed or removed within a major version.
//
// The package writes only where it is told to, and reads neither the clock nor
// the environment.
package console
