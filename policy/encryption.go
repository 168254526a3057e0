package policy

import (
	"slices"
	"strings"
)

// Types that hold or carry data.
const (
	typeVolume         = "aws:ebs/volume:Volume"
	typeInstance       = "aws:ec2/instance:Instance"
	typeTemplate       = "aws:ec2/launchTemplate:LaunchTemplate"
	typeEBSDefault     = "aws:ebs/encryptionByDefault:EncryptionByDefault"
	typeBucketSettings = "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2"
	typeListener       = "aws:lb/listener:Listener"
	typeDistribution   = "aws:cloudfront/distribution:Distribution"
	typeStorageClass   = "kubernetes:storage.k8s.io/v1:StorageClass"
)

// bucketTypes are the types of buckets; the newest SDKs have the second.
var bucketTypes = []string{"aws:s3/bucketV2:BucketV2", "aws:s3/bucket:Bucket"}

// switched are types whose data is encrypted only if a switch is on.
var switched = []struct{ kind, path, what string }{
	{typeVolume, "encrypted", "the volume is not encrypted"},
	{"aws:rds/instance:Instance", "storageEncrypted", "the database is not encrypted"},
	{"aws:rds/cluster:Cluster", "storageEncrypted", "the database is not encrypted"},
	{"aws:docdb/cluster:Cluster", "storageEncrypted", "the database is not encrypted"},
	{"aws:efs/fileSystem:FileSystem", "encrypted", "the file system is not encrypted"},
	{"aws:elasticache/replicationGroup:ReplicationGroup", "atRestEncryptionEnabled", "the cache is not encrypted at rest"},
	{"aws:elasticache/replicationGroup:ReplicationGroup", "transitEncryptionEnabled", "the cache is not encrypted in transit"},
	{"aws:ebs/snapshotCopy:SnapshotCopy", "encrypted", "the snapshot is not encrypted"},
}

// AlwaysEncrypted are services that encrypt by themselves, for which the rule
// asks nothing, each with the document that says so.
func AlwaysEncrypted() map[string]string {
	return map[string]string{
		"aws:cloudwatch/logGroup:LogGroup": "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
		"aws:secretsmanager/secret:Secret": "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
		"aws:lambda/function:Function":     "https://docs.aws.amazon.com/lambda/latest/dg/security-encryption-at-rest.html",
		"aws:dynamodb/table:Table":         "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html",
		"aws:ecr/repository:Repository":    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html",
		"aws:sqs/queue:Queue":              "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
		"aws:cloudtrail/trail:Trail":       "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html",
	}
}

// Encryption is the rule that data is encrypted at rest and, where the public
// reaches it, in transit.
func Encryption() Rule {
	return Rule{
		ID:   "encryption",
		Says: "What holds data encrypts it; what the public reaches speaks TLS.",
		Check: func(p *Plan) []Finding {
			return slices.Concat(switches(p), disks(p), clusters(p), buckets(p), plainListeners(p), distributions(p), classes(p))
		},
	}
}

func switches(p *Plan) []Finding {
	var out []Finding
	for _, s := range switched {
		for _, r := range p.Of(s.kind) {
			if !r.on(s.path) && !r.unknown(s.path) {
				out = append(out, found(r, "set "+s.path, "%s", s.what))
			}
		}
	}
	return out
}

// disks looks at the volumes that come with machines.
func disks(p *Plan) []Finding {
	byDefault := slices.ContainsFunc(p.Of(typeEBSDefault), func(r Resource) bool { return r.get("enabled") != false })
	if byDefault {
		return nil
	}
	var out []Finding
	for _, r := range p.Of(typeInstance) {
		if !r.on("rootBlockDevice.encrypted") && r.get("launchTemplate") == nil {
			out = append(out, found(r, "set rootBlockDevice.encrypted", "the root volume is not encrypted"))
		}
		for _, d := range r.all("ebsBlockDevices[*]") {
			if !yes(dig(d, "encrypted")) {
				out = append(out, found(r, "set ebsBlockDevices.encrypted", "the volume %q is not encrypted", str(d, "deviceName")))
			}
		}
	}
	for _, r := range p.Of(typeTemplate) {
		devices := r.all("blockDeviceMappings[*]")
		if len(devices) == 0 {
			out = append(out, found(r, "map the root device with ebs.encrypted", "its volumes are as the image has them"))
		}
		for _, d := range devices {
			if dig(d, "ebs") != nil && !yes(dig(d, "ebs.encrypted")) {
				out = append(out, found(r, "set ebs.encrypted", "the volume %q is not encrypted", str(d, "deviceName")))
			}
		}
	}
	return out
}

func clusters(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Of(typeCluster) {
		if !slices.Contains(r.all("encryptionConfig.resources[*]"), any("secrets")) && !r.unknown("encryptionConfig") {
			out = append(out, found(r, "set encryptionConfig with a KMS key", "Kubernetes secrets are not encrypted with a key of ours"))
		}
	}
	return out
}

// buckets demands that somebody decided how a bucket encrypts.
func buckets(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Of(bucketTypes...) {
		settings := p.Of(typeBucketSettings)
		decided := slices.ContainsFunc(settings, func(s Resource) bool { return named(r, s.get("bucket")) }) ||
			r.ID == "" && len(p.siblings(r, typeBucketSettings)) > 0 ||
			r.get("serverSideEncryptionConfiguration.rule") != nil && r.Type == bucketTypes[1]
		if !decided {
			out = append(out, found(r, "add a BucketServerSideEncryptionConfigurationV2, or use storage.NewBucket", "nobody says how its objects are encrypted"))
		}
	}
	return out
}

// plainListeners are web listeners without TLS that do more than redirect.
func plainListeners(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Of(typeListener) {
		if r.at("protocol") != "HTTP" {
			continue
		}
		for _, kind := range texts(r.all("defaultActions[*].type")) {
			if kind == "forward" {
				out = append(out, found(r, "redirect to HTTPS, as network.RedirectToHTTPS does", "it forwards plain HTTP"))
			}
		}
	}
	return out
}

func distributions(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Of(typeDistribution) {
		for _, policy := range append(r.all("defaultCacheBehavior.viewerProtocolPolicy"), r.all("orderedCacheBehaviors[*].viewerProtocolPolicy")...) {
			if policy == "allow-all" {
				out = append(out, found(r, `use "redirect-to-https"`, "it serves plain HTTP"))
			}
		}
		for _, policy := range r.all("origins[*].customOriginConfig.originProtocolPolicy") {
			if policy != "https-only" {
				out = append(out, found(r, `use "https-only"`, "it asks its origin over plain HTTP"))
			}
		}
	}
	return out
}

// classes are the storage classes of EBS.
func classes(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Of(typeStorageClass) {
		if strings.HasSuffix(r.at("provisioner"), "ebs.csi.aws.com") && !r.on("parameters.encrypted") {
			out = append(out, found(r, `set parameters.encrypted to "true"`, "its volumes are not encrypted"))
		}
	}
	return out
}
