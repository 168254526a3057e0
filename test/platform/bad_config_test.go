package platform_test

import (
	"strings"

	"github.com/drydock-iac/drydock/stacks/platform"
)

// configured sets a key of drydock:platform.
func configured(key string, value any) func(*setup) { return func(s *setup) { s.config[key] = value } }

// unconfigured leaves a key of drydock:platform out.
func unconfigured(key string) func(*setup) { return func(s *setup) { delete(s.config, key) } }

// besides sets another key of the configuration.
func besides(key, value string) func(*setup) { return func(s *setup) { s.keys[key] = value } }

func badDomains() []bad {
	return []bad{
		{"no region is configured", besides(platform.RegionKey, ""), []string{
			`config "dev": aws:region: not set: set it to the region of the environment, such as eu-central-1`,
		}},
		{"the region is a city", besides(platform.RegionKey, "Frankfurt"), []string{
			`config "dev": aws:region "Frankfurt": not a region: write one such as eu-central-1`,
		}},
		{"the region is a zone", besides(platform.RegionKey, "eu-central-1a"), []string{
			`config "dev": aws:region "eu-central-1a": a zone, not a region: write "eu-central-1"`,
		}},
		{"the region has underscores", besides(platform.RegionKey, "eu_central_1"), []string{
			`config "dev": aws:region "eu_central_1": not a region: write one such as eu-central-1`,
		}},
		{"no domain is configured", unconfigured("domain"), []string{
			`config "dev": drydock:platform.domain: not set: set it to a domain you control, such as dev.drydock.example`,
		}},
		{"the domain has capitals", configured("domain", "Dev.Drydock.example"), []string{
			`zone "dev": Domain "Dev.Drydock.example": has upper-case letters: write "dev.drydock.example"`,
		}},
		{"the domain ends in a dot", configured("domain", "dev.drydock.example."), []string{
			`zone "dev": Domain "dev.drydock.example.": ends in a dot: write "dev.drydock.example"`,
		}},
		{"the domain has a label that is too long", configured("domain", strings.Repeat("d", 64)+".example"), []string{
			`zone "dev": Domain "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd.example": label "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd" of 64 characters: use at most 63`,
		}},
		{"the domain is a single label", configured("domain", "drydock"), []string{
			`zone "dev": Domain "drydock": a single label: write a domain of your own, such as "example.drydock"`,
		}},
		{"the domain has an underscore", configured("domain", "my_dev.drydock.example"), []string{
			`certificate "dev-app": Domain "app.my_dev.drydock.example": label "my_dev" is not legal: use letters, digits and, between them, hyphens`,
		}},
		{"the domain has a space", configured("domain", "my dev.drydock.example"), []string{
			`zone "dev": Domain "my dev.drydock.example": label "my dev" is not legal: use letters, digits and, between them, hyphens`,
		}},
		{"the domain has two dots in a row", configured("domain", "dev..drydock.example"), []string{
			`zone "dev": Domain "dev..drydock.example": has an empty label: remove the dot too many`,
		}},
		{"the domain starts with a hyphen", configured("domain", "-dev.drydock.example"), []string{
			`zone "dev": Domain "-dev.drydock.example": label "-dev" is not legal: use letters, digits and, between them, hyphens`,
		}},
		{"the domain is a wildcard", configured("domain", "*.drydock.example"), []string{
			`zone "dev": Domain "*.drydock.example": has a "*" where none may be: leave it out, or make it the first label of a name that may have one`,
		}},
		{"the domain is an address on the web", configured("domain", "https://dev.drydock.example"), []string{
			`zone "dev": Domain "https://dev.drydock.example": label "https://dev" is not legal: use letters, digits and, between them, hyphens`,
		}},
		{"the app's name is too long for its certificate", configured("domain", strings.Repeat("d", 50)+".drydock.example"), []string{
			`config "dev": drydock:platform.domain "dddddddddddddddddddddddddddddddddddddddddddddddddd.drydock.example": 66 characters long, and no certificate has room for "app." before it: use at most 60`,
		}},
		{"the parent's zone is given by name", configured("parentZone", "drydock.example"), []string{
			`config "dev": drydock:platform.parentZone "drydock.example": not the id of a hosted zone: write it as Z0123456789ABCDEFGHIJ`,
		}},
		{"the parent's zone is a registry's", func(s *setup) {
			s.config["domain"], s.config["parentZone"] = "drydock.example", "Z0123456789ABC"
		}, []string{
			`config "dev": drydock:platform.parentZone "Z0123456789ABC": the parent of domain "drydock.example" belongs to a registry: leave it out and enter the name servers with the registrar`,
		}},
	}
}

func badAccess() []bad {
	admins := func(arns ...string) func(*setup) { return configured("admins", arns) }
	access := func(ranges ...string) func(*setup) { return configured("apiAccess", ranges) }
	return []bad{
		{"nobody administers the cluster", unconfigured("admins"), []string{
			`config "dev": drydock:platform.admins: nobody could administer the cluster: name the deploying role by its ARN`,
		}},
		{"an admin is a mere name", admins("drydock"), []string{
			`config "dev": drydock:platform.admins "drydock": not the ARN of an IAM role or user: write it as arn:aws:iam::111122223333:role/name`,
		}},
		{"an admin is the account", admins("arn:aws:iam::111122223333:root"), []string{
			`config "dev": drydock:platform.admins "arn:aws:iam::111122223333:root": not the ARN of an IAM role or user: write it as arn:aws:iam::111122223333:role/name`,
		}},
		{"an admin is a session", admins("arn:aws:sts::111122223333:assumed-role/drydock/anna"), []string{
			`config "dev": drydock:platform.admins "arn:aws:sts::111122223333:assumed-role/drydock/anna": not the ARN of an IAM role or user: write it as arn:aws:iam::111122223333:role/name`,
		}},
		{"an admin is a wildcard", admins("arn:aws:iam::111122223333:role/*"), []string{
			`config "dev": drydock:platform.admins "arn:aws:iam::111122223333:role/*": a pattern, and access is given to one principal at a time: name each role or user by its ARN`,
		}},
		{"an admin is named twice", admins("arn:aws:iam::111122223333:role/drydock", "arn:aws:iam::111122223333:role/drydock"), []string{
			`config "dev": drydock:platform.admins "arn:aws:iam::111122223333:role/drydock": named twice: remove one`,
		}},
		{"admins of two accounts share a name", admins("arn:aws:iam::111122223333:role/drydock", "arn:aws:iam::444455556666:role/drydock"), []string{
			`config "dev": drydock:platform.admins "arn:aws:iam::444455556666:role/drydock": called the same as "arn:aws:iam::111122223333:role/drydock": give one of the two another name`,
		}},
		{"nothing may reach the API", unconfigured("apiAccess"), []string{
			`config "dev": drydock:platform.apiAccess: the deployment could not reach the cluster's API: name the address ranges you deploy from`,
		}},
		{"the list of ranges that may reach the API is empty", access(), []string{
			`config "dev": drydock:platform.apiAccess: the deployment could not reach the cluster's API: name the address ranges you deploy from`,
		}},
		{"the whole world may reach the API", access("0.0.0.0/0"), []string{
			`config "dev": drydock:platform.apiAccess "0.0.0.0/0": opens the API to the world: name the address ranges you deploy from`,
		}},
		{"a range that may reach the API has host bits", access("203.0.113.7/24"), []string{
			`config "dev": drydock:platform.apiAccess "203.0.113.7/24": has bits beyond its length: write 203.0.113.0/24`,
		}},
		{"a range that may reach the API is a mere address", access("203.0.113.7"), []string{
			`config "dev": drydock:platform.apiAccess "203.0.113.7": an address, not a range: write 203.0.113.7/32 for it alone`,
		}},
		{"a range that may reach the API is a word", access("office"), []string{
			`config "dev": drydock:platform.apiAccess "office": not an address range: write it as 203.0.113.0/24`,
		}},
		{"a range that may reach the API is of IPv6", access("2001:db8::/32"), []string{
			`config "dev": drydock:platform.apiAccess "2001:db8::/32": an IPv6 range, and the API of an IPv4 cluster is reached over IPv4 only: name IPv4 ranges`,
		}},
		{"a range that may reach the API is private", access("10.0.0.0/8"), []string{
			`config "dev": drydock:platform.apiAccess "10.0.0.0/8": a private range, and nothing reaches a public endpoint from one: name the public addresses you deploy from`,
		}},
		{"a range that may reach the API is named twice", access("203.0.113.0/24", "203.0.113.0/24"), []string{
			`config "dev": drydock:platform.apiAccess "203.0.113.0/24": named twice: remove one`,
		}},
		{"an access key is configured", besides("aws:accessKey", "AKIAIOSFODNN7EXAMPLE"), []string{
			`config "dev": aws:accessKey: a long-lived credential in the stack's configuration: remove it and assume a role (AWS_PROFILE, OIDC in CI)`,
		}},
		{"a secret key is configured", besides("aws:secretKey", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), []string{
			`config "dev": aws:secretKey: a long-lived credential in the stack's configuration: remove it and assume a role (AWS_PROFILE, OIDC in CI)`,
		}},
		{"a session's token is configured", besides("aws:token", "IQoJb3JpZ2luX2VjEXAMPLE"), []string{
			`config "dev": aws:token: a long-lived credential in the stack's configuration: remove it and assume a role (AWS_PROFILE, OIDC in CI)`,
		}},
	}
}
