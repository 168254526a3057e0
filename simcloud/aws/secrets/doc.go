// Package secrets simulates AWS Secrets Manager: secrets, their versions with
// staging labels, and resource policies.
//
// A secret that is deleted with a recovery window keeps its name until the
// window has passed by the world's clock, so that a program that is destroyed
// and put up again meets the refusal that it would meet on AWS. With
// recoveryWindowInDays 0 nothing stays.
//
// Others ask for a secret by ARN or name ([Find]) and for its current value
// ([Value]), as a machine does when it starts.
package secrets
