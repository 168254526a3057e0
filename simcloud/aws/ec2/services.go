package ec2

import (
	"slices"
	"strings"
)

// interfaceServices are the AWS services with interface endpoints, by the
// part of the name after the region. Source:
// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
const interfaceServices = "access-analyzer account acm acm-pca aiops airflow.api airflow.env airflow.ops airflow-serverless amplify " +
	"analytics-omics app-integrations appconfig appconfigdata appflow application-autoscaling application-signals appmesh " +
	"appmesh-envoy-management apprunner apprunner.requests appstream.api appstream.streaming appsync appsync-api aps " +
	"aps-workspaces arc-zonal-shift artifact athena auditmanager autoscaling autoscaling-plans awsconnector b2bi backup backup-gateway " +
	"batch bcm-data-exports bedrock bedrock-agent bedrock-agent-runtime bedrock-mantle bedrock-runtime billing billingconductor braket cases cassandra " +
	"cassandra-fips cleanrooms cleanrooms-ml cloudcontrolapi clouddirectory cloudformation cloudhsmv2 cloudtrail codeartifact.api " +
	"codeartifact.repositories codebuild codecommit codeconnections.api codedeploy codedeploy-commands-secure codeguru-profiler " +
	"codeguru-reviewer codepipeline codestar-connections.api cognito-idp comprehend comprehendmedical compute-optimizer config " +
	"connect-campaigns console control-storage-omics controlcatalog cost-optimization-hub data-servicediscovery databrew " +
	"datasync datazone deadline.management deadline.scheduling detective devicefarm devops-guru directory-service " +
	"discovery dms drs ds ds-data dynamodb dynamodb-streams ebs ec2 ec2messages ecr.api ecr.dkr ecs ecs-agent ecs-telemetry eks " +
	"eks-auth elasticache elasticbeanstalk elasticbeanstalk-health elasticfilesystem elasticloadbalancing elasticmapreduce " +
	"elasticmapreduce-serverless email-smtp emr-containers emr-serverless emr-serverless-services.livy emrwal.prod " +
	"entityresolution events evidently evs execute-api finspace finspace-api fis forecast forecastquery frauddetector freetier fsx git-codecommit " +
	"glue glue.dashboard grafana grafana-workspace greengrass groundstation guardduty guardduty-data health healthlake identitystore imagebuilder inspector2 " +
	"inspector-scan internetmonitor invoicing iot.credentials iot.data iot.fleethub.api iotfleetwise iotroborunner iotsitewise.api iotsitewise.data " +
	"iottwinmaker.api iottwinmaker.data iotwireless.api ivs.contribute kafka kafka-fips kendra kendra-ranking kinesis-firehose " +
	"kinesis-streams kms lakeformation lambda launchwizard lex-models-v2 lex-runtime-v2 license-manager " +
	"license-manager-linux-subscriptions license-manager-user-subscriptions logs lookoutequipment lookoutmetrics lookoutvision " +
	"lorawan.cups lorawan.lns m2 macie2 managedblockchain-query mediaconnect medical-imaging memory-db mgn migrationhub-orchestrator " +
	"migrationhub-strategy models-v2-lex monitoring mpa neptune-graph networkflowmonitor networkmonitor networkmonitorreports " +
	"nimble notebook notifications notifications-contacts oam observabilityadmin organizations osis outposts payment-cryptography.controlplane payment-cryptography.dataplane pca-connector-ad pca-connector-scep " +
	"pcs personalize personalize-events personalize-runtime pinpoint pinpoint-sms-voice-v2 pipes pipes-data polly pricing.api " +
	"private-networks profile proton q qapps qbusiness qldb.session quicksight-website ram rbin rds rds-data redshift redshift-data " +
	"redshift-serverless refactor-spaces rekognition repostspace resiliencehub resource-explorer-2 resource-groups robomaker " +
	"rolesanywhere route53profiles route53resolver rum rum-dataplane runtime-medical-imaging runtime-v2-lex s3 s3-outposts " +
	"s3tables sagemaker.api sagemaker.featurestore-runtime sagemaker.metrics sagemaker.runtime savingsplans scheduler schemas scn secretsmanager " +
	"securityhub securitylake serverlessrepo servicecatalog servicecatalog-appregistry servicediscovery servicequotas sms-voice " +
	"snow-device-management sns social-messaging sqs ssm ssm-contacts ssm-guiconnect ssm-incidents ssm-quicksetup ssmmessages " +
	"states storage-omics storagegateway streaming-rekognition sts supplychain support swf sync-states synthetics tags-omics taxsettings " +
	"tax textract textract-fips thinclient.api timestream timestream-influxdb tnb transcribe transcribestreaming transfer transfer.server transform translate " +
	"trustedadvisor user-subscriptions verifiedpermissions voiceid vpc-lattice wellarchitected wisdom workflows-omics workspaces workspaces-web " +
	"xray"

// gatewayServices are the services with gateway endpoints. Source:
// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
var gatewayServices = []string{"dynamodb", "s3"}

// endpointTypes returns which types of endpoint a service name has in the
// region; none says that there is no such service. Services of other accounts
// ("com.amazonaws.vpce....") cannot be known and count as interface services.
func endpointTypes(region, name string) []string {
	if strings.HasPrefix(name, "com.amazonaws.vpce."+region+".vpce-svc-") {
		return []string{"Interface"}
	}
	service, ok := strings.CutPrefix(name, "com.amazonaws."+region+".")
	if !ok {
		// Some services are named by the partition's short prefix.
		if service, ok = strings.CutPrefix(name, "aws.api."+region+"."); !ok {
			service, ok = strings.CutPrefix(name, "aws.sagemaker."+region+".")
			if ok && (service == "notebook" || service == "studio" || service == "partner-app" || service == "experiments") {
				return []string{"Interface"}
			}
			return nil
		}
	}
	var types []string
	if slices.Contains(gatewayServices, service) {
		types = append(types, "Gateway")
	}
	if slices.Contains(strings.Fields(interfaceServices), strings.TrimSuffix(service, "-fips")) {
		types = append(types, "Interface")
	}
	return types
}

// serviceDomain is the name that private DNS of an endpoint takes over.
func serviceDomain(region, name string) string {
	service := strings.TrimPrefix(name, "com.amazonaws."+region+".")
	switch service {
	case "ecr.dkr":
		return "*.dkr.ecr." + region + ".amazonaws.com"
	case "ecr.api":
		return "api.ecr." + region + ".amazonaws.com"
	case "execute-api":
		return "*.execute-api." + region + ".amazonaws.com"
	case "eks-auth":
		return "eks-auth." + region + ".api.aws"
	}
	return service + "." + region + ".amazonaws.com"
}
