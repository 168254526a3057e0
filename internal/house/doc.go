// Package house holds the rules that this repository's code keeps, as tests:
// what may be imported and called, how constructors look, what must be
// documented, and which type tokens are promises. There is nothing to import.
package house
