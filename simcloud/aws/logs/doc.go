// Package logs is the simulated CloudWatch Logs: log groups. Services that
// write logs make their own groups with Make.
package logs
