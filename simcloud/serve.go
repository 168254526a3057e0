package simcloud

import (
	"errors"
	"fmt"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/internal/rpc"
)

// Server is a cloud's providers listening on the loopback interface.
type Server struct {
	servers []*rpc.Server
	env     []string
}

// Serve starts the cloud's providers, one port each, so that a Pulumi engine
// can attach to them.
func (c *Cloud) Serve() (*Server, error) {
	s := &Server{}
	for _, pkg := range c.world.Providers() {
		server, err := rpc.Serve(c.world, pkg, c.notify)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.servers = append(s.servers, server)
		s.env = append(s.env, fmt.Sprintf("%s:%d", pkg, server.Port))
	}
	return s, nil
}

// Env is the value of PULUMI_DEBUG_PROVIDERS with which the engine uses these
// providers and looks for no plugins: "aws:40001,kubernetes:40002,...".
func (s *Server) Env() string { return strings.Join(s.env, ",") }

// Close stops the providers.
func (s *Server) Close() error {
	var errs []error
	for _, server := range s.servers {
		errs = append(errs, server.Close())
	}
	return errors.Join(errs...)
}
