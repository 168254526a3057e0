"""Takes away what the controllers of a Kubernetes cluster left in AWS.

The AWS provider invokes the function when it creates, updates and deletes the
resource of its invocation; only on a deletion is anything done, and only if
the cluster is gone. What is looked for, and how, is in table.json beside this
file. The event names the cluster: see the type Input of the package.
"""

import json
import os
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# How the services are asked: a throttled or unanswered call is made again
# after a while, and what fails in the end is tried in the next round. A call
# for 200 things has an answer where one for everything may have none, and no
# service here gives fewer than 200 on a page.
CONFIG = Config(
    connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 5}
)
PAGE = 200

# Seconds between two rounds, and seconds that are kept to answer in.
PAUSE = 10
RESERVE = 60

# How much of a refusal is quoted, and how many things are named.
QUOTED = 400
NAMED = 20

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "table.json")
with open(PATH, encoding="utf-8") as file:
    TABLE = json.load(file)


class Left(Exception):
    """Something of the cluster is left."""


def handler(event, context):
    """Sweeps if the event is a deletion, and says what was deleted."""
    if event.get("tf", {}).get("action") != "delete":
        return {"swept": []}
    return Sweep(event, context).run()


def code_of(error):
    """The code of a service's refusal; the error's own name if there was no answer."""
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"]
    return type(error).__name__


def is_gone(error):
    return any(part in code_of(error) for part in TABLE["gone"])


def is_hopeless(error):
    return code_of(error) in TABLE["hopeless"]


def words_of(error):
    text = str(error)
    if isinstance(error, ClientError):
        text = error.response["Error"]["Message"]
    text = f"{code_of(error)}: {text}"
    return " ".join(text.split())[:QUOTED]


def described(name):
    """What the interfaces of a load balancer have as description."""
    return "ELB " + name.split(":loadbalancer/")[-1]


def at(item, path):
    for key in path:
        item = item.get(key, {})
    return item or ""


class Sweep:
    """One sweep for one cluster."""

    def __init__(self, event, context):
        self.cluster = event["cluster"]
        self.vpc = event["vpc"]
        self.managed = event["managed"]
        self.keep = event["keepVolumes"]
        self.region = os.environ["AWS_REGION"]
        self.context = context
        self.start = time.monotonic()
        self.clients = {}
        # What was deleted, in order; why something will not be; and the
        # descriptions of interfaces that go with what was deleted.
        self.swept = []
        self.refused = {}
        self.going = set()

    def run(self):
        if self.alive():
            return {"swept": [], "why": f"the cluster {self.cluster} exists"}
        while True:
            left = self.round()
            if not left:
                return {"swept": self.swept}
            spent = self.context.get_remaining_time_in_millis() / 1000 < PAUSE + RESERVE
            if spent or all(thing in self.refused for thing in left):
                raise Left(self.complaint(left))
            time.sleep(PAUSE)

    def complaint(self, left):
        names = [f"{thing}: {why}" for thing, why in left.items()]
        if len(names) > NAMED:
            names[NAMED:] = [f"and {len(names) - NAMED} more"]
        after = round(time.monotonic() - self.start)
        return (
            f"cluster {self.cluster}: left after {after} s: {'; '.join(names)}: "
            "see to them and run the destroy again"
        )

    def alive(self):
        """Whether the cluster exists: then what it made is still its own."""
        try:
            if self.managed:
                self.client("eks").describe_cluster(name=self.cluster)
                return True
            states = ["pending", "running", "stopping", "stopped"]
            found = self.pages(
                "ec2",
                "describe_instances",
                ["Reservations", "Instances"],
                Filters=[
                    {"Name": f"tag:kubernetes.io/cluster/{self.cluster}", "Values": ["owned"]},
                    {"Name": "instance-state-name", "Values": states},
                    {"Name": "vpc-id", "Values": [self.vpc]},
                ],
            )
            return any("karpenter.sh/nodepool" not in pairs(i["Tags"]) for i in found)
        except (BotoCoreError, ClientError) as error:
            if is_gone(error):
                return False
            raise Left(self.complaint({"the cluster itself": words_of(error)})) from error

    def round(self):
        """Deletes what can be deleted; returns what was found, and why it is left."""
        left = {}
        for kind in TABLE["kinds"]:
            if kind.get("kept") and self.keep:
                continue
            try:
                things = self.look(kind)
            except (BotoCoreError, ClientError) as error:
                name = f'every {kind["name"]}'
                left[name] = words_of(error)
                if is_hopeless(error):
                    self.refused[name] = left[name]
                continue
            for thing in things:
                name = f'{kind["name"]} {thing["id"]}'
                why = self.refused.get(name) or self.delete(kind, name, thing)
                if why:
                    left[name] = why
        return left

    def look(self, kind):
        """The cluster's own things of a kind, by id, without those that are gone."""
        if kind.get("rules"):
            things = self.rules(kind)
        elif kind.get("waited"):
            things = self.interfaces(kind)
        else:
            things = [thing for thing in self.things(kind) if self.owns(kind, thing)]
        things = [t for t in things if t["state"] not in kind.get("absent", [])]
        return sorted(things, key=lambda thing: thing["id"])

    def things(self, kind, filters=None):
        look = kind["look"]
        found = self.pages(
            kind["client"],
            look["call"],
            look["items"],
            **look.get("with", {}),
            **self.filters(kind) if filters is None else filters,
        )
        prefix = self.fill(look.get("prefix", ""))
        things = [
            {
                "id": item[look["id"]],
                "vpc": item.get(look.get("vpc"), self.vpc),
                "tags": pairs(item.get(look.get("tags"), [])),
                "state": at(item, look["state"]) if "state" in look else "",
                "item": item,
            }
            for item in found
            if item[look["id"]].startswith(prefix)
        ]
        things = [thing for thing in things if thing["vpc"] == self.vpc]
        if "tagCall" in look:
            self.ask_tags(kind["client"], look["tagCall"], things)
        return things

    def filters(self, kind):
        """What the service can leave out itself, so that there are fewer pages."""
        if not kind["look"].get("filters"):
            return {}
        all_tags = [pair for tags in kind["own"] for pair in tags.items()]
        keys = sorted({self.fill(key) for key, value in all_tags if value != "*"})
        filters = [{"Name": "tag-key", "Values": keys}]
        if "vpc" in kind["look"]:
            filters.append({"Name": "vpc-id", "Values": [self.vpc]})
        return {"Filters": filters}

    def ask_tags(self, client, ask, things):
        """Adds the tags that the list of things came without."""
        if not ask["batch"]:
            for thing in things:
                tags = self.pages(client, ask["call"], [ask["items"]], **{ask["by"]: thing["id"]})
                thing["tags"] = pairs(tags)
            return
        by_id = {thing["id"]: thing for thing in things}
        ids = sorted(by_id)
        for first in range(0, len(ids), ask["batch"]):
            batch = {ask["by"]: ids[first : first + ask["batch"]]}
            for answer in getattr(self.client(client), ask["call"])(**batch)[ask["items"]]:
                by_id[answer[ask["id"]]]["tags"] = pairs(answer["Tags"])

    def owns(self, kind, thing):
        """Whether a thing has all the tags of one of the kind's alternatives."""
        return any(
            all(self.has(thing["tags"], key, value) for key, value in tags.items())
            for tags in kind["own"]
        )

    def has(self, tags, key, value):
        found = tags.get(self.fill(key))
        return found is not None and self.fill(value) in ("*", found)

    def fill(self, text):
        return text.replace("{cluster}", self.cluster).replace("{region}", self.region)

    def rules(self, kind):
        """Rules of other groups that refer to a group of the cluster's own."""
        groups = next(k for k in TABLE["kinds"] if k["name"] == TABLE["groups"])
        own = {thing["id"] for thing in self.look(groups)}
        if not own:
            return []
        inside = {"Filters": [{"Name": "vpc-id", "Values": [self.vpc]}]}
        holders = [t["id"] for t in self.things(groups, inside) if own & referred(t["item"])]
        things = []
        for holder in holders:
            of_holder = {"Filters": [{"Name": "group-id", "Values": [holder]}]}
            for thing in self.things(kind, of_holder):
                to = at(thing["item"], ["ReferencedGroupInfo", "GroupId"])
                if to in own and to != holder:
                    things.append(thing)
        return things

    def interfaces(self, kind):
        """Interfaces of load balancers that this sweep deleted."""
        things = []
        for description in sorted(self.going):
            things += self.things(
                kind, {"Filters": [{"Name": "description", "Values": [description]}]}
            )
        return things

    def delete(self, kind, name, thing):
        """Deletes a thing and says why it is left, which the next round finds out."""
        if thing["state"] in kind.get("waits", []) or kind.get("waited"):
            return thing["state"]
        why = "deletion asked for"
        try:
            if kind.get("rules"):
                self.revoke(thing)
            else:
                self.call_delete(kind, thing)
            if name not in self.swept:
                self.swept.append(name)
        except (BotoCoreError, ClientError) as error:
            why = "" if is_gone(error) else words_of(error)
            if is_hopeless(error):
                self.refused[name] = why
            if why:
                return why
        if kind.get("leaves"):
            self.going.add(described(thing["id"]))
        return why

    def call_delete(self, kind, thing):
        client, delete = self.client(kind["client"]), kind["delete"]
        argument = {delete["by"]: [thing["id"]] if delete.get("list") else thing["id"]}
        first = delete.get("first")
        for item in thing["item"].get(first["items"], []) if first else []:
            getattr(client, first["call"])(**argument, **{first["by"]: item[first["id"]]})
        getattr(client, delete["call"])(**argument)

    def revoke(self, thing):
        item = thing["item"]
        direction = "egress" if item["IsEgress"] else "ingress"
        getattr(self.client("ec2"), f"revoke_security_group_{direction}")(
            GroupId=item["GroupId"], SecurityGroupRuleIds=[thing["id"]]
        )

    def pages(self, client, call, items, **arguments):
        pages = self.client(client).get_paginator(call)
        found = list(pages.paginate(PaginationConfig={"PageSize": PAGE}, **arguments))
        for name in items:
            found = [item for holder in found for item in holder.get(name, [])]
        return found

    def client(self, name):
        if name not in self.clients:
            self.clients[name] = boto3.client(name, config=CONFIG)
        return self.clients[name]


def pairs(tags):
    return {tag["Key"]: tag["Value"] for tag in tags}


def referred(group):
    """The ids of the groups that a group's rules refer to."""
    permissions = group.get("IpPermissions", []) + group.get("IpPermissionsEgress", [])
    return {pair["GroupId"] for p in permissions for pair in p.get("UserIdGroupPairs", [])}
