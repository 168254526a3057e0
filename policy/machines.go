package policy

import "slices"

// Types of machines and of where they stand.
const (
	typeConfiguration = "aws:ec2/launchConfiguration:LaunchConfiguration"
	typeNodeGroup     = "aws:eks/nodeGroup:NodeGroup"
	typeScaling       = "aws:autoscaling/group:Group"
	typeInterface     = "aws:ec2/networkInterface:NetworkInterface"
	typeSubnet        = "aws:ec2/subnet:Subnet"
	typeRouteTable    = "aws:ec2/routeTable:RouteTable"
	typeRoute         = "aws:ec2/route:Route"
	typeAssociation   = "aws:ec2/routeTableAssociation:RouteTableAssociation"
	typeGateway       = "aws:ec2/internetGateway:InternetGateway"
	typeAddress       = "aws:ec2/eip:Eip"
)

// IMDS is the rule that the metadata of a machine takes a token, IMDSv2.
// Source:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
func IMDS() Rule {
	return Rule{
		ID:   "imdsv2",
		Says: "Every machine serves its metadata only against a token.",
		Check: func(p *Plan) []Finding {
			var out []Finding
			for _, r := range p.Of(typeInstance, typeTemplate, typeConfiguration) {
				fromTemplate := r.Type == typeInstance && r.get("launchTemplate") != nil
				if r.at("metadataOptions.httpTokens") != "required" && r.at("metadataOptions.httpEndpoint") != "disabled" &&
					!fromTemplate && !r.unknown("metadataOptions") {
					out = append(out, found(r, `set metadataOptions.httpTokens to "required"`, "its metadata is served without a token"))
				}
			}
			return out
		},
	}
}

// PublicNodes is the rule that no machine stands in a public subnet or has a
// public address. A NAT instance has a rule of its own: see [NATInstances].
func PublicNodes() Rule {
	return Rule{
		ID:   "public-node",
		Says: "No machine stands in a public subnet or has a public address, but for NAT instances.",
		Check: func(p *Plan) []Finding {
			public := publicSubnets(p)
			var out []Finding
			for _, at := range []struct{ kind, path string }{
				{typeNodeGroup, "subnetIds[*]"}, {typeScaling, "vpcZoneIdentifiers[*]"}, {typeInstance, "subnetId"},
			} {
				for _, r := range p.Of(at.kind) {
					if forwards(p, r) {
						continue
					}
					for _, id := range texts(r.all(at.path)) {
						if name, is := public[id]; is {
							out = append(out, found(r, "use a private subnet", "it stands in the public subnet %q", name))
						}
					}
				}
			}
			return append(out, addressed(p)...)
		},
	}
}

// addressed are machines with a public address.
func addressed(p *Plan) []Finding {
	const repair = "leave the address out, and use NAT and a load balancer"
	var out []Finding
	for _, r := range p.Of(typeInstance, typeConfiguration) {
		if r.on("associatePublicIpAddress") && !forwards(p, r) {
			out = append(out, found(r, repair, "it asks for a public address"))
		}
	}
	for _, r := range p.Of(typeTemplate) {
		for _, card := range r.all("networkInterfaces[*]") {
			if yes(dig(card, "associatePublicIpAddress")) {
				out = append(out, found(r, repair, "its machines ask for a public address"))
			}
		}
	}
	for _, a := range p.Of(typeAddress) {
		for _, r := range p.Of(typeInstance) {
			if named(r, a.get("instance")) && !forwards(p, r) {
				out = append(out, found(r, repair, "the public address %q is bound to it", a.Name))
			}
		}
	}
	return out
}

// publicSubnets are the ids of the subnets whose routes lead to an internet
// gateway, with their names.
func publicSubnets(p *Plan) map[string]string {
	tables := map[any]bool{}
	for _, r := range p.Of(typeRoute) {
		if toGateway(p, r.get("gatewayId")) {
			tables[r.get("routeTableId")] = true
		}
	}
	for _, r := range p.Of(typeRouteTable) {
		for _, id := range r.all("routes[*].gatewayId") {
			if toGateway(p, id) && r.ID != "" {
				tables[r.ID] = true
			}
		}
	}
	out := map[string]string{}
	for _, r := range p.Of(typeAssociation) {
		id, _ := r.get("subnetId").(string)
		if id != "" && tables[r.get("routeTableId")] {
			out[id] = id
		}
	}
	for _, r := range p.Of(typeSubnet) {
		if r.ID != "" && r.on("mapPublicIpOnLaunch") {
			out[r.ID] = r.ID
		}
		if out[r.ID] != "" {
			out[r.ID] = r.Name
		}
	}
	delete(out, "")
	return out
}

func toGateway(p *Plan, id any) bool {
	text, _ := id.(string)
	if len(text) > 4 && text[:4] == "igw-" {
		return true
	}
	return slices.ContainsFunc(p.Of(typeGateway), func(g Resource) bool { return named(g, id) })
}

// forwards reports whether an instance passes on traffic that is neither from
// nor to itself, which is what makes a NAT instance.
func forwards(p *Plan, r Resource) bool {
	if r.Type != typeInstance {
		return false
	}
	if r.get("sourceDestCheck") == false && dig(r.Inputs, "sourceDestCheck") == false {
		return true
	}
	ids := r.all("networkInterfaces[*].networkInterfaceId")
	return slices.ContainsFunc(p.Of(typeInterface), func(card Resource) bool {
		mine := card.ID != "" && slices.Contains(ids, any(card.ID)) || card.ID == "" && card.Name == r.Name && card.Parent == r.Parent
		return mine && dig(card.Inputs, "sourceDestCheck") == false
	})
}

// NATInstances is the rule for the one kind of machine that must be public:
// whoever reaches it reaches the way out, so nobody logs in by a key, and it
// has no role whose credentials could be taken.
func NATInstances() Rule {
	return Rule{
		ID:   "nat-instance",
		Says: "A NAT instance, which is public by its nature, has no key pair and no role.",
		Check: func(p *Plan) []Finding {
			var out []Finding
			for _, r := range p.Of(typeInstance) {
				if !forwards(p, r) {
					continue
				}
				if r.at("keyName") != "" {
					out = append(out, found(r, "leave keyName out", "the NAT instance lets the key pair %q in", r.at("keyName")))
				}
				if role := dig(r.Inputs, "iamInstanceProfile"); role != nil && role != "" {
					out = append(out, found(r, "leave iamInstanceProfile out", "the NAT instance has a role"))
				}
			}
			return out
		},
	}
}
