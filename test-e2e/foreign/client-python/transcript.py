"""Says what came of each step: a line of JSON for each."""

import json

from kubernetes.client import ApiClient, ApiException

failed = False
_section = ""
_plain = ApiClient()


def begin(section):
    """Begins the steps of another section."""
    global _section
    _section = section


def say(name, outcome):
    line = {"section": _section, "step": name, "outcome": _plain.sanitize_for_serialization(outcome)}
    print(json.dumps(line), flush=True)


def fail(name, outcome):
    global failed
    failed = True
    say(name, outcome)


def step(name, act):
    """A step that has to succeed."""
    try:
        outcome = act()
    except Exception as error:
        fail(name, {"failed": f"{type(error).__name__}: {error}"})
        raise
    say(name, "done" if outcome is None else outcome)
    return outcome


def refused(name, act):
    """A step that the server has to refuse."""
    try:
        fail(name, {"not refused": act()})
    except ApiException as error:
        say(name, {"code": error.status, "reason": error.reason, "body": json.loads(error.body)})
