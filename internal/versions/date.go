package versions

// AsOf is the day on which the list was last looked through, and the day
// that support is judged on.
const AsOf Date = "2026-11-21"

// Date is a day as year-month-day, "2026-11-21". In that form the order of
// days is the order of strings.
type Date string

// After reports whether d is a later day than other.
func (d Date) After(other Date) bool { return d > other }

// Source says where a fact was read.
type Source struct {
	// URL of the document that states the fact.
	URL string
	// Through says where it was read if not in that document itself, which is
	// then still to be confirmed. Empty means in the document.
	Through string
	// Seen is the day of the reading, or of the document if that is older.
	Seen Date
}
