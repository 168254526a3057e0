package identity_test

import (
	"fmt"

	"github.com/drydock-iac/drydock/components/identity"
)

func ExampleDocument_JSON() {
	document := identity.Allow([]string{"s3:PutObject", "s3:GetObject"}, "arn:aws:s3:::backups/*")
	fmt.Println(document.JSON())
	// Output: {"Statement":[{"Action":["s3:GetObject","s3:PutObject"],"Effect":"Allow","Resource":["arn:aws:s3:::backups/*"]}],"Version":"2012-10-17"}
}

func ExampleCheckRole() {
	err := identity.CheckRole("backup", &identity.RoleArgs{
		Trust:    identity.TrustService("ec2"),
		Policies: map[string]identity.Source{"all": identity.Allow([]string{"s3:*"}, "*")},
	})
	fmt.Println(err)
	// Output: role "backup": Policies[all]: Statements[0].Actions "s3:*": every action on every resource: name the actions or the resources, or set AllowWildcard
}
