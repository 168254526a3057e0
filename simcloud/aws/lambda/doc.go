// Package lambda is the simulated AWS Lambda: functions and their invocations.
//
// What a function does when it is invoked is known of one only: the sweep of
// internal/sweep, recognised by the hash of its archive. It is carried out on
// the world by the table that the function itself reads, with what the
// function's role allows and as the services refuse. Of other code nothing is
// known: it is invoked, answers null, and nothing happens.
//
// A function in a VPC is accepted, and nothing is simulated of its interfaces.
package lambda
