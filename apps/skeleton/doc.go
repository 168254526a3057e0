// Skeleton is the walking-skeleton service of the Drydock platform: the
// smallest program that shows every habit a service on the platform needs.
// It answers one question, a greeting, and brings probes, metrics, logs, an
// OpenAPI document and a graceful stop with it.
//
// It takes no arguments; its settings are environment variables, listed in
// package settings and in README.md. Logs are JSON lines on standard output.
//
// Exit codes:
//
//	0    stopped on a signal, every request was answered
//	1    could not start or stopped serving by itself
//	2    wrong usage: an argument was given or a setting is invalid
//	3    stopped on a signal, but requests were still running at the timeout
//	128+n  a second signal, number n, ended it at once (130 SIGINT, 143 SIGTERM)
package main
