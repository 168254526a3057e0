"""Runs the function over an account of the tests and prints what happened.

usage: drive.py FOLDER ACCOUNT, with the function's files in the folder.
"""

import json
import os
import sys
import types

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "stub"))
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True

import boto3  # noqa: E402
from botocore.exceptions import ClientError, EndpointConnectionError  # noqa: E402


def refusal(code, message):
    """A refusal of the file; one of them is no service's, but the SDK's own."""
    if code == "EndpointConnectionError":
        return EndpointConnectionError(message)
    return ClientError(code, message)


class Account:
    """The account of the file, and its clock in seconds."""

    def __init__(self, data):
        self.data, self.now, self.log = data, 0, []
        for thing in data["things"]:
            thing["gone"] = None

    def cluster_exists(self, name):
        return name in self.data.get("clusters", [])

    def here(self, thing):
        return thing["gone"] is None or self.now < thing["gone"]

    def present(self):
        return [thing for thing in self.data["things"] if self.here(thing)]

    def thing(self, ident):
        for thing in self.present():
            if thing["id"] == ident:
                return thing
        raise ClientError("Invalid.NotFound", f"{ident} does not exist")

    def state(self, thing):
        if thing["gone"] is not None:
            return thing.get("becomes", thing.get("state", ""))
        holder = thing.get("heldBy")
        if holder and not any(t["id"] == holder for t in self.present()):
            return "available"
        return thing.get("state", "")

    def may_look(self, kind):
        if kind in self.data.get("hidden", {}):
            raise refusal(**self.data["hidden"][kind])

    def delete(self, ident):
        thing = self.thing(ident)
        if thing.get("ghost"):
            thing["gone"] = self.now
            raise ClientError("Invalid.NotFound", f"{ident} does not exist")
        if "refuse" in thing:
            raise refusal(**thing["refuse"])
        if thing.get("roles"):
            raise ClientError("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.")
        for other in self.present():
            holds = ident in other.get("holds", []) or other.get("to") == ident != other.get("group")
            if holds:
                code = "ResourceInUse" if thing["kind"] == "target group" else "DependencyViolation"
                raise ClientError(code, f"{ident} has a dependent object")
        self.log.append(ident)
        if thing["gone"] is None:
            thing["gone"] = self.now + thing.get("lingers", 0)
        for other in self.data["things"]:
            if other.get("with") == ident and other["gone"] is None:
                other["gone"] = thing["gone"] + other.get("lingers", 0)


class Clock:
    def __init__(self, account):
        self.account = account

    def monotonic(self):
        return self.account.now

    def sleep(self, seconds):
        self.account.now += seconds


def main():
    with open(sys.argv[2], encoding="utf-8") as file:
        account = Account(json.load(file))
    boto3.ACCOUNT = account
    os.environ["AWS_REGION"] = account.data["region"]
    sys.modules["time"] = Clock(account)
    import sweep

    budget = account.data.get("budget", 900)
    context = types.SimpleNamespace(
        get_remaining_time_in_millis=lambda: (budget - account.now) * 1000
    )
    out = {"report": {"swept": []}, "error": ""}
    try:
        out["report"] = sweep.handler(account.data["event"], context)
    except sweep.Left as error:
        out["error"] = str(error)
    out["deleted"], out["after"] = account.log, account.now
    out["left"] = sorted(thing["id"] for thing in account.present())
    json.dump(out, sys.stdout)


main()
