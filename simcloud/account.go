package simcloud

import "github.com/drydock-iac/drydock/simcloud/aws/ec2"

// EstablishedAccount raises the quotas that every platform soon meets to what
// AWS grants an account with some history on request: 64 vCPUs each of
// on-demand and of spot instances, in place of a new account's 5, and 20
// Elastic IP addresses in place of 5. All others stay as in a new account.
func EstablishedAccount() Option {
	return func(o *options) {
		for quota, value := range map[string]int{
			ec2.QuotaStandardVCPUs: 64, ec2.QuotaStandardSpotVCPUs: 64, ec2.QuotaAddresses: 20,
		} {
			Quota(quota, value)(o)
		}
	}
}
