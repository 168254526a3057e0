package identity

import "strings"

// Partition is a group of AWS regions with accounts of its own. It is the
// second field of every ARN in it:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
type Partition string

// The partitions that are open to the public or to governments.
const (
	PartitionAWS      Partition = "aws"
	PartitionChina    Partition = "aws-cn"
	PartitionGovCloud Partition = "aws-us-gov"
	PartitionEurope   Partition = "aws-eusc"
)

// PartitionOf returns the partition of a region by its prefix: cn- is China,
// us-gov- is GovCloud, eusc- is the European Sovereign Cloud, anything else
// is the standard partition.
func PartitionOf(region string) Partition {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return PartitionChina
	case strings.HasPrefix(region, "us-gov-"):
		return PartitionGovCloud
	case strings.HasPrefix(region, "eusc-"):
		return PartitionEurope
	}
	return PartitionAWS
}

// ARN is the name of a resource in AWS. Region and Account are empty for
// services without them, such as IAM (no region) and S3 buckets (neither).
type ARN struct {
	Partition Partition
	Service   string
	Region    string
	Account   string
	// Resource is the last field, with its own separators: "role/reader".
	Resource string
}

// String writes the ARN; an empty partition is the standard one.
func (a ARN) String() string {
	partition := a.Partition
	if partition == "" {
		partition = PartitionAWS
	}
	return strings.Join([]string{"arn", string(partition), a.Service, a.Region, a.Account, a.Resource}, ":")
}

// ManagedPolicy is the ARN of a policy that AWS itself maintains, by its name
// with path where it has one: "AmazonEKSClusterPolicy",
// "service-role/AmazonEBSCSIDriverPolicy".
func (p Partition) ManagedPolicy(name string) string {
	return ARN{Partition: p, Service: "iam", Account: "aws", Resource: "policy/" + name}.String()
}

// Root is the principal that stands for a whole account.
func (p Partition) Root(account string) string {
	return ARN{Partition: p, Service: "iam", Account: account, Resource: "root"}.String()
}
