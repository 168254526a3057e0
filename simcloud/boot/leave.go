package boot

import "slices"

// depart takes out of etcd the servers whose groups ended them in good order:
// their script has RKE2 remove the member while the machine is still there. It
// works if it is told to, if most members run, the one that leaves among them,
// and if it is not the last one. Who was lost without a word stays a member.
func (s *site) depart() {
	if s.cluster == nil {
		return
	}
	ended, leaving := s.cluster.Props.Strs("ended"), s.cluster.Props.Map("leaving")
	for i, id := range ended {
		members := s.members()
		if !slices.Contains(members, id) || !leaving.Bool(id) || len(members) == 1 {
			continue
		}
		there := len(s.alive())
		for _, later := range ended[i:] {
			if slices.Contains(members, later) {
				there++
			}
		}
		if there >= len(members)/2+1 {
			rest := []any{}
			for _, m := range members {
				if m != id {
					rest = append(rest, m)
				}
			}
			s.cluster.Props["members"] = rest
		}
	}
	delete(s.cluster.Props, "ended")
}

// leaving notes which members leave before they end, for when their machines
// are gone.
func (s *site) leaving() map[string]any {
	out := map[string]any{}
	for _, m := range s.servers {
		if slices.Contains(s.members(), m.ID) {
			out[m.ID] = m.told.Bool("leaves")
		}
	}
	for id, leaves := range s.cluster.Props.Map("leaving") {
		if _, known := out[id]; !known && slices.Contains(s.members(), id) {
			out[id] = leaves
		}
	}
	return out
}
