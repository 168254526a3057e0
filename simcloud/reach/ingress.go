package reach

// onward goes on from the service of an ingress controller to where that sends
// the request. A connection whose TLS no load balancer has ended must find a
// certificate there first.
func (q *question) onward(scope string, port int, controller endpoints) {
	to, routes := q.k.routed(q.c, scope, controller.service, q.host, q.url)
	if !routes {
		return
	}
	if q.secure() && !q.ended && q.k.Certificate != nil {
		what, why := q.k.Certificate(in(q.c, scope), scope, controller.service, port, q.host)
		if what != "" && !q.add("certificate", what, why) {
			return
		}
	}
	q.follow("route", q.host+q.url, to)
}
