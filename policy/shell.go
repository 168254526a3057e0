package policy

import "strings"

// frame is one level of a script: the script itself, or what stands within
// brackets or back quotes.
type frame struct {
	words  []string
	word   strings.Builder
	open   bool // a word has begun
	quoted bool // within double quotes
	back   bool // begun by a back quote
}

func (f *frame) add(c byte) {
	f.word.WriteByte(c)
	f.open = true
}

func (f *frame) endWord() {
	if f.open {
		f.words = append(f.words, f.word.String())
		f.word.Reset()
		f.open = false
	}
}

// script reads a shell's script.
type script struct {
	stack []*frame
	all   [][]string
}

func (s *script) top() *frame { return s.stack[len(s.stack)-1] }

func (s *script) end() {
	f := s.top()
	f.endWord()
	if len(f.words) > 0 {
		s.all = append(s.all, f.words)
		f.words = nil
	}
}

func (s *script) push(back bool) { s.stack = append(s.stack, &frame{back: back}) }

// pop ends a level. What it gives is a part of a word of the level above.
func (s *script) pop() {
	s.end()
	if len(s.stack) > 1 {
		s.stack = s.stack[:len(s.stack)-1]
		s.top().open = true
	}
}

// commands are the simple commands of a script with their words, without
// quotes and comments; what is run within a word comes before that word's
// command. It knows enough of a shell to find programs and their options, and
// expands nothing.
func commands(text string) [][]string {
	s := &script{}
	s.push(false)
	for i := 0; i < len(text); i++ {
		i += s.step(text[i], text[i+1:])
	}
	for len(s.stack) > 1 {
		s.pop()
	}
	s.end()
	return s.all
}

// step takes one character and returns how many of the rest it took besides.
func (s *script) step(c byte, rest string) int {
	f := s.top()
	switch {
	case c == '\\' && rest != "":
		if rest[0] != '\n' {
			f.add(rest[0])
		}
		return 1
	case c == '$' && strings.HasPrefix(rest, "("):
		s.push(false)
		return 1
	case c == '`' && f.back:
		s.pop()
	case c == '`':
		s.push(true)
	case c == '"':
		f.quoted, f.open = !f.quoted, true
	case f.quoted:
		f.add(c)
	case c == '\'':
		quoted, _, closed := strings.Cut(rest, "'")
		if !closed { // an apostrophe
			f.add(c)
			return 0
		}
		f.word.WriteString(quoted)
		f.open = true
		return len(quoted) + 1
	case c == '#' && !f.open:
		comment, _, _ := strings.Cut(rest, "\n")
		return len(comment)
	case c == ' ' || c == '\t' || c == '\r':
		f.endWord()
	case c == '(':
		s.end()
		s.push(false)
	case c == ')':
		s.pop()
	case strings.IndexByte("\n;|&", c) >= 0:
		s.end()
	default:
		f.add(c)
	}
	return 0
}
