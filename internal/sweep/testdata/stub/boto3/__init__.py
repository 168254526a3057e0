"""An account of the tests, with the calls and answers of the AWS SDK for
Python as its reference has them. What it does not know, it refuses."""

from botocore.exceptions import ClientError

ACCOUNT = None

# By client and call: the kind, the names of the lists, and of the fields for
# id, tags, VPC and state in an item.
LISTS = {
    ("ec2", "describe_instances"): ("instance", ["Reservations", "Instances"], "InstanceId", "Tags", "VpcId"),
    ("ec2", "describe_launch_templates"): ("launch template", ["LaunchTemplates"], "LaunchTemplateId", "Tags", ""),
    ("ec2", "describe_network_interfaces"): ("network interface", ["NetworkInterfaces"], "NetworkInterfaceId", "TagSet", "VpcId"),
    ("ec2", "describe_security_groups"): ("security group", ["SecurityGroups"], "GroupId", "Tags", "VpcId"),
    ("ec2", "describe_security_group_rules"): ("security group rule", ["SecurityGroupRules"], "SecurityGroupRuleId", "Tags", ""),
    ("ec2", "describe_volumes"): ("volume", ["Volumes"], "VolumeId", "Tags", ""),
    ("ec2", "describe_snapshots"): ("snapshot", ["Snapshots"], "SnapshotId", "Tags", ""),
    ("elbv2", "describe_load_balancers"): ("load balancer", ["LoadBalancers"], "LoadBalancerArn", "", "VpcId"),
    ("elbv2", "describe_target_groups"): ("target group", ["TargetGroups"], "TargetGroupArn", "", "VpcId"),
    ("elb", "describe_load_balancers"): ("classic load balancer", ["LoadBalancerDescriptions"], "LoadBalancerName", "", "VPCId"),
    ("iam", "list_instance_profiles"): ("instance profile", ["InstanceProfiles"], "InstanceProfileName", "", ""),
}

# By client and call: the kind and the argument.
DELETES = {
    ("ec2", "terminate_instances"): ("instance", "InstanceIds"),
    ("ec2", "delete_launch_template"): ("launch template", "LaunchTemplateId"),
    ("ec2", "delete_network_interface"): ("network interface", "NetworkInterfaceId"),
    ("ec2", "delete_security_group"): ("security group", "GroupId"),
    ("ec2", "delete_volume"): ("volume", "VolumeId"),
    ("ec2", "delete_snapshot"): ("snapshot", "SnapshotId"),
    ("elbv2", "delete_load_balancer"): ("load balancer", "LoadBalancerArn"),
    ("elbv2", "delete_target_group"): ("target group", "TargetGroupArn"),
    ("elb", "delete_load_balancer"): ("classic load balancer", "LoadBalancerName"),
    ("iam", "delete_instance_profile"): ("instance profile", "InstanceProfileName"),
}


def client(service, config):
    if config.retries["mode"] != "standard":
        raise TypeError("throttled calls are to be made again")
    return Client(service)


def listed(tags):
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]


class Client:
    def __init__(self, service):
        self.service = service

    def get_paginator(self, call):
        return Paginator(self, call)

    def describe_cluster(self, name):
        if self.service != "eks" or not ACCOUNT.cluster_exists(name):
            raise ClientError("ResourceNotFoundException", f"No cluster found for name: {name}.")
        return {"cluster": {"name": name}}

    def describe_tags(self, **arguments):
        field = {"elbv2": "ResourceArn", "elb": "LoadBalancerName"}[self.service]
        ids = arguments.pop(field + "s")
        if arguments or not 1 <= len(ids) <= 20:
            raise ClientError("ValidationError", f"{len(ids)} names")
        things = {thing["id"]: thing for thing in ACCOUNT.present()}
        return {"TagDescriptions": [{field: i, "Tags": listed(things[i].get("tags", {}))} for i in ids]}

    def remove_role_from_instance_profile(self, InstanceProfileName, RoleName):
        ACCOUNT.thing(InstanceProfileName)["roles"].remove(RoleName)

    def revoke_security_group_ingress(self, GroupId, SecurityGroupRuleIds):
        self.revoke(GroupId, SecurityGroupRuleIds, False)

    def revoke_security_group_egress(self, GroupId, SecurityGroupRuleIds):
        self.revoke(GroupId, SecurityGroupRuleIds, True)

    def revoke(self, group, rules, egress):
        for rule in rules:
            thing = ACCOUNT.thing(rule)
            if thing["group"] != group or thing.get("egress", False) != egress:
                raise ClientError("InvalidSecurityGroupRuleId.NotFound", f"no {rule} in {group}")
            ACCOUNT.delete(rule)

    def __getattr__(self, call):
        kind, argument = DELETES[(self.service, call)]

        def delete(**arguments):
            ids = arguments.pop(argument)
            if arguments or isinstance(ids, list) != (call == "terminate_instances"):
                raise TypeError(f"{call}: {argument}={ids!r}, {arguments}")
            for each in ids if isinstance(ids, list) else [ids]:
                if ACCOUNT.thing(each)["kind"] != kind:
                    raise TypeError(f"{call}: {each} is no {kind}")
                ACCOUNT.delete(each)

        return delete


class Paginator:
    def __init__(self, client, call):
        self.service, self.call = client.service, call

    def paginate(self, PaginationConfig, Filters=None, **arguments):
        if not 5 <= PaginationConfig["PageSize"] <= 200:
            raise TypeError(f"{self.call}: {PaginationConfig}")
        if self.call == "list_instance_profile_tags":
            ACCOUNT.may_look(arguments["InstanceProfileName"])
            tags = ACCOUNT.thing(arguments["InstanceProfileName"]).get("tags", {})
            return iter([{"Tags": [pair]} for pair in listed(tags)])
        if arguments != ({"OwnerIds": ["self"]} if self.call == "describe_snapshots" else {}):
            raise TypeError(f"{self.call}: {arguments}")
        kind, lists, *fields = LISTS[(self.service, self.call)]
        ACCOUNT.may_look(kind)
        things = [t for t in ACCOUNT.present() if t["kind"] == kind and all(fits(t, f) for f in Filters or [])]
        return self.pages([shape(t, *fields) for t in things], lists)

    def pages(self, items, lists):
        size = ACCOUNT.data.get("page", 2)
        for first in range(0, max(len(items), 1), size):
            page = items[first : first + size]
            if len(lists) > 1:
                page = [{lists[1]: [item]} for item in page]
            yield {lists[0]: page}


def fits(thing, filter):
    tags, name, values = thing.get("tags", {}), filter["Name"], filter["Values"]
    if name == "tag-key":
        return any(value in tags for value in values)
    if name.startswith("tag:"):
        return tags.get(name[4:]) in values
    field = {
        "vpc-id": "vpc",
        "group-id": "group",
        "description": "description",
        "instance-state-name": "state",
    }[name]
    return thing.get(field) in values


def shape(thing, ident, tags, vpc):
    item = {ident: thing["id"]}
    if tags and thing.get("tags"):
        item[tags] = listed(thing["tags"])
    if vpc and thing.get("vpc"):
        item[vpc] = thing["vpc"]
    state = ACCOUNT.state(thing)
    if thing["kind"] == "instance":
        item["State"] = {"Name": state}
    if thing["kind"] == "network interface":
        item["Status"] = state
    if thing["kind"] in ("volume", "snapshot"):
        item["State"] = state
    if thing["kind"] == "load balancer":
        item["State"] = {"Code": "active"}
    if thing["kind"] == "instance profile":
        item["Roles"] = [{"RoleName": role} for role in thing["roles"]]
    if thing["kind"] == "security group":
        for direction, egress in (("IpPermissions", False), ("IpPermissionsEgress", True)):
            item[direction] = [
                {"UserIdGroupPairs": [{"GroupId": rule["to"]}]}
                for rule in ACCOUNT.present()
                if rule.get("group") == thing["id"] and rule.get("egress", False) == egress
            ]
    if thing["kind"] == "security group rule":
        item |= {"GroupId": thing["group"], "IsEgress": thing.get("egress", False), "ReferencedGroupInfo": {"GroupId": thing["to"]}}
    return item
