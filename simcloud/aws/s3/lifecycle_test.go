package s3_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/world"
)

type block = map[string]any

func rule(id string, parts ...block) block {
	r := block{"id": id, "status": "Enabled", "filter": block{}}
	for _, p := range parts {
		for k, v := range p {
			r[k] = v
		}
	}
	return r
}

func move(class string, days int) block { return block{"storageClass": class, "days": days} }

func moves(list ...any) block { return block{"transitions": list} }

func expire(days int) block { return block{"expiration": block{"days": days}} }

func about(filter block) block { return block{"filter": filter} }

func abort(days int) block {
	return block{"abortIncompleteMultipartUpload": block{"daysAfterInitiation": days}}
}

func TestRulesOfALifecycleThatAreRefused(t *testing.T) {
	var many []any
	for i := range 1001 {
		many = append(many, rule(fmt.Sprint(i), expire(1)))
	}
	old := func(parts ...block) block { return rule("a", parts...) }
	for _, c := range []struct {
		name  string
		rules []any
		want  string
	}{
		{"none", nil, "check: rules: Attribute rule list must contain at least 1 elements, got: 0"},
		{"too many", many, "400 InvalidRequest: The number of lifecycle rules must not exceed the allowed limit of 1000 rules."},
		{"an id twice", []any{rule("a", expire(1)), rule("a", expire(2))}, "400 InvalidArgument: Rule ID must be unique. Found same ID for more than one rule"},
		{"an id too long", []any{rule(strings.Repeat("a", 256), expire(1))}, "check: rules[0].id: Attribute rule[0].id string length must be between 1 and 255, got: 256"},
		{"a status that does not exist", []any{old(expire(1), block{"status": "On"})}, `check: rules[0].status: Attribute rule[0].status value must be one of: ["Disabled" "Enabled"], got: "On"`},
		{"nothing to do", []any{old()}, "400 InvalidRequest: At least one action needs to be specified in a rule"},
		{"expired before it is a day old", []any{old(expire(0))}, "400 InvalidArgument: 'Days' for Expiration action must be a positive integer"},
		{"uploads aborted at once", []any{old(abort(0))}, "400 InvalidArgument: 'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer"},
		{"uploads by tag", []any{old(abort(1), about(block{"tag": block{"key": "k", "value": "v"}}))}, "400 InvalidRequest: AbortIncompleteMultipartUpload cannot be specified with Tags."},
		{"uploads by size", []any{old(abort(1), about(block{"objectSizeGreaterThan": 1}))}, "400 InvalidRequest: AbortIncompleteMultipartUpload cannot be specified with Object Size."},
		{"markers by tag", []any{old(block{"expiration": block{"expiredObjectDeleteMarker": true}}, about(block{"and": block{"prefix": "p", "tags": block{"k": "v"}}}))}, "400 InvalidRequest: ExpiredObjectDeleteMarker cannot be specified with Tags."},
		{"markers by size", []any{old(block{"expiration": block{"expiredObjectDeleteMarker": true}}, about(block{"objectSizeLessThan": 9}))}, "400 InvalidRequest: ExpiredObjectDeleteMarker cannot be specified with Object Size."},
		{"sizes that leave nothing", []any{old(expire(1), about(block{"and": block{"objectSizeGreaterThan": 9, "objectSizeLessThan": 9}}))}, "400 InvalidRequest: 'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'."},
		{"smaller than nothing", []any{old(expire(1), about(block{"objectSizeLessThan": 0}))}, "400 InvalidRequest: 'ObjectSizeLessThan' should be between 1 and 1099511627776000."},
		{"seldom used too soon", []any{old(moves(move("STANDARD_IA", 29)))}, "400 InvalidArgument: 'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'"},
		{"a class twice", []any{old(moves(move("GLACIER", 1), move("GLACIER", 2)))}, "400 InvalidRequest: 'StorageClass' must be different for 'Transition' actions in same 'Rule'"},
		{"a class that does not exist", []any{old(moves(move("STANDARD", 1)))}, `check: rules[0].transitions[0].storageClass: Attribute rule[0].transition[*].storage_class value must be one of: ["STANDARD_IA" "INTELLIGENT_TIERING" "ONEZONE_IA" "GLACIER_IR" "GLACIER" "DEEP_ARCHIVE"], got: "STANDARD"`},
		{"colder before cold", []any{old(moves(move("DEEP_ARCHIVE", 60), move("GLACIER", 90)), about(block{"prefix": "a/"}))}, "400 InvalidArgument: 'Days' in the Transition action for StorageClass 'DEEP_ARCHIVE' for filter '(prefix=a/)' must be greater than 'Days' in the Transition action for StorageClass 'GLACIER' for filter '(prefix=a/)'"},
		{"gone before it moves", []any{old(moves(move("GLACIER", 30)), expire(30))}, "400 InvalidArgument: 'Days' in the Expiration action for filter '(prefix=)' must be greater than 'Days' in the Transition action"},
		{"days and dates", []any{old(moves(block{"storageClass": "GLACIER", "date": "2030-01-01T00:00:00Z"}), expire(30))}, "400 InvalidRequest: Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule"},
		{"a date at noon", []any{old(block{"expiration": block{"date": "2030-01-01T12:00:00Z"}})}, "400 InvalidArgument: 'Date' must be at midnight GMT"},
		{"a date that is none", []any{old(block{"expiration": block{"date": "soon"}})}, "check: rules[0].expiration.date: Attribute rule[0].expiration[0].date: A string value was provided that is not valid RFC3339 string format."},
		{"old versions gone before they move", []any{old(block{
			"noncurrentVersionTransitions": []any{block{"storageClass": "GLACIER", "noncurrentDays": 30}},
			"noncurrentVersionExpiration":  block{"noncurrentDays": 30},
		})}, "400 InvalidArgument: 'NoncurrentDays' in the NoncurrentVersionExpiration action for filter '(prefix=)' must be greater than 'NoncurrentDays' in the NoncurrentVersionTransition action"},
		{"old versions gone at once", []any{old(block{"noncurrentVersionExpiration": block{"noncurrentDays": 0}})}, "check: rules[0].noncurrentVersionExpiration.noncurrentDays: Attribute rule[0].noncurrent_version_expiration[0].noncurrent_days value must be at least 1, got: 0"},
		{"all that is right", []any{
			old(moves(move("STANDARD_IA", 30), move("GLACIER", 90), move("DEEP_ARCHIVE", 180)), expire(365), about(block{"prefix": "a/"})),
			rule("b", abort(7), block{"noncurrentVersionExpiration": block{"noncurrentDays": 30, "newerNoncurrentVersions": 3}}),
			rule("c", moves(block{"storageClass": "GLACIER", "date": "2030-01-01T00:00:00Z"})),
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.bucket("one")
			_, _, err := b.Try(s3.Lifecycle, "l", world.Props{"bucket": "one", "rules": c.rules})
			require.Equal(t, c.want, said(err))
		})
	}
}
