package aws

//go:generate go run ../internal/schemagen -module github.com/pulumi/pulumi-aws/sdk/v6 -dir go/aws -tokens . -out schema.json
