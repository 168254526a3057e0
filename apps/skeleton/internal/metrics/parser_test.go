package metrics_test

import (
	"fmt"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// series maps "name{label="value",...}", labels sorted and unescaped, to its
// value. It is what a scraper would keep.
type series map[string]float64

// scrape is the parsed exposition.
type scrape struct {
	types  map[string]string
	series series
	order  []string // family names as they came
}

// parse reads the text format strictly: HELP then TYPE, then the samples of
// that family and no other, no series twice, a line feed at the end.
func parse(text string) (scrape, error) {
	s := scrape{types: map[string]string{}, series: series{}}
	if !strings.HasSuffix(text, "\n") {
		return s, fmt.Errorf("no line feed at the end")
	}
	var helped, family string
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		words := strings.SplitN(line, " ", 4)
		switch {
		case strings.HasPrefix(line, "# HELP ") && len(words) == 4:
			helped = words[2]
		case strings.HasPrefix(line, "# TYPE ") && len(words) == 4:
			family = words[2]
			if _, twice := s.types[family]; twice || helped != family {
				return s, fmt.Errorf("line %d: TYPE of %s twice or without its HELP", i+1, family)
			}
			s.types[family] = words[3]
			s.order = append(s.order, family)
		default:
			if err := s.sample(line, family); err != nil {
				return s, fmt.Errorf("line %d: %w", i+1, err)
			}
		}
	}
	return s, nil
}

func (s scrape) sample(line, family string) error {
	shape := regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? (\S+)$`)
	found := shape.FindStringSubmatch(line)
	if found == nil {
		return fmt.Errorf("no sample: %q", line)
	}
	base := found[1]
	if s.types[family] == "histogram" {
		base = regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(base, "")
	}
	if base != family {
		return fmt.Errorf("sample %s inside family %s", found[1], family)
	}
	labels, err := parseLabels(found[2])
	if err != nil {
		return err
	}
	value, err := strconv.ParseFloat(found[3], 64)
	if err != nil {
		return err
	}
	key := found[1] + labels
	if _, twice := s.series[key]; twice {
		return fmt.Errorf("series twice: %s", key)
	}
	s.series[key] = value
	return nil
}

// parseLabels unescapes the labels and writes them sorted, values unquoted.
func parseLabels(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	rest := text[1 : len(text)-1]
	one := regexp.MustCompile(`^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)`)
	var out []string
	for rest != "" {
		found := one.FindStringSubmatch(rest)
		if found == nil {
			return "", fmt.Errorf("labels: %q", rest)
		}
		value := strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n").Replace(found[2])
		out = append(out, found[1]+"="+value)
		rest = rest[len(found[0]):]
	}
	sort.Strings(out)
	return "{" + strings.Join(out, ",") + "}", nil
}
