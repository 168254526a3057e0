package world

import "fmt"

// rehearse has the service look at what a preview would do, where the real
// provider asks it to. A service that cannot be reached says nothing.
func (s *Session) rehearse(t *Type, urn, id string, in, out Props) (Props, error) {
	if t.DryRun == nil {
		return out, nil
	}
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	c, err := s.call(t, urn, in)
	if err != nil {
		return out, nil //nolint:nilerr // the real provider previews without the service
	}
	if id != "" {
		if c.Object = c.Find(t.Token, id); c.Object == nil {
			return nil, fmt.Errorf("updating %s %q: %w", t.Token, id, ErrGone)
		}
	}
	c.ID, c.Out, c.Last = id, out, true
	c.base = fmt.Sprintf("%s#%d?%s", urn, s.w.made[urn], id)
	if err := t.DryRun(c); err != nil {
		return c.Out, err
	}
	return c.Out, nil
}
