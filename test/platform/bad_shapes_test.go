package platform_test

import "strings"

func badImages() []bad {
	const repository = "registry.drydock.example/skeleton"
	digest := strings.Repeat("a8", 32)
	return []bad{
		{"no image is configured", unconfigured("image"), []string{
			`config "dev": drydock:platform.image: not set: set it to the skeleton's image, written as registry.example.com/skeleton@sha256:digest`,
		}},
		{"the image has neither tag nor digest", configured("image", repository), []string{
			`config "dev": drydock:platform.image "registry.drydock.example/skeleton": not pinned by a digest, so it could change unseen: append @sha256: and its 64 digits`,
		}},
		{"the image has a tag only", configured("image", repository+":v1.2.3"), []string{
			`config "dev": drydock:platform.image "registry.drydock.example/skeleton:v1.2.3": not pinned by a digest, so it could change unseen: append @sha256: and its 64 digits`,
		}},
		{"the image's digest is too short", configured("image", repository+"@sha256:a8d6461e"), []string{
			`config "dev": drydock:platform.image "registry.drydock.example/skeleton@sha256:a8d6461e": a digest of 8 digits: use all 64 that the registry shows`,
		}},
		{"the image's digest has capitals", configured("image", repository+"@sha256:"+strings.ToUpper(digest)), []string{
			`config "dev": drydock:platform.image "registry.drydock.example/skeleton@sha256:A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8A8": a digest with something else than hexadecimal digits: use 0 to 9 and a to f`,
		}},
		{"the image's digest is of another kind", configured("image", repository+"@sha512:"+digest+digest), []string{
			`config "dev": drydock:platform.image "registry.drydock.example/skeleton@sha512:a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8": not pinned by a digest of SHA-256: write @sha256: and its 64 digits`,
		}},
		{"the image's repository has capitals", configured("image", "registry.drydock.example/Skeleton@sha256:"+digest), []string{
			`config "dev": drydock:platform.image "registry.drydock.example/Skeleton@sha256:a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8": has upper-case letters in the repository: write "registry.drydock.example/skeleton" before the digest`,
		}},
		{"the image is an address on the web", configured("image", "https://"+repository+"@sha256:"+digest), []string{
			`config "dev": drydock:platform.image "https://registry.drydock.example/skeleton@sha256:a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8a8": not the name of an image: write it as registry.example.com/skeleton@sha256:digest`,
		}},
	}
}

func badShapes() []bad {
	raw := func(text string) func(*setup) { return func(s *setup) { s.raw = text } }
	return []bad{
		{"nothing is configured", func(s *setup) { s.config = nil }, []string{
			`config "dev": drydock:platform: not set: set it in the stack's file, with the keys admins, apiAccess, domain, image, parentZone`,
		}},
		{"the configuration is a text", raw("dev.drydock.example"), []string{
			`config "dev": drydock:platform: is a text, not a block of keys and values: write the keys admins, apiAccess, domain, image, parentZone below it`,
		}},
		{"the configuration is a list", raw(`["dev.drydock.example"]`), []string{
			`config "dev": drydock:platform: is a list, not a block of keys and values: write the keys admins, apiAccess, domain, image, parentZone below it`,
		}},
		{"the configuration is a number", raw("42"), []string{
			`config "dev": drydock:platform: is a number, not a block of keys and values: write the keys admins, apiAccess, domain, image, parentZone below it`,
		}},
		{"the configuration is null", raw("null"), []string{
			`config "dev": drydock:platform: is empty, not a block of keys and values: write the keys admins, apiAccess, domain, image, parentZone below it`,
		}},
		{"a key is unknown", configured("replicas", 3), []string{
			`config "dev": drydock:platform.replicas: no such setting: use one of admins, apiAccess, domain, image, parentZone`,
		}},
		{"a key is misspelt beside the right one", configured("domian", "dev.drydock.example"), []string{
			`config "dev": drydock:platform.domian: no such setting: write "domain"`,
		}},
		{"a key is misspelt instead of the right one", func(s *setup) {
			s.config["apiAcess"] = s.config["apiAccess"]
			delete(s.config, "apiAccess")
		}, []string{
			`config "dev": drydock:platform.apiAcess: no such setting: write "apiAccess"`,
		}},
		{"a key has a capital", func(s *setup) {
			s.config["Image"] = s.config["image"]
			delete(s.config, "image")
		}, []string{
			`config "dev": drydock:platform.Image: no such setting: write "image"`,
		}},
		{"a key looks like a secret", configured("dbPassword", "hunter2"), []string{
			`config "dev": drydock:platform.dbPassword: looks like a secret and no setting has that name: remove it; the platform makes its secrets itself`,
		}},
		{"a key looks like a token", configured("githubToken", "ghp_x"), []string{
			`config "dev": drydock:platform.githubToken: looks like a secret and no setting has that name: remove it; the platform makes its secrets itself`,
		}},
		{"a text is a list", configured("domain", []string{"dev.drydock.example"}), []string{
			`config "dev": drydock:platform.domain ["dev.drydock.example"]: is a list: write a text`,
		}},
		{"a text is a number", configured("parentZone", 12), []string{
			`config "dev": drydock:platform.parentZone 12: is a number: write a text`,
		}},
		{"a text is a block", configured("image", map[string]string{"digest": "a8"}), []string{
			`config "dev": drydock:platform.image {"digest":"a8"}: is a block of keys and values: write a text`,
		}},
		{"a list is a text", configured("admins", "arn:aws:iam::111122223333:role/drydock"), []string{
			`config "dev": drydock:platform.admins "arn:aws:iam::111122223333:role/drydock": is a text: write a list of texts`,
		}},
		{"a list holds numbers", configured("apiAccess", []int{10}), []string{
			`config "dev": drydock:platform.apiAccess [10]: is a list that holds something else than texts: write a list of texts`,
		}},
		{"a list is true", configured("admins", true), []string{
			`config "dev": drydock:platform.admins true: is true or false: write a list of texts`,
		}},
	}
}
