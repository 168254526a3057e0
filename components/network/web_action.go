package network

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// Action is what is done with a request: [Forward], [Redirect] or [Respond].
type Action interface {
	asDefault(groups pulumi.StringMap) lb.ListenerDefaultActionArgs
	asRule(groups pulumi.StringMap) lb.ListenerRuleActionArgs
	check(p *component.Problems, at string, targets []string)
}

// Forward sends the request to a target.
type Forward struct {
	// To is the key of the target. Required.
	To string
}

// Redirect tells the client to ask again elsewhere. What is left empty stays
// as in the request.
type Redirect struct {
	// Protocol is HTTP or HTTPS.
	Protocol Protocol
	// Port is 1 to 65535. Zero means that of the request.
	Port int
	// Host and Path, which may hold #{host} and #{path}.
	Host, Path string
	// Temporary answers 302 in place of 301, which browsers remember.
	Temporary bool
}

// Respond answers without asking any target.
type Respond struct {
	// Status is an HTTP status of 2xx, 4xx or 5xx. Required.
	Status int
	// Body of the answer in plain text, up to 1024 bytes. Empty means none.
	Body string
}

// RedirectToHTTPS is a listener on port 80 that sends every client to HTTPS
// on port 443.
func RedirectToHTTPS() WebListener {
	return WebListener{Port: 80, Protocol: HTTP, Default: Redirect{Protocol: HTTPS, Port: 443}}
}

func (f Forward) asDefault(groups pulumi.StringMap) lb.ListenerDefaultActionArgs {
	return lb.ListenerDefaultActionArgs{Type: pulumi.String("forward"), TargetGroupArn: groups[f.To].ToStringOutput().ToStringPtrOutput()}
}

func (f Forward) asRule(groups pulumi.StringMap) lb.ListenerRuleActionArgs {
	return lb.ListenerRuleActionArgs{Type: pulumi.String("forward"), TargetGroupArn: groups[f.To].ToStringOutput().ToStringPtrOutput()}
}

func (f Forward) check(p *component.Problems, at string, targets []string) {
	if slices.Contains(targets, f.To) {
		return
	}
	repair := "add it to Targets"
	if len(targets) > 0 {
		repair = "use one of " + quoted(targets)
	}
	p.Add(at+".To", f.To, "no such target", repair)
}

// parts are a redirect in the service's terms.
func (r Redirect) parts() (protocol, port, host, path, status string) {
	protocol, port, host, path, status = "#{protocol}", "#{port}", "#{host}", "/#{path}", "HTTP_301"
	if r.Protocol != "" {
		protocol = string(r.Protocol)
	}
	if r.Port != 0 {
		port = fmt.Sprint(r.Port)
	}
	if r.Host != "" {
		host = r.Host
	}
	if r.Path != "" {
		path = r.Path
	}
	if r.Temporary {
		status = "HTTP_302"
	}
	return protocol, port, host, path, status
}

func (r Redirect) asDefault(pulumi.StringMap) lb.ListenerDefaultActionArgs {
	protocol, port, host, path, status := r.parts()
	return lb.ListenerDefaultActionArgs{Type: pulumi.String("redirect"), Redirect: lb.ListenerDefaultActionRedirectArgs{
		Protocol: pulumi.String(protocol), Port: pulumi.String(port), Host: pulumi.String(host), Path: pulumi.String(path),
		Query: pulumi.String("#{query}"), StatusCode: pulumi.String(status),
	}}
}

func (r Redirect) asRule(pulumi.StringMap) lb.ListenerRuleActionArgs {
	protocol, port, host, path, status := r.parts()
	return lb.ListenerRuleActionArgs{Type: pulumi.String("redirect"), Redirect: lb.ListenerRuleActionRedirectArgs{
		Protocol: pulumi.String(protocol), Port: pulumi.String(port), Host: pulumi.String(host), Path: pulumi.String(path),
		Query: pulumi.String("#{query}"), StatusCode: pulumi.String(status),
	}}
}

func (r Redirect) check(p *component.Problems, at string, _ []string) {
	if r.Protocol != "" && r.Protocol != HTTP && r.Protocol != HTTPS {
		p.Add(at+".Protocol", string(r.Protocol), "not a protocol of a redirect", "use network.HTTP or network.HTTPS")
	}
	if r.Port != 0 {
		checkPort(p, at+".Port", r.Port)
	}
	if r.Path != "" && r.Path[0] != '/' {
		p.Add(at+".Path", r.Path, "does not start with a slash", fmt.Sprintf("write %q", "/"+r.Path))
	}
	if r.Protocol == "" && r.Port == 0 && r.Host == "" && r.Path == "" {
		// The service refuses a redirect that leads to where the client is:
		// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
		p.Add(at, nil, "leads back to itself", "change Protocol, Port, Host or Path")
	}
}

func (r Respond) asDefault(pulumi.StringMap) lb.ListenerDefaultActionArgs {
	return lb.ListenerDefaultActionArgs{Type: pulumi.String("fixed-response"), FixedResponse: lb.ListenerDefaultActionFixedResponseArgs{
		ContentType: pulumi.String("text/plain"), MessageBody: pulumi.String(r.Body), StatusCode: pulumi.String(fmt.Sprint(r.Status)),
	}}
}

func (r Respond) asRule(pulumi.StringMap) lb.ListenerRuleActionArgs {
	return lb.ListenerRuleActionArgs{Type: pulumi.String("fixed-response"), FixedResponse: lb.ListenerRuleActionFixedResponseArgs{
		ContentType: pulumi.String("text/plain"), MessageBody: pulumi.String(r.Body), StatusCode: pulumi.String(fmt.Sprint(r.Status)),
	}}
}

func (r Respond) check(p *component.Problems, at string, _ []string) {
	if r.Status < 200 || r.Status > 599 || r.Status/100 == 3 {
		p.Add(at+".Status", r.Status, "not a status of a fixed answer", "use 2xx, 4xx or 5xx")
	}
	if len(r.Body) > 1024 {
		p.Add(at+".Body", nil, fmt.Sprintf("%d bytes", len(r.Body)), "use at most 1024")
	}
}
