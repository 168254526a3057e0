package service

import (
	"mime"
	"strconv"
	"strings"
)

// accepts reports whether Accept headers admit a media type: the most specific
// range that matches decides by its quality. No header admits everything; a
// range that cannot be read matches nothing.
func accepts(headers []string, mediaType string) bool {
	list := strings.TrimSpace(strings.Join(headers, ","))
	if list == "" {
		return true
	}
	want, _, _ := strings.Cut(mediaType, ";")
	group, _, _ := strings.Cut(want, "/")
	best, admitted := 0, false
	for item := range strings.SplitSeq(list, ",") {
		name, params, err := mime.ParseMediaType(item)
		if err != nil {
			continue
		}
		rank := 0
		switch name {
		case want:
			rank = 3
		case group + "/*":
			rank = 2
		case "*/*":
			rank = 1
		}
		if rank == 0 || rank < best {
			continue
		}
		positive := quality(params) > 0
		if rank > best {
			best, admitted = rank, positive
		} else {
			admitted = admitted || positive
		}
	}
	return admitted
}

// quality is the weight of a range: 1 unless q says otherwise, 0 if q is bad.
func quality(params map[string]string) float64 {
	text, set := params["q"]
	if !set {
		return 1
	}
	q, err := strconv.ParseFloat(text, 64)
	if err != nil || q > 1 {
		return 0
	}
	return q
}
