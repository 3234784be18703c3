"""Lists and watches."""

from kubernetes import client, watch

from objects import config_map
from transcript import refused, step


def names_of(found):
    return [item.metadata.name for item in found.items]


def lists(namespace):
    core = client.CoreV1Api()
    for index in range(7):
        labels = {"even": str(index % 2 == 0)}
        core.create_namespaced_config_map(namespace, config_map(f"item-{index}", labels=labels))
    step("lists whole objects", lambda: core.list_namespaced_config_map(namespace, label_selector="even=True"))
    step(
        "lists by field",
        lambda: names_of(core.list_namespaced_config_map(namespace, field_selector="metadata.name!=item-3")),
    )

    def pages():
        found, token = [], None
        while token != "":
            page = core.list_namespaced_config_map(namespace, limit=3, _continue=token)
            token = page.metadata._continue or ""
            found.append({"names": names_of(page), "remaining": page.metadata.remaining_item_count})
        return found

    step("lists page by page", pages)
    refused("a selector that is none", lambda: core.list_namespaced_config_map(namespace, label_selector="a in"))
    step(
        "deletes a collection",
        lambda: core.delete_collection_namespaced_config_map(namespace, label_selector="even=False"),
    )
    step("lists what is left", lambda: names_of(core.list_namespaced_config_map(namespace)))


def watches(namespace):
    core = client.CoreV1Api()
    version = core.list_namespaced_config_map(namespace).metadata.resource_version

    def events():
        core.create_namespaced_config_map(namespace, config_map("a", {"n": "1"}))
        core.patch_namespaced_config_map("a", namespace, {"data": {"n": "2"}})
        core.delete_namespaced_config_map("a", namespace)
        seen = []
        stream = watch.Watch()
        for event in stream.stream(core.list_namespaced_config_map, namespace, resource_version=version):
            seen.append([event["type"], event["object"]])
            if len(seen) == 3:
                stream.stop()
        return seen

    step("watches", events)
    core.create_namespaced_config_map(namespace, config_map("b"))
    step(
        "watches from the state, to its deadline",
        lambda: [
            [event["type"], event["raw_object"]]
            for event in watch.Watch().stream(core.list_namespaced_config_map, namespace, timeout_seconds=1)
        ],
    )
