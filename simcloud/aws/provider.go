package aws

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/drydock-iac/drydock/simcloud/aws/acm"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/aws/cloudfront"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/eks"
	"github.com/drydock-iac/drydock/simcloud/aws/events"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/aws/lambda"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/aws/logs"
	"github.com/drydock-iac/drydock/simcloud/aws/route53"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/aws/secrets"
	"github.com/drydock-iac/drydock/simcloud/aws/sqs"
	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Version is the version of the Pulumi AWS SDK whose types the simulation
// follows.
const Version = "6.83.2"

//go:embed schema.json
var schemaText []byte

// schemas decodes the generated data once in a process: it is read-only.
var schemas = sync.OnceValues(func() (map[string]*world.Schema, error) {
	all := map[string]*world.Schema{}
	err := json.Unmarshal(schemaText, &all)
	return all, err
})

// Provider returns the simulated provider.
func Provider() (*world.Provider, error) {
	known, err := schemas()
	if err != nil {
		return nil, fmt.Errorf("simcloud/aws: generated schema: %w", err)
	}
	p := &world.Provider{
		Name: "aws", Version: Version,
		Types: map[string]*world.Type{}, Functions: map[string]*world.Function{},
		CheckConfig: checkConfig, ReplaceConfig: replaceConfig, Scope: region,
	}
	for _, t := range slices.Concat(
		ec2.Types(), iam.Types(), kms.Types(), logs.Types(), eks.Types(),
		lambda.Types(), lb.Types(), autoscaling.Types(), route53.Types(), acm.Types(), s3.Types(), cloudfront.Types(), secrets.Types(), ssm.Types(), sqs.Types(), events.Types(),
	) {
		if t.Schema = known[t.Token]; t.Schema == nil {
			return nil, fmt.Errorf("simcloud/aws: %s: no generated schema: run go generate ./simcloud/aws", t.Token)
		}
		p.Types[t.Token] = tagged(t)
	}
	for _, f := range slices.Concat(ec2.Functions(), eks.Functions(), ssm.Functions()) {
		p.Functions[f.Token] = f
	}
	return p, nil
}

// Seed returns what a new account has in every region.
func Seed() []*world.Object {
	var all []*world.Object
	for _, r := range api.Regions() {
		all = append(all, ec2.Seed(r)...)
	}
	return all
}
