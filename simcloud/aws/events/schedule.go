package events

import (
	"regexp"
	"strconv"
	"strings"
)

var rate = regexp.MustCompile(`^rate\((\d+) (minute|hour|day)(s?)\)$`)

// schedule reports whether a text is one of the two forms that a rule's
// schedule can have: rate(value unit), the unit in the singular for one only,
// or cron with six fields, one of day of month and day of week being "?":
// docSchedule.
func schedule(text string) bool {
	if m := rate.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1])
		return err == nil && n > 0 && (n == 1) == (m[3] == "")
	}
	inner, ok := strings.CutPrefix(text, "cron(")
	inner, closed := strings.CutSuffix(inner, ")")
	fields := strings.Fields(inner)
	return ok && closed && len(fields) == 6 && (fields[2] == "?") != (fields[4] == "?")
}
