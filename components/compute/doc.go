// Package compute runs virtual machines on EC2: single instances and auto
// scaling groups, both from a launch template.
//
// [NewInstance] makes one machine and [NewGroup] a group that keeps as many
// as asked for over several zones. Either makes
//
//   - a launch template whose image is an id or a public parameter of Systems
//     Manager, and whose user data are a typed [CloudInit];
//   - a role and an instance profile, which let operators in by Session
//     Manager: no SSH, no key, no open port;
//   - a security group without inbound rules, unless some are given.
//
// The smallest use:
//
//	workers, err := compute.NewGroup(ctx, "workers", &compute.GroupArgs{
//		Network: vpc.Placement(), Max: 3,
//	})
//
// What holds unless stated otherwise: the metadata service answers to session
// tokens only (IMDSv2), the root volume is an encrypted gp3, the machines lie
// in private subnets without public addresses, detailed monitoring is on,
// there is no key pair, and a new launch template replaces a group's machines
// by an instance refresh that starts new ones before old ones go.
//
// A group can run on Spot with several types ([Spot]), register with target
// groups, and scale by the clock ([Schedule]) and by a metric ([Tracking]).
//
// What the package will not do: provision over a connection, put a secret into
// user data (anything on the machine can read them), or look images up while
// the program runs. An image by parameter is resolved when a machine starts:
// to move running machines to a newer image, start an instance refresh, or pin
// the image by id and change it.
//
// A key pair, for those who need one, is a component of its own: [KeyPair].
package compute
