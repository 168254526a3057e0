package ec2

import (
	"fmt"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// flowFormat is the format of flow log records without a wish. Source:
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
const flowFormat = "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}"

// watched are the inputs of a flow log that may name what it watches.
var watched = []string{"eniId", "subnetId", "transitGatewayAttachmentId", "transitGatewayId", "vpcId"}

func flowLogType() *world.Type {
	const noun, call = "Flow Log", "CreateFlowLogs"
	return tagging(&world.Type{
		Token: api.FlowLog,
		Replace: append([]string{
			"deliverCrossAccountRole", "destinationOptions", "iamRoleArn", "logDestination", "logDestinationType", "logFormat",
			"logGroupName", "maxAggregationInterval", "trafficType",
		}, watched...),
		Defaults: world.Props{"logDestinationType": "cloud-watch-logs", "maxAggregationInterval": 600.0, "logFormat": flowFormat},
		Refs: []world.Ref{
			reference("vpcId", api.VPC, noun, call, "InvalidVpcId.NotFound", "vpc ID"),
			reference("subnetId", api.Subnet, noun, call, "InvalidSubnetId.NotFound", "subnet ID"),
			reference("eniId", api.NetworkInterface, noun, call, "InvalidNetworkInterfaceId.NotFound", "networkInterface ID"),
			{Path: "iamRoleArn", Kind: api.Role, By: "arn", Missing: func(c *world.Call, _ string) error { return cannotAssume(c) }},
			{Path: "logDestination", Kind: api.LogGroup, By: "arn"},
		},
		Takes:  world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check:  checkFlowLog,
		Create: createFlowLog,
	}, noun, call)
}

func checkFlowLog(c *world.Check) {
	exactlyOne(c, watched...)
	oneOf(c, c.In, "", "logDestinationType", "cloud-watch-logs", "s3", "kinesis-data-firehose")
	oneOf(c, c.In, "", "trafficType", "ACCEPT", "REJECT", "ALL")
	oneOf(c, c.In.Map("destinationOptions"), "destinationOptions.", "fileFormat", "plain-text", "parquet")
	if v := c.In.IntOr("maxAggregationInterval", 600); v != 60 && v != 600 {
		c.Fail("maxAggregationInterval", fmt.Sprintf("expected max_aggregation_interval to be one of [60 600], got %d", v))
	}
	for _, name := range []string{"deliverCrossAccountRole", "iamRoleArn", "logDestination"} {
		anARN(c, name)
	}
}

func flowOp(c *world.Call) api.Op {
	for _, name := range watched {
		if v := c.In.Str(name); v != "" {
			return api.Op{Doing: fmt.Sprintf("creating Flow Log (%s)", v), Service: "EC2", Name: "CreateFlowLogs"}
		}
	}
	return doing(c, "Flow Log", "CreateFlowLogs", "")
}

func cannotAssume(c *world.Call) error {
	return flowOp(c).Refuse("InvalidParameter", "Unable to assume given IAM role", docFlowLogs)
}

// flowPrincipal is the service that takes the role of a flow log.
const flowPrincipal = "vpc-flow-logs.amazonaws.com"

func createFlowLog(c *world.Call) error {
	op := flowOp(c)
	to := strings.TrimSuffix(c.In.StrOr("logDestination", c.In.Str("logGroupName")), ":*")
	toLogs := c.Out.Str("logDestinationType") == "cloud-watch-logs"
	role := c.In.Str("iamRoleArn")
	switch {
	case !given(c.In, "trafficType") && !given(c.In, "transitGatewayId") && !given(c.In, "transitGatewayAttachmentId"):
		return op.Refuse("MissingParameter", "The request must contain the parameter TrafficType", docFlowLogs)
	case to == "":
		return op.Refuse("InvalidParameter", "LogDestination can't be empty", docFlowLogs)
	case toLogs && role == "":
		return op.Refuse("InvalidParameter", "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.", docFlowLogs)
	case !toLogs && role != "" && c.In.Str("logDestinationType") == "s3":
		return op.Refuse("InvalidParameter", "DeliverLogsPermissionArn is not applicable for s3 delivery", docFlowLogs)
	}
	if o := c.By(api.Role, "arn", role); role != "" && o != nil {
		if trust := o.Props.Str("assumeRolePolicy"); trust != "" && !strings.Contains(trust, flowPrincipal) {
			return cannotAssume(c)
		}
	}
	for _, o := range c.All(api.FlowLog) {
		same := o.Props.Str("logDestination") == to && o.Props.Str("trafficType") == c.In.Str("trafficType") &&
			o.Props.Str("logFormat") == c.Out.Str("logFormat") && o.Props.Int("maxAggregationInterval") == c.Out.Int("maxAggregationInterval")
		for _, name := range watched {
			same = same && o.Props.Str(name) == c.In.Str(name)
		}
		if same {
			return op.Refuse("FlowLogAlreadyExists", "There is an existing Flow Log with the same configuration and log destination.", docFlowLogs)
		}
	}
	c.ID = c.NewID("fl")
	c.Out["arn"] = api.ARN(c, "ec2", "vpc-flow-log/"+c.ID)
	set(c.Out, world.Props{"logDestination": to, "logGroupName": ""})
	if i := strings.Index(to, ":log-group:"); toLogs && i >= 0 {
		c.Out["logGroupName"] = to[i+len(":log-group:"):]
	}
	return nil
}
