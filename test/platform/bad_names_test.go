package platform_test

import "strings"

func badNames() []bad {
	return []bad{
		{"an environment has no name", func(s *setup) { s.Name = "" }, []string{
			`environment "": Name: not set: name the environment, such as dev`,
		}},
		{"the name has a capital", func(s *setup) { s.Name = "Dev" }, []string{
			`environment "Dev": Name "Dev": not a name: use lower-case letters, digits and, between them, hyphens, a letter first`,
		}},
		{"the name starts with a digit", func(s *setup) { s.Name = "2nd" }, []string{
			`environment "2nd": Name "2nd": not a name: use lower-case letters, digits and, between them, hyphens, a letter first`,
		}},
		{"the name starts with a hyphen", func(s *setup) { s.Name = "-dev" }, []string{
			`environment "-dev": Name "-dev": not a name: use lower-case letters, digits and, between them, hyphens, a letter first`,
		}},
		{"the name ends in a hyphen", func(s *setup) { s.Name = "dev-" }, []string{
			`environment "dev-": Name "dev-": not a name: use lower-case letters, digits and, between them, hyphens, a letter first`,
		}},
		{"the name has an underscore", func(s *setup) { s.Name = "dev_eu" }, []string{
			`environment "dev_eu": Name "dev_eu": not a name: use lower-case letters, digits and, between them, hyphens, a letter first`,
		}},
		{"the name has a space", func(s *setup) { s.Name = "my dev" }, []string{
			`environment "my dev": Name "my dev": not a name: use lower-case letters, digits and, between them, hyphens, a letter first`,
		}},
		{"the name is too long", func(s *setup) { s.Name = "development-of-payments" }, []string{
			`environment "development-of-payments": Name "development-of-payments": 23 characters long: use at most 18, for other names begin with it`,
		}},
		{"the name is one that balancers may not have", func(s *setup) { s.Name = "internal" }, []string{
			`environment "internal": Name "internal": AWS keeps names that start with "internal-" or "sg-" to itself: use another name`,
		}},
		{"the name is one that security groups may not have", func(s *setup) { s.Name = "sg-dev" }, []string{
			`environment "sg-dev": Name "sg-dev": AWS keeps names that start with "internal-" or "sg-" to itself: use another name`,
		}},
		{"nobody owns the environment", func(s *setup) { s.Owner = "" }, []string{
			`environment "dev": Owner: not set: name the team that a tag of every resource is to name`,
		}},
		{"the owner is too long for a tag", func(s *setup) { s.Owner = strings.Repeat("team", 65) }, []string{
			`environment "dev": Owner: 260 characters long: use at most 256, for it is the value of a tag`,
		}},
		{"the owner has characters that tags refuse", func(s *setup) { s.Owner = "platform & web" }, []string{
			`environment "dev": Owner "platform & web": has characters that a tag may not have: use letters, digits, spaces and _.:/=+-@`,
		}},
	}
}
